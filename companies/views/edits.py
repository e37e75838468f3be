"""Facts about a company written down and corrected, each by a form of its own."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from companies import actions
from companies.forms.company import AddCompanyForm, EditCompanyForm, duplicates_of
from companies.forms.contact import ContactForm
from companies.forms.facts import (
    AliasForm,
    HonourForm,
    ListingForm,
    MilestoneForm,
    ProductForm,
    RoundForm,
    SiteForm,
    StageForm,
)
from companies.forms.fields import AmountField
from companies.templatetags.facts import meant, said
from companies.views.common import company_for, form_page, run
from scouting.base import clock
from scouting.base.requests import way_back

FORMS = {
    "round": RoundForm,
    "product": ProductForm,
    "milestone": MilestoneForm,
    "site": SiteForm,
    "name": AliasForm,
    "honour": HonourForm,
    "listing": ListingForm,
}
CORRECTED = {"round": "rounds", "product": "products", "milestone": "milestones"}
REMOVED = {"name": ("aliases", actions.remove_alias), "site": ("sites", actions.remove_site)}
form_methods = require_http_methods(["GET", "HEAD", "POST"])


@form_methods
def add(request):
    """A new company. Possible duplicates are shown first; what was typed is kept."""
    now = clock.now()
    initial = {"owner": request.user, "name": request.GET.get("name", "")[:200]}
    form = AddCompanyForm(request.POST or None, initial=initial, now=now)
    if form.is_bound and form.is_valid() and not form.needs_a_look and run(request, form):
        return redirect(form.company)
    looks = form.is_bound and form.is_valid() and form.needs_a_look
    context = {"form": form, "back": reverse("companies:list"), "looks": looks}
    return render(request, "companies/add.html", context)


@require_safe
def duplicates(request):
    """While a name or code is being typed: who it may be already. A fragment for htmx."""
    names = ("name", "short_name", "name_en", "credit_code")
    asked = {name: request.GET.get(name, "").strip()[:200] for name in names}
    return render(request, "companies/_duplicates.html", {"candidates": duplicates_of(asked)})


@require_safe
def amount_read(request):
    """While an amount is being typed: what it is read as. A fragment for htmx."""
    field = AmountField(required=False)
    text = request.GET.get("amount", "") or request.GET.get("post_money", "")
    try:
        amount = field.clean(text)
    except ValidationError as error:
        return render(request, "companies/_amount.html", {"errors": error.messages})
    silent = amount.basis == "undisclosed"
    counted = "" if amount.basis == "exact" else meant(amount)
    return render(request, "companies/_amount.html", {"said": "" if silent else said(amount), "meant": counted})


@form_methods
def edit(request, slug):
    company = company_for(request, slug)
    form = EditCompanyForm(request.POST or None, company=company, now=clock.now())
    return form_page(request, form, back=company.get_absolute_url(), company=company)


@form_methods
def add_fact(request, slug, kind):
    """One of FORMS for this company; the query string may fill some of it."""
    company = company_for(request, slug)
    if kind not in FORMS:
        raise Http404
    form = FORMS[kind](request.POST or None, company=company, now=clock.now())
    return form_page(request, form, back=company.get_absolute_url(), company=company)


@form_methods
def edit_fact(request, slug, kind, pk):
    company = company_for(request, slug)
    row = fact(company, CORRECTED, kind, pk)
    form = FORMS[kind](request.POST or None, company=company, row=row, now=clock.now())
    return form_page(request, form, back=company.get_absolute_url(), company=company, removable=kind == "round" and row)


def fact(company, kinds, kind, pk):
    """The company's own row of that kind, or 404."""
    if kind not in kinds:
        raise Http404
    return get_object_or_404(getattr(company, kinds[kind]), pk=pk)


@form_methods
def stage(request, slug, pk):
    """How far a product is; ?indication= and ?region= name the stage that moves on."""
    company = company_for(request, slug)
    product = fact(company, CORRECTED, "product", pk)
    initial = {name: request.GET[name] for name in ("stage", "indication", "region") if name in request.GET}
    form = StageForm(request.POST or None, product=product, initial=initial, now=clock.now())
    return form_page(request, form, back=company.get_absolute_url(), company=company)


@require_POST
def remove_fact(request, slug, kind, pk):
    """Take away a name or a place that was wrong; the timeline keeps what it was."""
    company = company_for(request, slug)
    if kind not in REMOVED:
        raise Http404
    relation, verb = REMOVED[kind]
    row = get_object_or_404(getattr(company, relation), pk=pk)
    verb(row, by=request.user, now=clock.now())
    messages.success(request, _("“%(fact)s” is taken away; the timeline remembers it.") % {"fact": row})
    return redirect(company)


@require_POST
def remove_round(request, slug, pk):
    company = company_for(request, slug)
    row = fact(company, CORRECTED, "round", pk)
    try:
        actions.remove_round(row, by=request.user, now=clock.now(), reason=request.POST.get("reason", "")[:300])
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The round is taken away; the timeline keeps it with your reason."))
    return redirect(company)


@form_methods
def contact(request, slug):
    """Log what was spoken, or a note; ?person= (an id) says with whom."""
    company = company_for(request, slug)
    initial = {"person": request.GET.get("person", "")}
    form = ContactForm(request.POST or None, company=company, initial=initial, now=clock.now())
    return form_page(request, form, back=f"{company.get_absolute_url()}#timeline", company=company)


@require_POST
def complete_task(request, slug, pk):
    """Tick off something that was to be done; done twice stays done."""
    company = company_for(request, slug)
    task = get_object_or_404(company.tasks, pk=pk)
    if actions.complete_task(task, by=request.user, now=clock.now()):
        messages.success(request, _("Done: %(task)s") % {"task": task})
    return redirect(way_back(request, company.get_absolute_url()))
