from uuid import UUID

from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import UserChangeForm, UserCreationForm
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from scouting.accounts.adminkit import HouseAdmin, ViewInline, ViewOnly, masked, people_named
from scouting.accounts.models import Consent, PersonalLink, RoleGrant, StateChange, Subject, Team, User
from scouting.base.masking import mask_email, mask_mobile
from scouting.base.signs import joined

admin.site.unregister(Group)
admin.site.unregister(Authenticator)
# allauth names neither the model nor its columns for people.
Authenticator._meta.verbose_name, Authenticator._meta.verbose_name_plural = _("second factor"), _("second factors")
for name, label in (
    ("user", _("user")),
    ("type", pgettext_lazy("second factor", "kind")),
    ("created_at", pgettext_lazy("second factor", "created")),
    ("last_used_at", pgettext_lazy("second factor", "last used")),
):
    Authenticator._meta.get_field(name).verbose_name = label


class GrantInline(ViewInline):
    model = RoleGrant
    fields = ["role", "scope", "starts", "ends"]


@admin.register(User)
class UserAdmin(HouseAdmin, DjangoUserAdmin):
    secret_fields = ("password", "feed_key")
    list_display = ["username", "name", "team", "role_list", "language", "is_active", "last_login"]
    list_filter = ["is_active", "grants__role", "team", "language"]
    list_select_related = ["team"]
    search_fields = ["username", "name", "name_en"]
    ordering = ["username"]
    contact_fields = ("email", "mobile")
    form = UserChangeForm
    add_form = UserCreationForm
    inlines = [GrantInline]
    filter_horizontal = ()
    autocomplete_fields = ["team"]
    readonly_fields = ["last_login", "date_joined"]
    add_fieldsets = [(None, {"fields": ["username", "name", "email", "password1", "password2", "team", "language"]})]
    masked_email = masked("email", _("e-mail"), mask_email)
    masked_mobile = masked("mobile", _("mobile"), mask_mobile)

    def get_fieldsets(self, request, obj=None):
        if obj is None:
            return self.add_fieldsets
        fields = ["username", "password", "name", "name_en", "email", "mobile", "team", "language", "time_zone"]
        if not self.has_change_permission(request):
            fields.remove("password")
        fields = [self.masked_name(request, f) for f in fields]
        return [(None, {"fields": [*fields, "is_active", "last_login", "date_joined"]})]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("grants")

    @admin.display(description=_("roles"))
    def role_list(self, user):
        return joined(g.get_role_display() for g in user.grants.all() if g.ends is None)


@admin.register(Authenticator)
class AuthenticatorAdmin(HouseAdmin):
    """To take away a lost telephone. What the codes are made from is shown to nobody."""

    list_display = fields = ["user", "type", "created_at", "last_used_at"]
    list_filter = ["type"]
    list_select_related = ["user"]
    search_fields = ["user__username", "user__name"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False


@admin.register(Team)
class TeamAdmin(HouseAdmin):
    list_display = ["name", "name_en"]
    search_fields = ["name", "name_en"]


@admin.register(RoleGrant)
class RoleGrantAdmin(HouseAdmin):
    list_display = ["user", "role", "scope", "starts", "ends"]
    list_filter = ["role"]
    list_select_related = ["user"]
    search_fields = ["user__username", "user__name"]
    autocomplete_fields = ["user"]
    dates = "starts"


class FoundBySubject:
    """By the whole number of a subject; what is no such number finds nothing."""

    subject = "subject"

    def get_search_results(self, request, queryset, search_term):
        term = search_term.strip()
        if not term:
            return queryset, False
        try:
            return queryset.filter(**{self.subject: UUID(term)}), False
        except ValueError:
            return queryset.none(), False


@admin.register(Subject)
class SubjectAdmin(FoundBySubject, ViewOnly, HouseAdmin):
    subject = "pk"
    list_display = ["id", "created_at"]
    search_fields = ["=id"]


@admin.register(Consent)
class ConsentAdmin(FoundBySubject, ViewOnly, HouseAdmin):
    list_display = ["subject", "kind", "given", "at", "source", "notice_version"]
    list_filter = ["kind", "given"]
    list_select_related = ["subject"]
    search_fields = ["=subject__id"]
    dates = "at"


@admin.register(PersonalLink)
class PersonalLinkAdmin(FoundBySubject, ViewOnly, HouseAdmin):
    secret_fields = ("hash",)
    list_display = [
        "purpose",
        "object_id",
        "subject",
        "created_at",
        "expires_at",
        "revoked_at",
        "opened_at",
        "failures",
    ]
    list_filter = ["purpose"]
    list_select_related = ["subject"]
    search_fields = ["=subject__id"]
    fields = [*list_display, "failed_at"]


@admin.register(StateChange)
class StateChangeAdmin(ViewOnly, HouseAdmin):
    list_display = ["at", "kind", "object_id", "before", "after", "effective_on", "by", "via", "reason"]
    list_filter = ["kind", "via"]
    list_select_related = ["by"]
    search_fields = ["=object_id"]
    search_help_text = _("the number of what was moved, or who moved it")
    dates = "at"

    def get_queryset(self, request):
        return super().get_queryset(request).visible_to(request.user)

    def get_search_results(self, request, queryset, search_term):
        """Two ways that an index serves; together in one condition none would."""
        word = search_term.strip()
        if word.isdecimal():
            return queryset.filter(object_id=word), False
        return queryset.filter(by__in=people_named(word)) if word else queryset, False
