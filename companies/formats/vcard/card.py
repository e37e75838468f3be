"""One contact as a card holds it, and how its name is parted."""

from dataclasses import dataclass

from companies.formats import pinyin

LONGEST_NAME = 40  # of one to be said in pinyin


@dataclass(frozen=True)
class Card:
    """`name` as people say it; `family` and `given` may be left out, then a Chinese name is parted by its surname."""

    name: str
    family: str = ""
    given: str = ""
    organisation: str = ""
    department: str = ""
    title: str = ""
    mobiles: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    wechat: str = ""
    url: str = ""
    note: str = ""

    def parts(self) -> tuple[str, str]:
        """(family, given); of a name in Latin letters the last word is the family's, as vCard readers assume."""
        if self.family or self.given:
            return self.family, self.given
        if pinyin.HAN.fullmatch(self.name):
            family = pinyin.surname(self.name)
            return family, self.name[len(family) :]
        *given, family = self.name.split() or [""]
        return family, " ".join(given)

    def sounds(self) -> tuple[str, str]:
        """Family and given name in pinyin, ("", "") for a name that is not Chinese."""
        if len(self.name) > LONGEST_NAME or not pinyin.HAN.fullmatch(self.name):
            return "", ""
        family = len(self.parts()[0])
        said = pinyin.person(self.name)
        return "".join(said[:family]).capitalize(), "".join(said[family:]).capitalize()


def said(family: str, given: str) -> str:
    """A name from its parts: Chinese family first without a space, others given name first."""
    chinese = pinyin.HAN.search(family + given)
    return family + given if chinese else " ".join(filter(None, (given, family)))
