"""Letters that need a person today: nobody to write to, refused, or nobody knows whether they left."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from scouting.accounts.registry import contacts_of
from scouting.accounts.roles import WRITERS, Role
from scouting.base.masking import mask_mobile
from scouting.base.worklist import WorkRow
from scouting.outbox.about import about_of
from scouting.outbox.actions import fill_all
from scouting.outbox.delivery import NO_ADDRESS
from scouting.outbox.models import Message
from scouting.outbox.states import MessageState as S

MOST, READ = 60, 300
EVERYTHING = (Role.ORGANISER, Role.DATA_ADMIN)  # they also see what belongs to a colleague


def rows_for(user, now):
    """Those about the user's own things and those of nobody; organisers and data administrators see all."""
    if not user.has_role(*WRITERS):
        return []
    messages = list(waiting(now)[:READ])
    abouts = about_of(messages)
    if not user.has_role(*EVERYTHING):
        messages = [m for m in messages if abouts[m.pk].owner in (None, user.pk)]
    messages = messages[:MOST]
    contacts = contacts_of({m.subject_id for m in messages if m.subject_id})
    texts = fill_all([m.wechat for m in messages])
    rows = zip(messages, texts, strict=True)
    return [row(m, text, abouts[m.pk], contacts.get(m.subject_id), user) for m, text in rows]


def waiting(now):
    """Oldest first. What would come too late is no task any more; what a colleague holds on purpose is none either."""
    stuck = Q(state__in=(S.FAILED, S.UNKNOWN)) | Q(state=S.HELD, error=NO_ADDRESS)
    in_time = Q(not_after__isnull=True) | Q(not_after__gte=now)
    return Message.objects.filter(stuck, in_time).order_by("due_at", "pk")


def row(message, text, about, contact, user):
    mobile = contact.mobile if contact else ""
    again = (_("Send again"), reverse("outbox:resend", args=[message.pk]))
    needless = (_("Not needed"), reverse("outbox:dismiss", args=[message.pk]))
    return WorkRow(
        key=f"message:{message.pk}",
        why=WHY[message.state]() % {"title": message.title},
        due=message.due_at,
        url=reverse("outbox:message", args=[message.pk]),
        address=message.to_name,
        company=about.company,
        phone=mobile if user.may_see_contacts else mask_mobile(mobile),
        wechat=text,
        actions=[again] if message.state == S.FAILED else [needless],
        message_id=message.pk,
    )


WHY = {
    S.HELD: lambda: _("No e-mail: tell by WeChat or telephone: %(title)s"),
    S.FAILED: lambda: _("The mail was refused: %(title)s"),
    S.UNKNOWN: lambda: _("Nobody knows whether the mail left: %(title)s"),
}
