"""The first account of a site, and any further one: there is no public sign-up."""

import secrets

from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from scouting.accounts.actions import add_user
from scouting.accounts.models import User
from scouting.accounts.roles import Role


class Command(BaseCommand):
    help = "Makes an account with the given roles and prints its password, which is shown only here."

    def add_arguments(self, parser):
        parser.add_argument("username")
        parser.add_argument("--email", required=True)
        parser.add_argument("--name", default="", help="as it stands on pages; the user name where it is not given")
        parser.add_argument("--role", action="append", required=True, choices=Role.values, dest="roles")

    def handle(self, *, username, email, name, roles, **options):
        try:
            UnicodeUsernameValidator()(username)
            validate_email(email)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        if User.objects.filter(username=username).exists():
            raise CommandError(f"There is a user {username} already; grant roles in the admin.")
        password = secrets.token_urlsafe(12)
        add_user(username=username, name=name or username, email=email, roles=roles, password=password)
        self.stdout.write(f"{username} {password}")
