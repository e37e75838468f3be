"""The made-up people one enters the demo as: one login per role, with passwords made at first start."""

import json
import os
import secrets
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from scouting.accounts.actions import add_user
from scouting.accounts.models import Team, User
from scouting.accounts.roles import TEAM, Role

FILE = settings.BASE_DIR / "scouting" / "data" / "demo_logins.json"
DOMAIN = "@demo.invalid"
SENTENCES = {
    Role.PROMOTER: _("Enter as promoter: register a project"),
    Role.ORGANISER: _("Enter as organiser: fill this month's board"),
    Role.EXPERT: _("Enter as expert: score the projects of the open edition"),
    Role.FUND: _("Enter as fund partner: follow companies and tracks"),
    Role.FOUNDER: _("Enter as founder: see how your project stands"),
    Role.DIRECTOR: _("Enter as director: read what the month brought"),
    Role.DATA_ADMIN: _("Enter as data administrator: search and correct every record"),
}


@dataclass(frozen=True)
class Card:
    """One way into the demo, offered on the login page."""

    role: str
    label: str
    sentence: str
    icon: str
    url: str


def data():
    return json.loads(FILE.read_text(encoding="utf-8"))


def cards():
    url = reverse("desk:enter")
    return [
        Card(row["role"], Role(row["role"]).label, SENTENCES[row["role"]], row["icon"], url) for row in data()["logins"]
    ]


def user_for(role):
    """The demo's user of that role, or None."""
    names = [row["username"] for row in data()["logins"] if row["role"] == role]
    return User.objects.filter(username__in=names, email__endswith=DOMAIN, is_active=True).first()


def strangers():
    """People who are not of the demo: where there are any, the database is somebody's own and is left alone."""
    return User.objects.exclude(email__endswith=DOMAIN)


@transaction.atomic
def ensure(passwords):
    """Make the logins that are missing and give each the password of {username: password}."""
    names = data()["team"]
    team, _made = Team.objects.get_or_create(name=names["name"], defaults={"name_en": names["name_en"]})
    for row in data()["logins"]:
        password = passwords[row["username"]]
        user = User.objects.filter(username=row["username"]).first() or make(row, team, password)
        if not user.check_password(password):
            user.set_password(password)
            user.save(update_fields=["password"])


def make(row, team, password):
    return add_user(
        username=row["username"],
        name=row["name"],
        name_en=row["name_en"],
        email=row["username"] + DOMAIN,
        mobile=row.get("mobile", ""),
        team=team if row["role"] in TEAM else None,
        roles=[row["role"], *([Role.CONTACTS] if row["contacts"] else [])],
        password=password,
    )


def kept_passwords(path):
    """{username: password} from the logins file, with new ones for those it does not name; the file is 0600."""
    lines = path.read_text().splitlines() if path.exists() else []
    known = dict(line.split()[:2] for line in lines if len(line.split()) > 1)
    passwords = {row["username"]: known.get(row["username"]) or secrets.token_urlsafe(9) for row in data()["logins"]}
    if passwords != known:
        write_logins(path, passwords)
    return passwords


def write_logins(path, passwords):
    draft = path.with_suffix(".new")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.writelines(f"{name} {password}\n" for name, password in passwords.items())
    draft.replace(path)
