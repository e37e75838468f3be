import structlog
from allauth.account.adapter import DefaultAccountAdapter

from scouting.accounts import password
from scouting.base import clock

log = structlog.get_logger(__name__)


class ClosedAdapter(DefaultAccountAdapter):
    """Nobody signs up by themselves: accounts are made by data administrators. Letters leave by the outbox alone."""

    def is_open_for_signup(self, request):
        return False

    def send_password_reset_mail(self, user, email, context):
        password.send_link(user, now=clock.now())

    def send_mail(self, template_prefix, email, context):
        log.warning("letter of allauth not sent", template=template_prefix)
