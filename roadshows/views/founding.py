"""The company of a team now exists: find it or add it, and its project and history move there."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from companies.duplicates import candidates
from companies.models import Company
from roadshows.actions import founding
from roadshows.actions.errors import Refused
from roadshows.forms.founding import NewCompanyForm
from roadshows.views.common import registration_of
from roadshows.views.registrations import must_write
from scouting.base import clock

FOUND = 8


def company(request, pk):
    """GET searches; POST links the company that `link` names, or adds the one of the form."""
    reg = registration_of(request, pk)
    must_write(request.user, reg)
    if reg.project is None or reg.project.company_id:
        return redirect(reg)
    if "link" in request.POST:
        return link(request, reg)
    form = NewCompanyForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and add(request, reg, form):
        return redirect(reg)
    return show(request, reg, form, status=422 if form.is_bound else 200)


def link(request, reg):
    rows = Company.objects.current().visible_to(request.user)
    try:
        chosen = get_object_or_404(rows, slug=request.POST["link"])
        founding.found_company(reg.project, chosen, by=request.user, now=clock.now())
    except Refused as error:
        messages.error(request, str(error))
        return redirect("roadshows:registration_company", reg.pk)
    messages.success(request, linked(chosen))
    return redirect(reg)


def linked(company):
    return _("Linked to %(company)s: project and history stand on its timeline.") % {"company": company}


def add(request, reg, form):
    """Whether it was added; else the form says why not."""
    given = {name: form.cleaned_data[name] for name in ("name", "credit_code")}
    try:
        project = founding.found_new_company(reg.project, by=request.user, now=clock.now(), owner=reg.owner, **given)
    except ValidationError as error:
        known = {n: m for n, m in error.message_dict.items() if n in form.fields}
        form.add_error(None, error if not known else ValidationError(known))
        return False
    except Refused as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, linked(project.company))
    return True


def show(request, reg, form, *, status):
    query = request.GET.get("q", "").strip()[:80]
    sure = form.found or candidates(name=query or reg.project.team_name)
    seen = {c.company.pk for c in sure}
    rows = Company.objects.current().visible_to(request.user)
    others = [c for c in rows.search(query)[:FOUND] if c.pk not in seen] if query else []
    context = {"reg": reg, "edition": reg.edition, "project": reg.project, "form": form, "query": query}
    context |= {"candidates": sure, "results": others}
    return render(request, "roadshows/founding.html", context, status=status)
