"""What every page knows about the site: the rooms this user may enter, language, theme, the (demo) clock.

Each value is worked out only when a template asks for it.
"""

from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from django.conf import settings
from django.urls import NoReverseMatch, get_urlconf, reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language, pgettext_lazy

from scouting.accounts.middleware import allowed_roles
from scouting.accounts.roles import PUBLIC, Role
from scouting.base import clock
from scouting.outbox import bell

THEMES = ("light", "dark")
# Key, name, icon, name of the address, and whether the phone's bottom bar has it too.
ROOMS = (
    ("desk", pgettext_lazy("room", "Desk"), "layout-dashboard", "desk:home", True),
    ("events", pgettext_lazy("room", "Events"), "calendar-event", "roadshows:list", True),
    ("companies", pgettext_lazy("room", "Companies"), "building", "companies:list", True),
    ("people", pgettext_lazy("room", "People"), "address-book", "companies:people", False),
    ("investors", pgettext_lazy("room", "Investors"), "building-bank", "companies:investors", False),
    ("leads", pgettext_lazy("room", "Leads"), "target-arrow", "companies:lead_list", False),
    ("following", pgettext_lazy("room", "Following"), "star", "companies:following", False),
    ("reports", pgettext_lazy("room", "Reports"), "report-analytics", "desk:reports", False),
    ("outbox", pgettext_lazy("room", "Outbox"), "send", "outbox:list", False),
    ("admin", pgettext_lazy("room", "Admin"), "settings", "admin:index", False),
)


@dataclass(frozen=True)
class Room:
    key: str
    label: str
    icon: str
    url: str
    on_phone: bool


def address(name):
    """The path of a named address, or an empty string where that room is not built."""
    return path_of(name, get_urlconf())


@cache
def path_of(name, urlconf):
    try:
        return reverse(name, urlconf=urlconf)
    except NoReverseMatch:
        return ""


def may_open(user, name):
    """Whether the permission table lets this user open the named address."""
    roles = allowed_roles(name)
    if roles == PUBLIC:
        return True
    return bool(roles and user and user.is_authenticated and user.has_role(*roles))


BESIDE = {f"/{name}/": "companies" for name in ("rounds", "products", "milestones", "park")}


class Shell:
    """The `shell` variable of every template. (Not `site`: allauth puts its own thing under that name.)"""

    def __init__(self, request):
        self.request = request
        self.user = getattr(request, "user", None)
        self.demo = settings.DEMO

    def link(self, name):
        return address(name) if may_open(self.user, name) else ""

    @cached_property
    def now(self):
        return clock.now()

    @cached_property
    def held(self):
        """The codes of the roles this user holds."""
        return self.user.roles if self.user and self.user.is_authenticated else frozenset()

    @cached_property
    def rooms(self):
        found = ((key, label, icon, self.link(name), phone) for key, label, icon, name, phone in ROOMS)
        return [Room(*room) for room in found if room[3]]

    @cached_property
    def phone_rooms(self):
        return [room for room in self.rooms if room.on_phone]

    @cached_property
    def room(self):
        """The key of the room this page is in: the longest room address that begins its path."""
        path = self.request.path
        if path == self.search:
            return "search"
        inside = [r for r in self.rooms if path == r.url or (r.url != "/" and path.startswith(r.url))]
        beside = next((key for start, key in BESIDE.items() if path.startswith(start)), "")
        return max(inside, key=lambda r: len(r.url)).key if inside else beside

    @cached_property
    def home(self):
        return self.link("desk:home") or "/"

    @cached_property
    def search(self):
        return self.link("desk:search")

    @cached_property
    def notices(self):
        return self.link("outbox:notices")

    @cached_property
    def unread_notices(self):
        """How many in-page notices this user has not seen, as the bell says it; empty for none."""
        return bell.unread(self.user) if self.notices else ""

    @cached_property
    def demo_clock(self):
        return self.link("desk:clock") if self.demo else ""

    @cached_property
    def clock_moved(self):
        return abs(clock.offset()) > timedelta(minutes=1)

    @cached_property
    def password(self):
        return self.link("account_change_password")

    @cached_property
    def two_factor(self):
        return self.link("mfa_index")

    @cached_property
    def logout(self):
        return self.link("account_logout")

    @cached_property
    def language_switch(self):
        return self.link("set_language")

    @cached_property
    def other_language(self):
        return next(code for code, _name in settings.LANGUAGES if code != get_language())

    @cached_property
    def theme(self):
        """The theme chosen in this browser, or an empty string: then theme.js follows the system."""
        chosen = self.request.COOKIES.get("theme", "")
        return chosen if chosen in THEMES else ""

    @cached_property
    def roles(self):
        """The names of the roles this user holds, in the order of Role; the contact right is not one."""
        return [role.label for role in Role if role in self.held and role != Role.CONTACTS]


def site(request):
    return {"shell": Shell(request)}
