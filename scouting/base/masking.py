"""How contact details look to those who may not read them."""

import re
import unicodedata

HIDDEN = "****"
LONGEST = 15  # digits of any number in the world
_NUMBER = re.compile(r"[+\d\s()\-./]+", re.ASCII)
_EXTENSION = re.compile(r"(.*\d{7,8}|[48]00[ -]?\d{3}[ -]?\d{4})\s*-\s*\d{1,6}")
_HOME = re.compile(r"(?:\+|00)?\(?86\)?\D*(?:\(0\))?\D*(?=\d)")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"0?(10|2\d|[3-9]\d{2})([2-9]\d{6,7})")


def mask_mobile(text):
    """138****0000, 025-****5927, +852****4567, without an extension; what is no number is hidden whole."""
    if not (text or "").strip():
        return ""
    parts = _NUMBER.findall(unicodedata.normalize("NFKC", text))
    number = max((part.strip() for part in parts), key=len, default="")
    without = _EXTENSION.fullmatch(number)
    shown = [_shown(reading) for reading in (without and without[1], number) if reading]
    return next((masked for masked in shown if masked != HIDDEN), HIDDEN)


def _shown(number):
    digits = re.sub(r"\D", "", number)
    named = _HOME.match(number) and len(digits) > 10
    home = re.sub(r"\D", "", _HOME.sub("", number, count=1)) if named else digits
    if _MOBILE.fullmatch(home):
        return f"{home[:3]}{HIDDEN}{home[-4:]}"
    area = _LANDLINE.fullmatch(home) if named or home.startswith("0") else None
    if area:
        return f"0{area[1]}-{HIDDEN}{area[2][4:]}"
    abroad = number.startswith("+") or digits.startswith("00")
    digits = digits.removeprefix("00") if abroad else digits
    if not 10 <= len(digits) <= LONGEST:
        return HIDDEN
    return f"{'+' if abroad else ''}{digits[: min(3, len(digits) - 8)]}{HIDDEN}{digits[-4:]}"


def mask_email(text):
    """a***@example.com."""
    name, at, host = text.partition("@")
    return f"{name[:1]}***@{host}" if at else ("***" if text else "")


def mask_name(text):
    """The first sign and nothing more: enough for its owner to know it, too little to learn who it is."""
    return f"{text.strip()[:1]}**" if text.strip() else ""


def mask_word(text):
    """The first letter and nothing more, for WeChat ids."""
    return f"{text[:1]}***" if text else ""
