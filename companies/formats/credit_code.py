"""The unified social credit code of a Chinese organisation, with both checks: GB 32100-2015 and GB 11714.

18 characters: authority 1, class 1, region 6 digits, organisation code 9, check 1.

    check("9132 0191-MA0TEXT043") == "91320191MA0TEXT043"; district(code) == "320191"
    check("9132O191MA0TEXT043") raises CreditCodeError, error.suggestion == "91320191MA0TEXT043"
"""

import re

from django.utils.translation import gettext_lazy as _

from companies.formats import plain
from companies.formats.errors import FormatError

LENGTH = 18
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_VALUE = {character: value for value, character in enumerate(ALPHABET)}
_WEIGHTS = [pow(3, place, 31) for place in range(LENGTH - 1)]
_ORGANISATION_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2]
_LOOK_ALIKES = str.maketrans("OIZS", "0125")
_SEPARATORS = re.compile(r"[\s\-]")


class CreditCodeError(FormatError):
    """The reasons (`code`): blank, length, characters, region, check, organisation."""


def normalise(text: object) -> str:
    """Half width, upper case, without spaces and hyphens. Letters are never exchanged for digits here."""
    return _SEPARATORS.sub("", plain.dashes(plain.fold(text))).upper()


def check(text: object) -> str:
    """The normalised code, or CreditCodeError; a look-alike that would pass is offered as `suggestion` only."""
    code = normalise(text)
    if not code:
        raise CreditCodeError("blank", _("Enter the 18 characters of the unified social credit code."))
    if len(code) != LENGTH:
        message = _("A unified social credit code has 18 characters, this one has %(length)d.")
        raise CreditCodeError("length", message, length=len(code))
    strange = sorted(set(code) - set(ALPHABET))
    if strange:
        raise _strange(code, strange)
    if not code[2:8].isdigit():
        message = _("Characters 3 to 8 of a unified social credit code are the six digits of the region.")
        raise CreditCodeError("region", message)
    if check_character(code) != code[-1]:
        message = _("The check character of this credit code does not fit: a character is mistyped or two are swapped.")
        raise CreditCodeError("check", message)
    if organisation_check(code) != code[16]:
        message = _("The organisation code inside (characters 9 to 17) does not fit its own check character.")
        raise CreditCodeError("organisation", message)
    return code


def check_character(code: str) -> str:
    """Character 18 by GB 32100; the outer modulus makes remainder 0 a "0", which many programs get wrong."""
    total = sum(weight * _VALUE[character] for weight, character in zip(_WEIGHTS, code, strict=False))
    return ALPHABET[(31 - total % 31) % 31]


def organisation_check(code: str) -> str:
    """Character 17 by GB 11714, over characters 9 to 16; 10 is written X."""
    total = sum(
        weight * int(character, 36) for weight, character in zip(_ORGANISATION_WEIGHTS, code[8:16], strict=False)
    )
    remainder = (11 - total % 11) % 11
    return "X" if remainder == 10 else str(remainder)


def district(code: str) -> str:
    """The six digits of the registering region (GB/T 2260), "" if the text is too short to have them."""
    region = normalise(code)[2:8]
    return region if len(region) == 6 and region.isascii() and region.isdigit() else ""


def _strange(code, strange):
    guess = code.translate(_LOOK_ALIKES)
    suggestion = ""
    if guess != code:
        try:
            suggestion = check(guess)
        except CreditCodeError:
            suggestion = ""
    message = _("A unified social credit code has digits and capital letters without I, O, S, V, Z; not %(strange)s.")
    if suggestion:
        message = _("Letters %(strange)s do not occur in a unified social credit code. Did you mean %(suggestion)s?")
    return CreditCodeError("characters", message, suggestion=suggestion, strange=", ".join(strange))
