"""What the register form starts with: values of an earlier registration or of the company, each with its source.

A form's `fields` are the strings it posts, as a draft keeps them.
"""

from datetime import timedelta

from django.utils.translation import pgettext

from roadshows.materials import item_of
from roadshows.models import Registration
from roadshows.states import RegistrationState
from scouting.base.masking import mask_email, mask_mobile, mask_word

MASKS = {"mobile": mask_mobile, "wechat": mask_word, "email": mask_email}
DECK, BRING = "deck", "bring"
FRESH = timedelta(days=183)  # an older presentation is offered, not ticked
WORDS = ("one_liner", "track", "modality", "stage", "city", "competing", "landing", "needs")


def last_of(company, user):
    """The company's latest registration that was sent in, with what the form takes from it."""
    if company is None:
        return None
    sent = Registration.objects.visible_to(user).filter(project__company=company)
    sent = sent.exclude(state=RegistrationState.DRAFT).order_by("-submitted_at", "-id")
    return sent.select_related("project__company", "edition", "owner", "presenter").first()


def presentation_of(last, edition):
    """The presentation handed in with that registration, where this edition asks for one too."""
    if last is None or not last.project.company_id or item_of(edition, DECK) is None:
        return None
    found = last.uploads.current().filter(code=DECK, gone_at=None)
    return found.select_related("registration__project").first()


def is_old(upload, now):
    return upload is not None and upload.at < now - FRESH


def known(company, last):
    """{field: (value, source)} that the form can begin with."""
    if last is not None:
        source = pgettext("source of a value", "from registration %(number)s") % {"number": last.number}
        return {name: (value, source) for name, value in of_registration(last).items() if value}
    if company is None:
        return {}
    source = pgettext("source of a value", "from the company's page")
    values = {"track": company.track, "stage": company.best_stage, "city": ""}
    return {name: (value, source) for name, value in values.items() if value and value != "other"}


def of_registration(reg):
    words = {name: getattr(reg.project, name) for name in WORDS}
    presenter = str(reg.presenter_id or "")
    return {
        "project_name": reg.project.name,
        "ask": reg.ask_text,
        "round_type": reg.round_type,
        "presenter": presenter,
        **words,
    }


def fill(fields, company, last, people):
    """The fields with what is known in the empty ones. A presenter typed in stays."""
    filled = dict(fields)
    offered = {str(person.pk) for person in people}
    if filled.get("presenter") not in offered:
        filled.pop("presenter", None)
    for name, (value, _source) in known(company, last).items():
        if name == "presenter" and (fields.get("presenter_name") or value not in offered):
            continue
        if not filled.get(name):
            filled[name] = value
    return filled


def empty_of(fields, company, last):
    """The fields without what came from this company, as before another one is chosen."""
    came = known(company, last)
    came |= {BRING: (fields.get(BRING), "")}
    return {name: value for name, value in fields.items() if name not in came or came[name][0] != value}


def sources(fields, company, last):
    """{field: where from} of the values that are still as they were found."""
    return {name: source for name, (value, source) in known(company, last).items() if fields.get(name) == value}


def again(reg):
    """The fields to register the same project once more, for another edition."""
    project = reg.project
    holder = {"company": project.company.slug} if project.company_id else {}
    if not holder:
        holder = {"company_name": project.team_name, "is_team": "on"}
    return holder | {name: value for name, value in of_registration(reg).items() if value}


# --- contact details in drafts that somebody else typed -------------------------------------------
def concealed(fields, reg, user):
    """Masked for those without the contact right, unless they typed the draft themselves."""
    if not must_conceal(reg, user):
        return fields
    return fields | {name: mask(fields[name]) for name, mask in MASKS.items() if fields.get(name)}


def restored(fields, reg, user):
    """What comes back masked and untouched is what it was."""
    if not must_conceal(reg, user):
        return fields
    kept = {name: reg.draft[name] for name, mask in MASKS.items() if reg.draft.get(name)}
    return fields | {name: value for name, value in kept.items() if fields.get(name) == MASKS[name](value)}


def must_conceal(reg, user):
    if reg is None or user.may_see_contacts:
        return False
    return reg.source == "call" or reg.owner_id != user.pk
