"""Loads the shipped facts about Nanjing's cluster (scouting/data/facts) through the verbs.

A company is loaded whole or not at all, and is left alone once it is there: people may have corrected it. Nothing
loaded is news, so every event is quiet.
"""

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from importlib.resources import files

from django.core.exceptions import ValidationError
from django.db import transaction

from companies import actions, duplicates
from companies.actions import reference
from companies.formats import money
from companies.formats.partial_date import PartialDate
from companies.models import Company

KEY = "nanjing/"


def shipped():
    """The data file as it lies in the project."""
    return json.loads((files("scouting") / "data" / "facts" / "nanjing-2024.json").read_text(encoding="utf-8"))


@dataclass
class Report:
    """created and unchanged by kind of thing; `twins`: (name, whom it resembles, reason) of companies there before."""

    created: Counter = field(default_factory=Counter)
    unchanged: Counter = field(default_factory=Counter)
    twins: list = field(default_factory=list)

    def note(self, kind, created):
        (self.created if created else self.unchanged)[kind] += 1


def load(data, *, by, now):
    """Load everything in `data`; returns a Report."""
    return Loader(data, by=by, now=now).run()


class Loader:
    def __init__(self, data, *, by, now):
        self.data, self.report = data, Report()
        self.acting = {"by": by, "now": now}
        self.by = by

    def run(self):
        self.places()
        for row in self.data["companies"]:
            self.company(row)
        for row in self.data["features"]:
            self.feature(row)
        for row in self.data["figures"]:
            self.figure(row)
        return self.report

    # --- places ---
    def places(self):
        self.districts = {
            r["code"]: self.noted("district", reference.add_district, **r) for r in self.data["districts"]
        }
        self.areas, self.parks = {}, {}
        for row in self.data["areas"]:
            values = {k: v for k, v in row.items() if k != "key"}
            self.areas[row["key"]] = self.noted("area", reference.add_area, **values)
        for row in self.data["parks"]:
            self.parks[row["code"]] = self.noted("park", reference.add_park, **(row | self.place(row)))

    def place(self, row):
        """The park, area and district a row names, as rows of their tables."""
        found = {
            "park": self.parks.get(row.get("park")),
            "area": self.areas.get(row.get("area")),
            "district": self.districts.get(row.get("district")),
            "part_of": self.parks.get(row.get("part_of")),
        }
        return {name: value for name, value in found.items() if name in row}

    def noted(self, kind, verb, /, **given):
        row, created = verb(by=self.by, **given)
        self.report.note(kind, created)
        return row

    # --- companies ---
    @transaction.atomic
    def company(self, row):
        created = not Company.objects.filter(key=KEY + row["key"]).exists()
        parts = {k: row.get(k, ()) for k in ("aliases", "sites", "listings", "products", "milestones", "rounds")}
        self.report.note("company", created)
        for kind, items in parts.items():
            for _item in items:
                self.report.note(kind, created)
        if created:
            self.twins(row)
            self.facts(self.add(row), parts, row.get("note"))

    def twins(self, row):
        for known in duplicates.candidates(name=row["name"]):
            if known.code == "name":
                self.report.twins.append((row["name"], known.company.name, known.reason))

    def add(self, row):
        given = {k: row[k] for k in ("name", "short_name", "name_en", "track") if k in row}
        given |= {"key": KEY + row["key"], "founded": partial_date(row.get("founded"))}
        return actions.add_company(**self.acting, **given, quiet=True, **self.origin(row))

    def facts(self, company, parts, note):
        quiet = {"quiet": True}
        for alias in parts["aliases"]:
            actions.add_alias(company, alias["name"], **self.acting, **quiet, **self.origin(alias))
        for site in parts["sites"]:
            self.site(company, site)
        for listing in parts["listings"]:
            self.listing(company, listing)
        products = {product["name"]: self.product(company, product) for product in parts["products"]}
        for milestone in parts["milestones"]:
            self.milestone(company, milestone, products)
        for funding in parts["rounds"]:
            self.funding(company, funding)
        if note:
            actions.add_note(company, **self.acting, text=f"{note['zh']} / {note['en']}", quiet=True)

    def site(self, company, row):
        given = {k: row[k] for k in ("role", "city", "address") if k in row}
        actions.add_site(company, **self.acting, **given, **self.place(row), settled=partial_date(row.get("settled")),
                         quiet=True, **self.origin(row))  # fmt: skip

    def listing(self, company, row):
        given = {"board": row["board"], "code": row["code"]}
        try:
            actions.add_listing(company, **self.acting, **given, quiet=True, **self.origin(row))
        except ValidationError as error:  # a company entered by hand holds the code: people decide
            self.report.twins.append((company.name, row["code"], " ".join(error.messages)))

    def product(self, company, row):
        given = {k: row[k] for k in ("name", "name_en", "code", "aliases", "modality", "summary") if k in row}
        product = actions.add_product(company, **self.acting, **given, **self.origin(row))
        for stage in row["stages"]:
            given = {k: stage[k] for k in ("stage", "region", "indication") if k in stage}
            actions.set_stage(product, **self.acting, **given, reached=partial_date(stage.get("reached")), quiet=True,
                              **self.origin(stage))  # fmt: skip
        return product

    def milestone(self, company, row, products):
        names = ("key", "text", "text_en", "regulator", "claim", "forecast", "speaker", "note")
        given = {k: row[k] for k in names if k in row}
        actions.add_milestone(company, **self.acting, **given, product=products.get(row.get("product")),
                              happened=partial_date(row.get("happened")), quiet=True, **self.origin(row))  # fmt: skip

    def funding(self, company, row):
        given = {k: row[k] for k in ("label", "type", "note")}
        actions.add_round(company, **self.acting, **given, amount=money.parse(row["amount"]), quiet=True,
                          announced=partial_date(row["announced"]), **self.origin(row))  # fmt: skip

    # --- the cluster ---
    def feature(self, row):
        given = {k: row[k] for k in ("key", "kind", "name", "name_en", "facts")}
        self.noted("feature", reference.add_feature, **given, **self.place(row), **self.origin(row))

    def figure(self, row):
        names = ("key", "topic", "topic_en", "comparator", "value", "unit", "unit_en", "as_of", "note", "note_en")
        self.noted("figure", reference.add_figure, **{k: row[k] for k in names if k in row}, **self.origin(row))

    def origin(self, row):
        """Source, its date, and how sure the reading is."""
        codes = row["source"] if isinstance(row["source"], list) else [row["source"]]
        sources = [self.data["sources"][code] for code in codes]
        return {
            "source": "; ".join(s["name"] for s in sources),
            "source_date": sources[0]["date"],
            "confidence": str(row.get("confidence", 1)),
        }


def partial_date(data):
    if not data:
        return None
    return PartialDate(date.fromisoformat(data["on"]), data["precision"], data.get("relation", "on"))
