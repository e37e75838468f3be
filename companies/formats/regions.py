"""Which regions a city lies in. What is no city we know of lies nowhere we could say: None, never a guess.

regions.of("Suzhou") == {"jiangsu", "delta", "china"}
"""

from functools import cache

from companies.formats import plain, vocab

HOME = frozenset({"nanjing", "jiangsu", "delta", "china"})  # where what lands with us will be


def of(city: str) -> frozenset[str] | None:
    """The codes of companies.vocab.Region that hold this city; None where the place is not known."""
    return _places().get(key(city))


def name(city: str, language: str | None = None) -> str:
    """A city we know as that language writes it: "南京市" is "Nanjing" in English. Any other stays as it is."""
    pair = _names().get(key(city)) if city else None
    return pair[vocab.language(language) == "en"] if pair else city


def key(city):
    """One spelling of a city: without its suffix, in lower case."""
    name = plain.fold(city).casefold()
    for suffix in vocab.load("regions")["suffixes"]:
        if len(name) > len(suffix) + 1:
            name = name.removesuffix(suffix)
    return name


@cache
def _names():
    groups = vocab.load("regions")["groups"]
    return {key(name): pair for group in groups for pair in group["cities"] for name in pair}


@cache
def _places():
    return {
        key(name): frozenset(group["regions"])
        for group in vocab.load("regions")["groups"]
        for pair in group["cities"]
        for name in pair
    }
