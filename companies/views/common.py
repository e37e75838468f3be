"""What the views about companies share: the row a reader may see, and one way to run a form."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from companies.models import Company
from scouting.accounts.middleware import allowed_roles
from scouting.base import clock


def company_for(request, slug):
    """The company, or 404 where there is none that this reader may see. A merged one is given as it is."""
    rows = Company.objects.visible_to(request.user).select_related("owner", "merged_into").defer("tokens")
    return get_object_or_404(rows, slug=slug)


def may_open(request, name):
    """Whether the permission table lets this reader open an address, so that no button leads to a refusal."""
    return request.user.has_role(*(allowed_roles(name) or ()))


def run(request, form):
    """Apply a bound form. True where the verb took it; a refusal is put beside its field."""
    if not form.is_valid():
        return False
    try:
        done = form.apply(by=request.user, now=clock.now())
    except ValidationError as error:
        form.refuse(error)
        return False
    messages.success(request, done)
    return True


def form_page(request, form, *, back, after=None, **context):
    """A page of one form: shown, or applied and left for `back`, or for what after(form) gives."""
    if request.method == "POST" and run(request, form):
        return redirect(after(form) if after else back)
    return render(request, "companies/form.html", {"form": form, "back": back, **context})


def siblings(request):
    """The lists of companies and the park beside them, as tabs."""
    rooms = [
        ("list", _("Companies")),
        ("rounds", _("Rounds")),
        ("products", _("Products")),
        ("milestones", _("Milestones")),
        ("park", _("The park")),
    ]
    here = request.resolver_match.url_name
    return [{"label": label, "url": reverse(f"companies:{n}"), "active": n == here} for n, label in rooms]
