"""One sentence for each kind of event, in the active language, from the event's data alone (no query)."""

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.utils.translation import get_language, gettext, pgettext

from companies.factdata import read_amount, read_date
from companies.formats import money
from companies.show import amount_words, city_words
from companies.vocab import Board, ContactChannel, EventKind, RoundType, SiteRole, Stage
from companies.wording import in_my_language, region_said

UNTOLD = ("", RoundType.UNDISCLOSED, RoundType.OTHER)


def english():
    return get_language() == "en"


def in_language(data, key):
    return (english() and data.get(f"{key}_en")) or data.get(key, "")


def label_of(choices, code):
    return str(choices(code).label) if code in choices.values else code


def round_name(data):
    """As announced; for English readers of a Chinese announcement the name of the type."""
    label, kind = data.get("label", ""), data.get("type", "")
    if kind not in UNTOLD and (not label or (english() and not label.isascii())):
        return label_of(RoundType, kind)
    return label or label_of(RoundType, kind)


def company_added(data):
    return gettext("Added to the directory: %(name)s") % {"name": in_language(data, "name")}


def funding(data):
    parts = {"round": round_name(data), "amount": amount_words(read_amount(data["amount"]))}
    if data.get("investors"):
        parts["investors"] = pgettext("between names", ", ").join(investors(data))
        return gettext("%(round)s round, %(amount)s, from %(investors)s") % parts
    return gettext("%(round)s round, %(amount)s") % parts


def investors(data):
    """In the reader's language where the investor has a name in it. Older events kept one name of each."""
    names = data["investors"]
    translated = data.get("investors_en") if english() else None
    return [own or name for name, own in zip(names, translated, strict=True)] if translated else names


def milestone(data):
    parts = {"text": in_language(data, "text"), "speaker": data.get("speaker", "")}
    if data.get("forecast"):
        return gettext("Forecast: %(text)s") % parts
    if data.get("claim"):
        said = gettext("According to %(speaker)s: %(text)s") if parts["speaker"] else gettext("Claim: %(text)s")
        return said % parts
    return parts["text"]


def stage(data):
    where = [part for part in (data.get("indication"), region_said(data.get("region", ""))) if part]
    product = in_language(data, "product")
    if where:
        product = pgettext("product with indication and region", "%(product)s (%(where)s)") % {
            "product": product,
            "where": pgettext("between names", ", ").join(where),
        }
    parts = {"product": product, "after": label_of(Stage, data.get("after", ""))}
    if data.get("before"):
        parts["before"] = label_of(Stage, data["before"])
        return gettext("%(product)s: %(before)s → %(after)s") % parts
    return gettext("%(product)s: %(after)s") % parts


def site(data):
    return gettext("%(place)s: %(role)s") % {
        "place": city_words(in_language(data, "place")),
        "role": label_of(SiteRole, data.get("role", "")),
    }


def honour(data):
    parts = {"name": data.get("name", ""), "year": data.get("year")}
    return gettext("Honour: %(name)s (%(year)s)") % parts if parts["year"] else gettext("Honour: %(name)s") % parts


def listing(data):
    return gettext("Listed: %(board)s, %(code)s") % {
        "board": label_of(Board, data.get("board", "")),
        "code": data.get("code", ""),
    }


def contact(data):
    parts = {"channel": label_of(ContactChannel, data.get("channel", "")), "text": data.get("text", "")}
    if data.get("person"):
        parts["person"] = data["person"]
        return gettext("%(channel)s with %(person)s: %(text)s") % parts
    return gettext("%(channel)s: %(text)s") % parts


def note(data):
    return in_my_language(data.get("text", ""))


def fact(data):
    model = apps.get_model(data["model"]) if data.get("model") else None
    changes = pgettext("between changes", "; ").join(change(model, c) for c in data.get("changes", ()))
    if data.get("about"):
        return gettext("%(about)s – %(changes)s") % {"about": data["about"], "changes": changes}
    return changes


def change(model, difference):
    field, label = field_of(model, difference["field"])
    return gettext("%(field)s: %(old)s → %(new)s") % {
        "field": label,
        "old": value_said(field, difference["old"]),
        "new": value_said(field, difference["new"]),
    }


def field_of(model, name):
    composite = getattr(model, "composites", {}).get(name)
    if composite:
        return None, str(composite.label)
    try:
        field = model._meta.get_field(name)
    except (AttributeError, FieldDoesNotExist):
        return None, name
    if field.auto_created and not field.concrete:  # names and places of a company are rows of their own
        return None, str(field.related_model._meta.verbose_name)
    return field, str(field.verbose_name)


def value_said(field, value):
    if value in ("", None, []):
        return pgettext("value", "none")
    if isinstance(value, bool):
        return pgettext("value", "yes") if value else pgettext("value", "no")
    if isinstance(value, dict):
        return date_or_amount(value)
    if isinstance(value, list):
        return pgettext("between names", ", ").join(str(v) for v in value)
    choices = dict(getattr(field, "flatchoices", None) or ())
    return str(choices.get(value, value))


def date_or_amount(value):
    if "basis" in value:
        return money.show(read_amount(value), get_language())
    return read_date(value).show(get_language())


def roadshow(data):
    parts = {
        "edition": data.get("edition", ""),
        "project": in_language(data, "project"),
        "state": ROADSHOW.get(data.get("state", ""), str)(),
    }
    step = ROADSHOW.get(data.get("step", ""), str)()
    more = [data.get("amount"), in_language(data, "fund"), step, data.get("note")]
    parts["state"] = gettext("; ").join(filter(None, [parts["state"], *more]))
    if parts["project"]:
        return gettext("Roadshow %(edition)s: %(project)s – %(state)s") % parts
    return gettext("Roadshow %(edition)s: %(state)s") % parts


def merged(data):
    return gettext("Merged: %(name)s is the same company") % {"name": data.get("name", "")}


# The states of a registration in words for the timeline: their own labels live in the room above.
ROADSHOW = {
    "submitted": lambda: pgettext("roadshow on the timeline", "registered"),
    "in_review": lambda: pgettext("roadshow on the timeline", "in review"),
    "selected": lambda: pgettext("roadshow on the timeline", "selected"),
    "confirmed": lambda: pgettext("roadshow on the timeline", "confirmed"),
    "presented": lambda: pgettext("roadshow on the timeline", "presented"),
    "reserve": lambda: pgettext("roadshow on the timeline", "on the reserve list"),
    "deferred": lambda: pgettext("roadshow on the timeline", "deferred to a later edition"),
    "declined": lambda: pgettext("roadshow on the timeline", "not selected"),
    "withdrawn": lambda: pgettext("roadshow on the timeline", "withdrawn"),
    "lapsed": lambda: pgettext("roadshow on the timeline", "not confirmed in time"),
    "met": lambda: pgettext("roadshow on the timeline", "1:1 meeting"),
    "interest": lambda: pgettext("roadshow on the timeline", "afterwards in talks"),
    "diligence": lambda: pgettext("roadshow on the timeline", "afterwards due diligence"),
    "term_sheet": lambda: pgettext("roadshow on the timeline", "afterwards a term sheet"),
    "invested": lambda: pgettext("roadshow on the timeline", "afterwards an investment"),
    "dropped": lambda: pgettext("roadshow on the timeline", "nothing came of it"),
    "fund_deck": lambda: pgettext("roadshow on the timeline", "a fund wants the presentation"),
    "fund_meeting": lambda: pgettext("roadshow on the timeline", "a fund wants a meeting"),
    "fund_watch": lambda: pgettext("roadshow on the timeline", "a fund watches it"),
    "fund_pass": lambda: pgettext("roadshow on the timeline", "a fund does not follow up"),
    "contacts_open": lambda: pgettext("roadshow on the timeline", "contacts opened to a fund"),
}

BY_KIND = {
    EventKind.COMPANY_ADDED: company_added,
    EventKind.ROUND: funding,
    EventKind.MILESTONE: milestone,
    EventKind.STAGE: stage,
    EventKind.SITE: site,
    EventKind.HONOUR: honour,
    EventKind.LISTING: listing,
    EventKind.CONTACT: contact,
    EventKind.NOTE: note,
    EventKind.FACT: fact,
    EventKind.ROADSHOW: roadshow,
    EventKind.MERGED: merged,
}
