"""Verbs for what facts point at: districts, areas, parks, and what sources say of the cluster as a whole."""

from django.db import transaction

from companies.actions import writing
from companies.models import Area, ClusterFigure, District, Park, ParkFeature


@transaction.atomic
def ensure(model, *, by, identity, values):
    """(row, created): the row of this identity as it is, or a new one. What people changed since is left alone."""
    found = model.objects.filter(**identity).first()
    return (found, False) if found else (writing.save_new(model(**identity, **values), by=by), True)


def add_district(code, *, by, name, name_en="", abolished=False):
    """By its code of GB/T 2260."""
    return ensure(District, by=by, identity={"code": code}, values=named(name, name_en) | {"abolished": abolished})


def add_area(code, *, by, name, name_en=""):
    """A functional area, which is no district."""
    return ensure(Area, by=by, identity={"code": code}, values=named(name, name_en))


def add_park(code, *, by, name, name_en="", district=None, area=None, part_of=None, ours=False):
    places = {"district": district, "area": area, "part_of": part_of, "ours": ours}
    return ensure(Park, by=by, identity={"code": code}, values=named(name, name_en) | places)


def add_feature(key, *, by, kind, name, name_en="", park=None, facts=None, **provenance):
    """A platform, policy, institution, programme, fund, event or aim, as a source states it."""
    values = named(name, name_en) | {"kind": kind, "park": park, "facts": facts or {}}
    return ensure(ParkFeature, by=by, identity={"key": key}, values=values | provenance)


def add_figure(key, *, by, topic, value, **values):
    """A number about the cluster with its comparator, unit and date."""
    return ensure(ClusterFigure, by=by, identity={"key": key}, values={"topic": topic, "value": value} | values)


def named(name, name_en):
    return {"name": name, "name_en": name_en}
