"""The park: figures of the cluster with source and date, what it offers, who is there."""

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from companies import cluster
from companies.models import Park
from companies.views.common import may_open, siblings


@require_safe
def park(request):
    ours = Park.objects.filter(ours=True).select_related("area", "district").first()
    inside = cluster.inside(ours)
    tracks = cluster.by_track(request.user, inside)
    parks = cluster.by_park(request.user)
    context = {
        "park": ours,
        "groups": cluster.grouped(cluster.figures(), ours),
        "features": cluster.features(),
        "parks": parks,
        "tracks": tracks,
        "few": cluster.FEW,
        "park_chart": cluster.park_bars(parks) if len(parks) > 1 else None,
        "track_chart": cluster.track_bars(tracks, ours) if ours and len(tracks) > 1 else None,
        "siblings": siblings(request) if may_open(request, "companies:list") else [],
        "companies": sum(n for _code, _label, n in tracks),
        "other_name": next((n for n in (ours.name, ours.name_en) if n and n != str(ours)), "") if ours else "",
        "list_url": reverse("companies:list") if may_open(request, "companies:list") else "",
    }
    return render(request, "companies/park.html", context)
