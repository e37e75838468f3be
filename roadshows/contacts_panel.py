"""On a company's page: how a fund partner reaches the founders who opened their contact, for as long as both agree."""

from django.utils.translation import gettext as _

from companies import reach
from roadshows.models import ContactOpening
from scouting.accounts.roles import Role


def panel(request, company):
    """Nothing for the team, which has people on the page already, and nothing while nothing is open."""
    user = request.user
    if user.is_team or not user.has_role(Role.FUND):
        return None
    rows = ContactOpening.objects.visible_to(user).filter(fund_person__subject=user.subject_id)
    found = rows.filter(registration__project__company=company).select_related("presenter", "edition")
    if not found:
        return None
    people = [(o, reach.in_clear(o.presenter)) for o in found]
    return {"title": _("Contacts open to you"), "template": "roadshows/_contacts_panel.html", "context": people}
