"""How much of what is asked for is in hand: counted by the verbs beside each registration, for boards and lists."""

from roadshows import letters
from roadshows.materials import completeness
from roadshows.models import Registration

OF_MATERIALS = ("roadshows/materials",)
RELATED = ("edition", "project")


def tally(reg, *, now, history=False, by=None):
    """Write what reg.materials holds, and its counts. Once nothing is missing, an unsent request stays unsent."""
    done, needed, missing = completeness(reg)
    columns = {"materials": reg.materials, "materials_done": done, "materials_needed": needed}
    Registration.objects.filter(pk=reg.pk).update(**columns)
    reg.materials_done, reg.materials_needed = done, needed
    if not missing:
        letters.supersede(reg, now=now, kinds=OF_MATERIALS, again=True)
    return missing


def tally_all(rows, *, now):
    """Count again where the counts no longer hold. Returns how many did not."""
    wrong = 0
    for reg in rows.exclude(edition=None).select_related(*RELATED):
        done, needed, _missing = completeness(reg)
        if (reg.materials_done, reg.materials_needed) != (done, needed):
            wrong += 1
            tally(reg, now=now)
    return wrong
