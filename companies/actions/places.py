"""Verbs for where a company is, what it is honoured with and where it is listed."""

import re
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from companies import derive, timeline
from companies.actions import writing
from companies.formats.partial_date import PartialDate
from companies.models import Honour, Listing, Site
from companies.vocab import Audience, Board, EventKind

A_SHARES = (Board.SSE, Board.STAR, Board.SZSE, Board.CHINEXT, Board.BSE, Board.NEEQ)
HONG_KONG = (Board.HKEX, Board.HKEX_18A)


@transaction.atomic
def add_site(company, *, by, now, park=None, area=None, district=None, role="settled", city="", address="",
             settled=None, source="", source_date="", confidence=1, demo=False, quiet=False):  # fmt: skip
    """A company at a place in one role; the same place in the same role is returned as it is."""
    if not (park or area or district or city.strip()):
        raise ValidationError({"park": _("Say where: a park, a functional area, a district or a city.")})
    place = {"park": park, "area": area, "district": district, "role": role, "city": city.strip()}
    found = Site.objects.filter(company=company, **place).first()
    if found:
        return found
    site = Site(company=company, **place, address=address, source=source, source_date=source_date,
                confidence=confidence, demo=writing.marked(company, demo))  # fmt: skip
    site.settled = settled
    writing.save_new(site, by=by)
    derive.parks([company.pk])
    named = park or area or district
    data = {"place": named.name if named else city, "place_en": named.name_en if named else city, "role": role}
    timeline.record(company, EventKind.SITE, now=now, by=by, data=data, happened=settled, source=source, quiet=quiet)
    return site


@transaction.atomic
def remove_site(site, *, by, now):
    """Take away a place that was wrong or is left."""
    company, place = site.company, str(site)
    site.delete()
    derive.parks([company.pk])
    data = {"model": "companies.Company", "about": "", "changes": [{"field": "sites", "old": place, "new": ""}]}
    timeline.record(company, EventKind.FACT, now=now, by=by, data=data)


@transaction.atomic
def add_honour(company, *, by, now, name, issuer="", year=None, expires_on=None, source="", source_date="",
               confidence=1, demo=False, quiet=False):  # fmt: skip
    """An award with issuer, year and expiry; the same one of the same year is returned as it is."""
    found = Honour.objects.filter(company=company, name=name.strip(), year=year).first()
    if found:
        return found
    row = Honour(company=company, name=name.strip(), issuer=issuer, year=year, expires_on=expires_on, source=source,
                 source_date=source_date, confidence=confidence, demo=writing.marked(company, demo))  # fmt: skip
    writing.save_new(row, by=by)
    data = {"name": row.name, "issuer": issuer, "year": year}
    given = PartialDate(date(year, 1, 1), "year") if year and year <= date.max.year else None
    timeline.record(company, EventKind.HONOUR, now=now, by=by, data=data, source=source, quiet=quiet, happened=given,
                    audience=Audience.FOLLOWERS)  # fmt: skip
    return row


@transaction.atomic
def add_listing(company, *, by, now, board, code, source="", source_date="", confidence=1, demo=False,
                quiet=False):  # fmt: skip
    """A board and stock code. Raises ValidationError for a code the board does not have, or another company's."""
    code = stock_code(board, code)
    found = Listing.objects.filter(board=board, code=code).select_related("company").first()
    if found and found.company_id == company.pk:
        return found
    if found:
        raise ValidationError({"code": _("%(company)s is listed under this code.") % {"company": found.company}})
    row = Listing(company=company, board=board, code=code, source=source, source_date=source_date,
                  confidence=confidence, demo=writing.marked(company, demo))  # fmt: skip
    writing.save_new(row, by=by)
    derive.names([company.pk])
    timeline.record(company, EventKind.LISTING, now=now, by=by, data={"board": board, "code": code}, source=source,
                    quiet=quiet, audience=Audience.FOLLOWERS)  # fmt: skip
    return row


def stock_code(board, text):
    """As the board writes it: six digits, 02096.HK, letters for New York."""
    code = text.strip().upper()
    if board in HONG_KONG:
        digits = code.removesuffix(".HK")
        if digits.isascii() and digits.isdigit() and len(digits) <= 5:
            return f"{digits.zfill(5)}.HK"
        raise ValidationError({"code": _("A Hong Kong code has up to five digits, for example 02096.HK.")})
    if board in A_SHARES:
        digits = re.sub(r"\.(SH|SZ|BJ|NQ)$", "", code)
        if re.fullmatch(r"[0-9]{6}", digits):
            return digits
        raise ValidationError({"code": _("A code of this board has six digits, for example 688046.")})
    if re.fullmatch(r"[A-Z]{1,5}(\.[A-Z])?", code):
        return code
    raise ValidationError({"code": _("A code of this board has one to five letters, for example LEGN.")})
