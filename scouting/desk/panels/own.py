"""A founder's own registrations."""

from roadshows import letters, wording
from roadshows.models import Registration
from scouting.accounts.models import PersonalLink


def registrations(user, now):
    """Newest first, each with its event in words and the personal page where it is decided, if one is open."""
    rows = Registration.objects.visible_to(user).filter(presenter__subject=user.subject_id, edition__isnull=False)
    regs = list(rows.select_related("edition", "project__company").order_by("-edition__starts", "-pk")[:10])
    links = PersonalLink.objects.valid(now).filter(subject=user.subject_id, purpose=letters.PURPOSE)
    paths = {link.object_id: link.path for link in links}
    return [
        {
            "reg": reg,
            "title": wording.title(reg.edition),
            "when": wording.when(reg.edition),
            "path": paths.get(reg.pk, ""),
        }
        for reg in regs
    ]
