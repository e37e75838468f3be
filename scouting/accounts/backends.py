"""Roles decide what Django's admin lets a user see and do; there are no per-user permissions."""

from django.contrib.auth.backends import ModelBackend
from django.db.models import Q
from drf_spectacular.authentication import SessionScheme
from rest_framework.authentication import SessionAuthentication

from scouting.accounts.models import User
from scouting.accounts.roles import Role

VIEW_ONLY = (Role.PROMOTER, Role.ORGANISER, Role.DIRECTOR)
SIGN_IN = ("account", "mfa", "axes")  # how colleagues sign in, and from where, is for data administrators alone


class RoleBackend(ModelBackend):
    """Data administrators may do everything in the admin, the rest of the team may look."""

    def has_perm(self, user, perm, obj=None):
        if not user.is_active:
            return False
        if user.has_role(Role.DATA_ADMIN):
            return True
        room, _dot, name = perm.partition(".")
        return user.has_role(*VIEW_ONLY) and room not in SIGN_IN and name.startswith("view_")

    def has_module_perms(self, user, app_label):
        seen_by = () if app_label in SIGN_IN else VIEW_ONLY
        return user.is_active and user.has_role(Role.DATA_ADMIN, *seen_by)

    def get_all_permissions(self, user, obj=None):
        return set()


class ApiSessionAuthentication(SessionAuthentication):
    """Session login for the API, answering 401 rather than 403 to strangers."""

    def authenticate_header(self, request):
        return "Session"


class ApiSessionScheme(SessionScheme):
    """Tells the API's description that ours is the session cookie too."""

    target_class = "scouting.accounts.backends.ApiSessionAuthentication"


def lockout_name(request, credentials):
    """The account a wrong password is counted against: the same for its user name and its e-mail, in any case."""
    given = credentials or {}
    typed = given.get("username") or given.get("email") or (request.POST.get("login", "") if request else "")
    name = typed.strip().lower()
    owner = User.objects.filter(Q(username__iexact=name) | Q(email__iexact=name)).values_list("username", flat=True)
    return (owner.first() or name).lower()
