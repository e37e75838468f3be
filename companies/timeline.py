"""A company's timeline: one row an event, said in the reader's language when it is shown.

Keys of `data` by kind (dates, amounts and values as companies.factdata makes them):
company_added  name, name_en
round          label, type, amount, investors [names], investors_en [names or ""], before {label, type, amount} or None
milestone      text, text_en, claim, forecast, speaker
stage          product, product_en, indication, region, before (code or ""), after (code)
site           place, place_en, role
honour         name, issuer, year
listing        board, code
contact        text, channel, person (name or "")
note           text
fact           about ("" for the company itself, else what: a round, a product), model, changes [{field, old, new}]
roadshow       state, edition (address), number, theme, project(_en); of what came after: amount, fund(_en), note, step
merged         name
"""

from django.utils.translation import gettext

from companies import sentences
from companies.models import Event
from companies.vocab import Audience
from scouting.base import clock


def record(company, kind, *, now, by=None, data=None, audience=Audience.TEAM, happened=None, source="",
           quiet=False, corrects=None, investors=()):  # fmt: skip
    """Write one event. `investors`: those whose followers it concerns as well."""
    event = build(company, kind, now=now, by=by, data=data, audience=audience, happened=happened, source=source,
                  quiet=quiet, corrects=corrects)  # fmt: skip
    event.save()
    if investors:
        event.investors.set(investors)
    return event


def build(company, kind, *, now, by=None, data=None, audience=Audience.TEAM, happened=None, source="",
          quiet=False, corrects=None):  # fmt: skip
    """The event unsaved, for bulk verbs."""
    event = Event(company=company, kind=kind, audience=audience, recorded_at=now, by=by, data=data or {},
                  source=source, quiet=quiet, corrects=corrects)  # fmt: skip
    event.happened = happened
    return event


def date(event, happened):
    """What was told without a date has one now, and leaves the undated part of the timeline."""
    if event and happened and event.undated:
        event.happened = happened
        event.save(update_fields=["happened_on", "happened_precision", "happened_relation"])


def sentence(event):
    """The event in words, in the active language."""
    return sentences.BY_KIND[event.kind](event.data)


def recorded_words(event):
    return gettext("recorded %(date)s") % {"date": f"{clock.local(event.recorded_at):%Y-%m-%d}"}


def undated_words(event):
    """In a list of news, where what has no date stands among what has."""
    return gettext("date unknown, recorded %(date)s") % {"date": f"{clock.local(event.recorded_at):%Y-%m-%d}"}
