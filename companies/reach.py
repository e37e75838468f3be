"""How a reader may reach a person: in clear with the contact right, masked without it."""

from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext

from companies.formats import phone
from scouting.base.masking import mask_email, mask_mobile, mask_word


@dataclass(frozen=True)
class Ways:
    """`dial` is what a tel: link needs; empty where the details are masked or no number is known."""

    mobile: str
    dial: str
    wechat: str
    email: str
    clear: bool


def ways(person, user):
    if user.may_see_contacts:
        return in_clear(person)
    mobile = mask_mobile(person.mobile)
    return Ways(mobile, "", mask_word(person.wechat), mask_email(person.email), False)


def in_clear(person):
    """For readers to whom the person agreed to be known."""
    return Ways(shown(person.mobile), dial(person), person.wechat, person.email, True)


def shown(mobile):
    return phone.show(mobile) if mobile else ""


def dial(person):
    """E.164 where the number has one; service numbers as they are dialled at home."""
    return person.mobile_e164 or "".join(sign for sign in person.mobile if sign.isdigit() or sign == "+")


def greeting(person, user, company=None):
    """Two lines to paste into WeChat, in the person's language."""
    with translation.override(person.language):
        words = {"address": person.address or person.name, "who": who(user), "company": company}
        hello = gettext("%(address)s, hello! %(who)s")
        asks = gettext("How is %(company)s getting on? May I call you when it suits you?")
        return "\n".join([hello % words, (asks if company else gettext("May I call you when it suits you?")) % words])


def who(user):
    team = user.team
    name = ((team.name_en if translation.get_language() == "en" else "") or team.name) if team else ""
    return (gettext("This is %(user)s of %(team)s.") if name else gettext("This is %(user)s.")) % {
        "user": user,
        "team": name,
    }
