"""Whom the agenda's form proposes as host or speaker: colleagues, officials, the experts we know, lately used names."""

from companies.models import Person
from companies.vocab import PersonKind
from roadshows.models import AgendaItem
from scouting.accounts.models import holders
from scouting.accounts.roles import TEAM

MOST = 60
KINDS = (PersonKind.OFFICIAL, PersonKind.SCIENTIST)


def suggested():
    """[(name, what they are)], each name once, by four queries; a name is all that is told."""
    found = {}
    for name in AgendaItem.objects.exclude(host="").order_by("-pk").values_list("host", flat=True)[:MOST]:
        found.setdefault(name, "")
    for user in holders(*TEAM).order_by("name")[:MOST]:
        found[user.name] = user.name_en
    for kind in KINDS:
        people = Person.objects.filter(kinds__icontains=f'"{kind}"').prefetch_related("positions").order_by("sort_key")
        for person in people[:MOST]:
            held = next((p for p in person.positions.all() if p.ended_on is None), None)
            found[person.name] = f"{held.organisation} {held.title}".strip() if held else ""
    return sorted(found.items())
