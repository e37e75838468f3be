"""Letters as a preview shows them: with words in place of the personal links that do not exist yet."""

from django.utils.translation import gettext as _

from scouting.outbox.actions.links import LINK


def shown(messages):
    """[{message, text, wechat}]"""
    return [{"message": m, "text": without_links(m.text), "wechat": without_links(m.wechat)} for m in messages]


def without_links(text):
    return LINK.sub(_("[the recipient's own link]"), text)
