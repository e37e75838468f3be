"""The permission table against the site: every address, asked by a stranger and by each role."""

import uuid
from datetime import timedelta

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLResolver, get_resolver, path, reverse
from django.utils import timezone

from companies.models import FundingRound, Milestone, Product
from roadshows.models import Application
from scouting.access import TABLE
from scouting.accounts.actions import link_for
from scouting.accounts.middleware import allowed_roles
from scouting.accounts.models import Subject
from scouting.accounts.roles import EVERYBODY, PUBLIC, Role
from scouting.outbox.models import Message
from tests import factories

pytestmark = pytest.mark.django_db

ROLES = [*EVERYBODY, None]  # None: signed in without any role
# The page exists for the role, but this object is not there for it: 404, not 403.
NOT_VISIBLE = {
    (name, Role.FOUNDER)
    for name in ("companies:company", "companies:timeline", "companies:one_pager", "roadshows:registration")
}
NOT_VISIBLE.add(("roadshows:sheet", Role.EXPERT))  # somebody else's
NOT_VISIBLE |= {("roadshows:upload", role) for role in (Role.EXPERT, Role.FOUNDER, Role.FUND)}
# Of somebody else's draft, of a code never given, of a second factor not set up: not there for anybody here.
NOT_THERE = (
    "roadshows:agenda_item",
    "roadshows:upload",
    "roadshows:pack_part",
    "roadshows:meetings_add",  # nobody takes part here who could meet
    "roadshows:wishes",
    "roadshows:past_one",
    "roadshows:past_confirm",
    "roadshows:past_undo",
    "roadshows:past_progress",
    "roadshows:prepare",
    "roadshows:discard",
    "roadshows:ask_extension",
    "roadshows:withdraw_extension",
    "roadshows:registered",
    "roadshows:thanks",
    "mfa_",
)


def walk(resolver, namespaces=()):
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from walk(pattern, (*namespaces, pattern.namespace) if pattern.namespace else namespaces)
        else:
            yield ":".join([*namespaces, pattern.name or pattern.lookup_str]), pattern


ADDRESSES = [(name, pattern) for name, pattern in walk(get_resolver()) if not name.startswith("admin:")]
NAMES = sorted({name for name, _pattern in ADDRESSES})


class World:
    """One of everything, a value for each parameter of an address, and somebody of each role, signed in."""

    def __init__(self):
        self.users = {role: factories.UserFactory(roles=[role] if role else []) for role in ROLES}
        self.registration = factories.RegistrationFactory(owner=self.users[Role.PROMOTER])
        self.company, self.edition = self.registration.project.company, self.registration.edition
        self.person, self.investor = self.registration.presenter, factories.InvestorFactory()
        self.round = FundingRound.objects.create(company=self.company, label="A", type="a", fingerprint="x")
        self.product = Product.objects.create(company=self.company, name="P")
        self.milestone = Milestone.objects.create(company=self.company, text="M")
        self.invitation = factories.InvitationFactory(edition=self.edition, investor=self.investor)
        self.mark = factories.InterestFactory(invitation=self.invitation, registration=self.registration)
        self.meeting = factories.MeetingFactory(
            plan__edition=self.edition, registration=self.registration, invitation=self.invitation
        )
        now, texts = timezone.now(), {"kind": "x", "to_name": "x", "title": "x", "text": "x"}
        self.application = Application.objects.create(edition=self.edition, received_at=now, mobile="13800000000")
        self.message = Message.objects.create(key="access", created_at=now, due_at=now, **texts)
        self.link = link_for(Subject.objects.create(), "nothing", now=now, life=timedelta(days=1))
        self.clients = {role: self.signed_in(user) for role, user in self.users.items()}

    def signed_in(self, user):
        client = Client()
        client.force_login(user)
        return client

    def thing(self, name):
        """What the address is about: by its name, else by its room."""
        named = {
            "companies:investor": self.investor,
            "companies:edit_investor": self.investor,
            "companies:remove_round": self.round,
            "companies:edit_fact": self.round,
            "companies:stage": self.product,
            "roadshows:claim": self.application,
            "roadshows:deck_sent": self.mark,
        }
        named |= {
            f"roadshows:invitation{verb}": self.invitation
            for verb in ("", "_edit", "_ask", "_drop", "_interest", "_mark")
        }
        named |= {f"roadshows:meeting{verb}": self.meeting for verb in ("", "_pin", "_remove")}
        if name in named:
            return named[name]
        if name.endswith(("person", "position", "know", "people-detail")):
            return self.person
        room = name.split("-")[1] if name.startswith("api-") else name.split(":")[0]
        rooms = {"rounds": self.round, "products": self.product, "milestones": self.milestone}
        rooms |= {"companies": self.company, "investors": self.investor, "editions": self.edition}
        rooms |= {"roadshows": self.edition, "outbox": self.message}
        return rooms.get(room, self.edition)

    def url(self, name, pattern):
        wanted = [key for key in pattern.pattern.regex.groupindex if key != "month"]
        thing = self.thing(name)
        about = self.registration if name.startswith("roadshows:") and thing is self.edition else thing
        values = {"pk": about.pk, "slug": getattr(thing, "slug", self.company.slug), "number": self.registration.number}
        if name.startswith("companies:"):
            values["slug"] = self.investor.slug if thing is self.investor else self.company.slug
        values |= {"reg": self.registration.pk, "invitation": self.invitation.pk, "side": "fund"}
        values |= {
            "position": 1,
            "project": self.registration.pk,
            "uid": uuid.uuid4(),
            "token": self.link.token,
            "kind": "round",
            "uidb36": "1",
        }
        values |= {"code": "publish" if name == "roadshows:edition_step" else "withdraw", "key": "set-password"}
        return reverse(name, kwargs={key: values[key] for key in wanted})

    def urls(self, name):
        return [self.url(name, pattern) for found, pattern in ADDRESSES if found == name]


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Made once: each question only looks."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield World()
        transaction.set_rollback(True)


def outcome(answer):
    """login, refused, missing (the object is not there for this user) or open."""
    if answer.status_code == 401 or "/accounts/login/?next=" in answer.headers.get("Location", ""):
        return "login"
    return {403: "refused", 404: "missing"}.get(answer.status_code, "open")


def expected(name, role):
    """What the table says, as a set of outcomes."""
    roles = allowed_roles(name)
    if roles == PUBLIC:
        return {"open", "missing"}
    if role not in roles:
        return {"refused"}
    if (name, role) in NOT_VISIBLE:
        return {"missing"}
    return {"open", "missing"} if name.startswith(NOT_THERE) else {"open"}


@pytest.mark.parametrize("name", NAMES)
def test_each_address_opens_for_those_whom_the_table_names(world, name):
    assert allowed_roles(name) is not None, f"{name} is missing in scouting/access.py"
    for url in world.urls(name):
        stranger = Client().get(url)
        assert outcome(stranger) in ({"login"} if allowed_roles(name) != PUBLIC else {"open", "missing"}), url
        assert (stranger.status_code == 401) == url.startswith("/api/")
        for role, client in world.clients.items():
            assert outcome(client.get(url)) in expected(name, role), f"{url} as {role}"


def test_the_table_names_nothing_that_is_not_there():
    families = {name for name in TABLE if name.endswith("*")}
    assert {name for name in TABLE if name not in families} <= set(NAMES)


# --- what a stranger to the table gets ----------------------------------------------------------
urlpatterns = [
    path("forgotten/", lambda request: HttpResponse("open"), name="forgotten"),
    path("nameless/", lambda request: HttpResponse("open")),
    *get_resolver().url_patterns,
]


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("address", ["/forgotten/", "/nameless/"])
def test_an_undeclared_address_opens_for_nobody(client, address):
    assert outcome(client.get(address)) == "login"
    client.force_login(factories.UserFactory(roles=list(EVERYBODY)))
    assert outcome(client.get(address)) == "refused"


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        ("http://testserver/roadshows/?year=2026", "/roadshows/%3Fyear%3D2026"),
        ("https://elsewhere.example/roadshows/", "/"),
        ("", "/"),
    ],
)
def test_who_was_signed_out_when_pressing_a_button_comes_back_to_its_page(db, client, referer, back):
    answer = client.post("/roadshows/create-month/", {"month": "2026-12"}, headers={"Referer": referer})
    assert answer.status_code == 302 and answer.url.endswith(f"?next={back}")
