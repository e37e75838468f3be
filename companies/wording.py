"""Words stored once and said in the reader's language: sources, their dates, regions, notes in two languages."""

import re
from datetime import date

from django.utils.translation import get_language, gettext, pgettext, pgettext_lazy

from companies.formats.partial_date import PartialDate

SOURCES = {
    "demo": pgettext_lazy("source", "demo data"),
    "press report in English": pgettext_lazy("source", "press report in English"),
    "press report in Chinese": pgettext_lazy("source", "press report in Chinese"),
    "public information": pgettext_lazy("source", "public information"),
}
REGIONS = {
    "CN": pgettext_lazy("region", "China"),
    "US": pgettext_lazy("region", "United States"),
    "EU": pgettext_lazy("region", "European Union"),
    "JP": pgettext_lazy("region", "Japan"),
}
LATIN = re.compile("[a-zA-Z]")
HAN = re.compile("[\u3400-\u9fff]")
DATE = re.compile(r"(about |before )?(\d{4})(?:-(\d\d)(?:-(\d\d))?|-Q([1-4]))?( \(inferred\))?")
PLAIN = re.compile(r"[0-9-]+")
RELATIONS = {"before ": "before"}


def source_said(text):
    """A source in words; what people typed stays as it is. Several are parted by "; "."""
    parts = (text or "").split("; ")
    if not SOURCES.keys() & set(parts):
        return text or ""
    return pgettext("between sources", "; ").join(str(SOURCES.get(part, part)) for part in parts)


def region_said(code):
    return str(REGIONS.get(code, code))


def date_said(text):
    """ "2024-05 (inferred)", "about 2013", "2024-Q1" as the reader's language writes them; else as it stands."""
    found = DATE.fullmatch(text or "")
    if not found or PLAIN.fullmatch(text):
        return text
    how, year, month, day, quarter, inferred = found.groups()
    precision = "day" if day else "month" if month else "quarter" if quarter else "year"
    month = int(month or (int(quarter) * 3 - 2 if quarter else 1))
    try:
        known = date(int(year), month, int(day or 1))
    except ValueError:
        return text
    if how == "about ":
        precision = "approx"
    said = PartialDate(known, precision, RELATIONS.get(how, "on")).show(get_language())
    return gettext("%(date)s (inferred)") % {"date": said} if inferred else said


def in_my_language(text):
    """Of a note written twice, Chinese first and English after " / ", the reader's half; of any other, all."""
    halves = (text or "").split(" / ")
    if len(halves) != 2 or not HAN.search(halves[0]) or not is_english(halves[1]):
        return text
    return halves[1] if get_language() == "en" else halves[0]


def is_english(text):
    """It may well name a Chinese brand."""
    return len(LATIN.findall(text)) > 5 * len(HAN.findall(text))


def listed(names):
    """Names side by side: "A, B", in Chinese with the mark that parts the items of a list."""
    return pgettext("between names", ", ").join(str(name) for name in names)
