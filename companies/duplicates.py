"""Who a company or person about to be added may be already. It warns with a reason; people decide."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _
from rapidfuzz import fuzz

from companies import keys
from companies.formats import credit_code as codes
from companies.formats import names, phone
from companies.formats.search_tokens import query_tokens
from companies.models import Company, Person

LOOKED_AT = 60  # rows a probe brings to be compared one by one
SIMILAR = 82  # of 100: one slip in a name of six characters still counts, two different companies mostly do not
SHORTEST_PROBE = 4


@dataclass(frozen=True)
class Candidate:
    """`code`: code, name or similar; `reason` says it in the active language; `score` 0 to 100."""

    company: Company
    code: str
    reason: str
    score: int


def candidates(*, name="", credit_code="", but=None, most=5):
    """Possible duplicates, the surest first. `but` is the company being edited."""
    rows = Company.objects.current().exclude(pk=but)
    found = {}
    for candidate in (*by_code(rows, credit_code), *by_name(rows, name)):
        known = found.get(candidate.company.pk)
        if known is None or known.score < candidate.score:
            found[candidate.company.pk] = candidate
    return sorted(found.values(), key=lambda c: (-c.score, c.company.sort_key))[:most]


def by_code(rows, text):
    code = codes.normalise(text)
    if not code:
        return
    for company in rows.filter(credit_code=code):
        reason = _("has the same unified social credit code")
        yield Candidate(company, "code", reason, 101)


def by_name(rows, name):
    mine = names.normalise_company(name)
    if not mine:
        return
    found = list(rows.filter(tokens__has_all=[keys.mark(name)]).prefetch_related("aliases")[:LOOKED_AT])
    for probe in probes(name, mine):
        found += rows.filter(tokens__has_all=probe).order_by().prefetch_related("aliases")[:LOOKED_AT]
    for company in {c.pk: c for c in found}.values():
        candidate = compared(company, mine)
        if candidate:
            yield candidate


def probes(name, mine):
    """Token sets that a row of the same or a similar name holds: all of the name, either half, each long word."""
    words = mine.split() if " " in mine else halves(mine)
    texts = [name, mine, *(w for w in words if len(w) >= SHORTEST_PROBE or not w.isascii())]
    return [probe for probe in map(query_tokens, dict.fromkeys(texts)) if probe]


def halves(text):
    middle = (len(text) + 1) // 2
    return [text[:middle], text[middle:]] if len(text) > 3 else []


def compared(company, mine):
    """The Candidate a company is for the normalised name, or None."""
    own = [company.name, company.short_name, company.name_en]
    said = [n for n in own if n] + [alias.name for alias in company.aliases.all()]
    scored = [(likeness(mine, names.normalise_company(n)), n) for n in said]
    score, nearest = max(scored, key=lambda pair: pair[0])
    if score == 100:
        if nearest in own:
            return Candidate(company, "name", _("has the same name but for brackets, place and legal form"), 100)
        return Candidate(company, "name", _("is also known as “%(name)s”") % {"name": nearest}, 100)
    if score >= SIMILAR:
        return Candidate(company, "similar", _("has a similar name: “%(name)s”") % {"name": nearest}, int(score))
    return None


def likeness(mine, other):
    """100 for the same; a name that holds the other whole counts as similar."""
    if mine == other:
        return 100
    shorter, longer = sorted((mine, other), key=len)
    if len(shorter) >= SHORTEST_PROBE and shorter in longer:
        return 90
    return min(fuzz.ratio(mine, other), 99)


def person_candidates(*, mobile="", email="", wechat="", but=None, most=5):
    """People reached under the same number, address or WeChat id; [(person, reason)]."""
    number = e164(mobile)
    ways = {
        "mobile_e164": (number, _("has the same mobile")),
        "email__iexact": (email.strip(), _("has the same e-mail address")),
        "wechat": (wechat.strip(), _("has the same WeChat id")),
    }
    asked = {lookup: (value, reason) for lookup, (value, reason) in ways.items() if value}
    found = {}
    for lookup, (value, reason) in asked.items():
        for person in Person.objects.filter(Q(**{lookup: value})).exclude(pk=but)[:most]:
            found.setdefault(person.pk, (person, reason))
    return list(found.values())[:most]


def e164(mobile):
    try:
        return phone.parse(mobile).e164
    except phone.PhoneError:
        return ""
