from django.contrib import admin

from companies.models import Area, ClusterFigure, District, Park, ParkFeature, Site
from scouting.accounts.adminkit import HouseAdmin

from .base import FoundByCompany, fact_form


@admin.register(District)
class DistrictAdmin(HouseAdmin):
    list_display = ["code", "name", "name_en", "abolished"]
    list_filter = ["abolished"]
    search_fields = ["code", "name", "name_en"]


@admin.register(Area)
class AreaAdmin(HouseAdmin):
    list_display = ["code", "name", "name_en"]
    search_fields = ["code", "name", "name_en"]


@admin.register(Park)
class ParkAdmin(HouseAdmin):
    list_display = ["code", "name", "name_en", "district", "area", "part_of", "ours"]
    list_filter = ["area", "ours"]
    list_select_related = ["district", "area", "part_of"]
    search_fields = ["code", "name", "name_en"]
    autocomplete_fields = ["district", "area", "part_of"]


@admin.register(Site)
class SiteAdmin(FoundByCompany, HouseAdmin):
    form = fact_form(Site)
    list_display = ["company", "park", "area", "district", "role", "city", "settled_on", "settled_precision", "source"]
    list_filter = ["park", "area", "district", "role"]
    list_select_related = ["company", "park", "area", "district"]
    autocomplete_fields = ["company", "park", "area", "district", "entered_by"]


@admin.register(ParkFeature)
class ParkFeatureAdmin(HouseAdmin):
    list_display = ["key", "kind", "name", "park", "source", "source_date"]
    list_filter = ["kind", "park"]
    list_select_related = ["park"]
    search_fields = ["key", "name", "name_en"]
    autocomplete_fields = ["park", "entered_by"]


@admin.register(ClusterFigure)
class ClusterFigureAdmin(HouseAdmin):
    list_display = ["key", "topic", "comparator", "value", "unit", "as_of", "forecast", "source"]
    list_filter = ["forecast"]
    search_fields = ["key", "topic"]
    autocomplete_fields = ["entered_by"]
