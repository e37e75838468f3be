"""The projects of an edition and the funds that fit them, with the reasons."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from roadshows import fit, matching
from roadshows.actions.moves import still_to_come
from roadshows.forms.matching import MatchFilter
from roadshows.states import HOLDING
from roadshows.views.common import decides, edition_of
from scouting.base import clock

SHOWN = 12  # funds a project and group; the rest is counted


@require_safe
def page(request, slug):
    edition = edition_of(request, slug)
    found = matching.projects(edition, now=clock.now())
    few = [p.reg.project for p in found if p.too_few]
    asked = MatchFilter(request.GET, found=found)
    rows = [shown(project, everything=asked.everything) for project in asked.narrowed()]
    context = {
        "edition": edition,
        "asked": asked,
        "rows": rows,
        "few": few,
        "decides": decides(request.user) and still_to_come(edition, clock.now()),
        "projects": len(found),
        "cut": len(found) == matching.MOST_PROJECTS and found[0].reg.state not in HOLDING,
        "funds": len(found[0].pairs) if found and not asked.asked("q") else None,
        "most": fit.MOST,
    }
    return render(request, "roadshows/matching.html", context)


def shown(project, *, everything):
    """What the page shows of a project: the first of each group, and how many there are."""
    fitting, others, excluded = project.fitting, project.others, project.excluded
    pairs = fitting + (others if everything else [])
    return {
        "reg": project.reg,
        "project": project.reg.project,
        "too_few": len(fitting) < fit.ENOUGH,
        "fitting": len(fitting),
        "pairs": pairs[:SHOWN],
        "more": max(len(pairs) - SHOWN, 0),
        "others": 0 if everything else len(others),
        "excluded": excluded[:SHOWN],
        "more_excluded": max(len(excluded) - SHOWN, 0),
    }
