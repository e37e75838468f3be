"""A forgotten password: a letter with a personal link, and behind it allauth's own form.

The letter holds no key, so that nobody who can read letters or the database can take the account over; the key is
made when the recipient presses the button.
"""

from datetime import timedelta

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.db import transaction
from django.shortcuts import redirect, render

from scouting.accounts.actions import link_for, revoke_links
from scouting.accounts.models import User
from scouting.accounts.registry import registry
from scouting.base import clock

PURPOSE = "accounts.password"
LETTER = "accounts/password"
LINK_LIFE = timedelta(hours=2)


@transaction.atomic
def send_link(user, *, now):
    """Write the letter; asking again while its link is fresh writes no second one."""
    link = link_for(user.subject, PURPOSE, now=now, object_id=user.pk, life=LINK_LIFE)
    context = {"username": user.get_username()}
    registry.write_letter(LETTER, context, user=user, link=link, key=f"password:{link.pk}", now=now)


def page(request, link):
    """GET says what the button does; the button opens the form for a new password, once."""
    user = User.objects.filter(pk=link.object_id, subject=link.subject, is_active=True).first()
    if request.method != "POST" or user is None:
        return render(request, "accounts/password.html", {"link": link, "account": user})
    revoke_links(PURPOSE, link.object_id, now=clock.now())
    key = default_token_generator.make_token(user)
    return redirect("account_reset_password_from_key", uidb36=user_pk_to_url_str(user), key=key)
