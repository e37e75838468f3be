"""The pool of projects: everything that was ever sent in, where it stands, and a later event for what was not shown."""

from django.utils.translation import gettext_lazy as _

from companies.views.keyset import KeysetList
from roadshows import decks
from roadshows.filters import PoolFilter
from roadshows.models import Project, Registration, Result
from roadshows.states import RegistrationState
from roadshows.tables import PoolTable
from roadshows.views import registrations, rolling
from scouting.base import clock

S = RegistrationState
TOP = 12  # of those that wait for a place, above the list


class PoolList(KeysetList):
    title = _("Project pool")
    template = "roadshows/pool.html"
    model = Project
    filterset = PoolFilter
    table = PoolTable
    orders = {
        "new": (_("newest first"), ["-id"]),
        "old": (_("oldest first"), ["id"]),
        "name": (_("name"), ["name", "id"]),
    }
    columns = {
        _("Project"): lambda p: p.name,
        _("Company"): lambda p: p.holder,
        _("Track"): lambda p: str(p.get_track_display()),
        _("Stage"): lambda p: str(p.get_stage_display()),
        _("Last state"): lambda p: str(S(p.last_state).label),
        _("Registered"): lambda p: f"{clock.local(p.last_at):%Y-%m-%d}" if p.last_at else "",
    }

    def rows(self, request):
        return super().rows(request).in_pool().select_related("company")

    def dress(self, rows, chosen):
        super().dress(rows, chosen)
        self.tell(rows)

    def tell(self, rows):
        """Registrations, scores, presentations and the next call: four queries, whatever the page holds."""
        user, now = self.request.user, clock.now()
        mine = {row.pk: [] for row in rows}
        regs = Registration.objects.visible_to(user).filter(project__in=mine).exclude(state=S.DRAFT)
        for reg in regs.select_related("edition", "owner").order_by("-edition__starts", "-pk"):
            mine[reg.project_id].append(reg)
        best = {}
        scored = Result.objects.visible_to(user).filter(registration__project__in=mine, n__gt=0)
        for result in scored.select_related("registration__edition").order_by("mean"):
            best[result.registration.project_id] = result
        presentations = decks.latest_of(mine, user)
        coming = list(rolling.coming(user, now))
        for row in rows:
            row.regs, row.best = mine[row.pk], best.get(row.pk)
            row.latest = row.regs[0] if row.regs else None
            row.deck = presentations.get(row.pk)
            row.deck_elsewhere = any(reg.materials.get(decks.DECK) for reg in row.regs[:1])
            may = row.latest is not None and registrations.writes(user, row.latest)
            row.rolls = rolling.next_for(row.latest, coming, now) if may else None

    def extra(self, rows, n, more):
        """Those deferred and not placed yet stand above the list, unless the list is those."""
        if any(map(self.request.GET.get, [*PoolFilter.base_filters, "at"])):
            return {}
        waiting = list(self.rows(self.request).waiting().order_by("pk")[: TOP + 1])
        self.tell(waiting[:TOP])
        return {"waiting": waiting[:TOP], "more": len(waiting) > TOP}
