"""Names: what two spellings have in common, how a person is addressed, an address for a page, a key to sort by.

normalise_company("Acme Bio (Nanjing) Co., Ltd.") == "acme bio"
form_of_address(name, title)         # surname and title word; "Dr Fang Lei" for a name in Latin letters
slugify(name), sort_key(name, person=False)   # "jicuiyaokang", "ji cui yao kang 00000002"
"""

import re
import unicodedata
from functools import cache

from companies.formats import pinyin, plain, vocab

LONGEST_SLUG = 60
LONGEST_KEY = 200
DIGITS = 8
_BRACKETS = re.compile("[()\\[\\]{}<>\u3008-\u3011\u3014\u3015]")
_NOT_WORD = re.compile(r"[\W_]+")
_NOT_KEY = re.compile(r"[^a-z0-9~]+")
_PADDED = re.compile(r"\d+")


def normalise_company(text: object) -> str:
    """For comparison only, never to show: NFKC, no brackets or punctuation, no legal form, no leading home place."""
    folded = ascii_letters(plain.fold(text).lower())
    core = _NOT_WORD.sub(" ", _without_home_in_brackets(folded)).strip()
    if pinyin.HAN.search(core):
        core = core.replace(" ", "")
    while core != (shorter := _shorter(core)):
        core = shorter
    return core


def without_legal_form(text: str) -> str:
    """A Chinese name without its legal form at the end, unless nothing else would be left."""
    found = _legal_end().search(text)
    return text[: found.start()] if found and found.start() else text


def form_of_address(name: str, title: str = "", *, kind: str = "", override: str = "") -> str:
    """Surname and the word the title earns (the higher one of several); in Latin letters "Dr Fang Lei".

    `kind` (entrepreneur, investor, scientist, official) decides where the title says nothing; `override` wins.
    """
    name = plain.fold(name)
    if override or not name:
        return override.strip()
    word = _title_word(title)
    if not pinyin.HAN.match(name):
        return _latin_address(name, word)
    words = vocab.load("names")
    family = pinyin.surname(name.replace(" ", ""))
    return family + (word or words["kinds"].get(kind) or words["plain_address"])


def slugify(text: object, *, default: str = "company") -> str:
    """ASCII words joined by hyphens, Chinese by its sound, legal form left out; at most 60 characters."""
    folded = without_legal_form(plain.fold(text))
    sounds = pinyin.HAN.sub(lambda run: " " + "".join(pinyin.syllables(run.group())) + " ", folded)
    words = re.findall(r"[a-z0-9]+", ascii_letters(sounds).lower())
    while len(words) > 1 and words[-1] in _latin_forms():
        words.pop()
    slug = "-".join(words)[:LONGEST_SLUG].strip("-")
    return slug or default


def sort_key(text: object, *, person: bool = False) -> str:
    """An ASCII key whose order is the order people expect: by sound, digits by value, no case, no accents."""
    read = pinyin.person if person else pinyin.syllables

    def sounds(run):
        han = run.group()
        said = (sound or f"~{ord(character):x}" for sound, character in zip(read(han), han, strict=True))
        return f" {' '.join(said)} "

    key = ascii_letters(pinyin.HAN.sub(sounds, plain.fold(text))).lower()
    key = "".join(character if character.isascii() else f"~{ord(character):x}" for character in key)
    words = _NOT_KEY.sub(" ", _PADDED.sub(lambda run: run.group().zfill(DIGITS), key)).split()
    return " ".join(words)[:LONGEST_KEY].rstrip()


def ascii_letters(text: str) -> str:
    """Letters without their accents; characters of other scripts stay."""
    if text.isascii():
        return text
    bare = (character for character in unicodedata.normalize("NFKD", text) if not unicodedata.combining(character))
    return unicodedata.normalize("NFC", "".join(bare))


def _shorter(core):
    """One legal form or home place less; at least two characters stay."""
    words = core.split(" ")
    if len(words) > 1 and words[-1] in _latin_forms():
        return " ".join(words[:-1])
    cut = without_legal_form(core)
    if len(cut) >= 2 and cut != core:
        return cut
    for place in vocab.load("names")["places"]:
        rest = core.removeprefix(place + " " if place.isascii() else place)
        if rest != core and len(rest) >= 2:
            return rest
    return core


def _without_home_in_brackets(text):
    parts = re.split("([(\\[\u3010][^()\\[\\]\u3010\u3011]*[)\\]\u3011])", text)
    places = vocab.load("names")["places"]
    kept = [part for part in parts if _BRACKETS.sub("", part).strip() not in places or not _BRACKETS.search(part)]
    return _BRACKETS.sub(" ", " ".join(kept)) if kept else _BRACKETS.sub(" ", text)


def _title_word(title):
    lower = plain.fold(title).lower()
    for word, spellings in vocab.load("names")["titles"]:
        if lower and any(_says(lower, spelling) for spelling in spellings):
            return word
    return ""


def _says(title, spelling):
    return bool(re.search(rf"(?<![a-z]){spelling}(?![a-z])", title)) if spelling.isascii() else spelling in title


def _latin_address(name, word):
    """Which part of a romanised name is the family's is not known, so the whole name stays."""
    words = vocab.load("names")
    if word in words["professor_titles"]:
        return f"Prof {name}"
    return f"Dr {name}" if word in words["doctor_titles"] else name


@cache
def _legal_end():
    forms = sorted(vocab.load("names")["legal"], key=len, reverse=True)
    return re.compile(rf"[(\uff08]?(?:{'|'.join(forms)})[)\uff09]?\s*$")


@cache
def _latin_forms():
    return frozenset(vocab.load("names")["legal_latin"])
