"""Search over everything: what was found, grouped, with the words that matched. Permission comes before any cap."""

import re
from dataclasses import dataclass

from django.db.models import F, Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from companies import keys
from companies.formats import phone, pinyin
from companies.formats.search_tokens import matches
from companies.models import Company, Investor, Person, Position
from roadshows import wording
from roadshows.models import Edition, Project, Registration
from scouting.accounts.middleware import allowed_roles

SHOWN = 8  # rows of a group
LOOKED_AT = 60  # rows that are compared name by name; tokens alone may meet by accident
EDITIONS = 240  # twenty years of roadshows
LONGEST = 100


@dataclass(frozen=True)
class Hit:
    """`what` says by which other name or code it was found; empty where the title shows it."""

    title: str
    url: str
    sub: str = ""
    what: str = ""
    demo: bool = False
    rank: int = 2  # 0 the whole name, 1 its beginning, 2 somewhere


@dataclass(frozen=True)
class Group:
    key: str
    title: str
    icon: str
    hits: list
    more: str = ""  # address of the list with the same words, where there are more


def everything(words, user):
    """The groups in which something was found for these words, as this reader may see it."""
    words = words.strip()[:LONGEST]
    found = [group(*finder, words, user) for finder in FINDERS if words and may_open(user, finder[3])]
    return [part for part in found if part.hits]


def group(key, title, icon, _page, finder, whole, words, user):
    hits = sorted(finder(words, user), key=lambda hit: hit.rank)
    more = len(hits) > SHOWN and whole and may_open(user, whole)
    return Group(key, title, icon, hits[:SHOWN], reverse(whole, query={"q": words}) if more else "")


def may_open(user, name):
    return user.has_role(*(allowed_roles(name) or ()))


def rank(words, name):
    asked, name = words.casefold(), name.casefold()
    return 0 if asked == name else 1 if name.startswith(asked) or sounds_begin(asked, name) else 2


def sounds_begin(asked, name):
    """Whether a name begins with these letters when read aloud, in full or by initials."""
    said = pinyin.syllables(name)
    initials = "".join(syllable[:1] for syllable in said)
    return any(sound.startswith(asked.replace(" ", "")) for sound in ("".join(said), initials))


def told(words, named):
    """(what to say of the match, rank) from [(name, how to say it or None for the title)]; None for an accident."""
    said = {}
    for name, how in named:
        if name:
            said.setdefault(name, how)
    found = matches(words, said)
    if found is None:
        return None
    how = said[found]
    return (how % {"name": found} if how else ""), rank(words, found)


def companies(words, user):
    rows = Company.objects.current().visible_to(user).defer("summary")
    related = rows.prefetch_related("aliases", "listings", "products")
    mark = keys.mark(words)
    same = list(related.filter(tokens__has_all=[mark])[:SHOWN]) if mark else []
    for row in {r.pk: r for r in [*same, *related.search(words)[:LOOKED_AT]]}.values():
        found = told(words, company_names(row))
        if found:
            sub = " · ".join(filter(None, [row.name if row.name != str(row) else "", str(row.get_track_display())]))
            yield Hit(str(row), row.get_absolute_url(), sub, found[0], row.demo, found[1])


def company_names(row):
    also, code = _("also “%(name)s”"), _("code %(name)s")
    own = [(name, None) for name in (row.short_name, row.name)]
    own += [(row.name_en, None if row.name_en == str(row) else "%(name)s"), (row.credit_code, code)]
    own += [(alias.name, also) for alias in row.aliases.all()]
    own += [(number, code) for listing in row.listings.all() for number in keys.stock_codes(listing.code)]
    products = [name for p in row.products.all() for name in (p.name, p.name_en, p.code, *p.aliases)]
    return own + [(name, _("product %(name)s")) for name in products]


def people(words, user):
    where = Position.objects.filter(ended_on__isnull=True).select_related("company", "investor")
    where = where.defer("company__tokens", "company__summary", "investor__tokens", "investor__thesis")
    rows = Person.objects.visible_to(user).defer("tokens_public", "tokens_contact")
    rows = rows.prefetch_related(Prefetch("positions", where.order_by("id")))
    for row in rows.search(words, user=user)[:LOOKED_AT]:
        found = told(words, person_names(row, user))
        if found:
            held = [f"{p.company or p.investor or p.organisation} {p.title}".strip() for p in row.positions.all()]
            yield Hit(str(row), row.get_absolute_url(), " · ".join(held[:2]), found[0], row.demo, found[1])


def person_names(row, user):
    """Numbers and addresses only for those who may see them, as in the search itself."""
    own = [(row.name, None), (row.name_en, "%(name)s"), (row.address, "%(name)s")]
    if user.may_see_contacts:
        shown = phone.show(row.mobile) if row.mobile else ""
        numbers = (shown.replace(" ", ""), shown, row.mobile, phone.last4(row.mobile))
        own += [(n, _("mobile %(mobile)s") % {"mobile": shown}) for n in numbers]
        own += [(row.wechat, _("WeChat %(name)s")), (row.email, "%(name)s")]
    return own


def investors(words, user):
    rows = Investor.objects.visible_to(user).defer("thesis")
    same = list(rows.named([words]).values())
    for row in {r.pk: r for r in [*same, *rows.search(words)[:LOOKED_AT]]}.values():
        found = told(words, [(row.short_name, None), (row.name, None), (row.name_en, "%(name)s")])
        if found:
            sub = " · ".join(filter(None, [str(row.get_kind_display()), row.city]))
            yield Hit(str(row), row.get_absolute_url(), sub, found[0], row.demo, found[1])


def editions(words, user):
    """Few enough to compare each: by theme, number, address, or how its title reads."""
    number = re.search(r"\d+", words)
    for row in Edition.objects.visible_to(user).order_by("-starts")[:EDITIONS]:
        title = wording.title(row)
        same_number = bool(number and row.number == int(number[0]))
        if same_number or words in row.slug or matches(words, [title, row.theme, row.theme_en, row.venue]):
            yield Hit(title, row.get_absolute_url(), wording.when(row), "", row.demo, 0 if same_number else 2)


def projects(words, user):
    """Each by its latest registration, which is its page."""
    asked = Q(name__icontains=words) | Q(name_en__icontains=words) | Q(team_name__icontains=words)
    asked |= Q(one_liner__icontains=words)
    seen = Registration.objects.visible_to(user).select_related("edition").order_by("-id")
    rows = Project.objects.visible_to(user).filter(asked).select_related("company").defer("company__tokens")
    for row in rows.prefetch_related(Prefetch("registrations", seen)).order_by(F("id").desc())[:LOOKED_AT]:
        latest = next(iter(row.registrations.all()), None)
        if latest:
            where = str(latest.edition.slug) if latest.edition else ""
            sub = " · ".join(filter(None, [row.holder, where, str(latest.get_state_display())]))
            url = reverse("roadshows:registration", args=[latest.pk])
            yield Hit(str(row), url, sub, "", row.demo, rank(words, row.name))


# key, title, icon, the page that must be open to the reader, finder, the list that has the rest
FINDERS = (
    ("companies", gettext_lazy("Companies"), "building", "companies:company", companies, "companies:list"),
    ("people", gettext_lazy("People"), "address-book", "companies:person", people, "companies:people"),
    ("investors", gettext_lazy("Investors"), "building-bank", "companies:investor", investors, "companies:investors"),
    ("editions", gettext_lazy("Events"), "calendar-event", "roadshows:edition", editions, ""),
    ("projects", gettext_lazy("Projects"), "presentation", "roadshows:registration", projects, ""),
)
