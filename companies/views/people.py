"""A person's page, and the forms about people."""

from django.contrib import messages
from django.db.models import F
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from companies import actions
from companies.forms.people import AddPersonForm, EditPersonForm, PositionForm
from companies.models import Event, Person
from companies.views.common import form_page, may_open, run
from companies.views.edits import form_methods
from companies.vocab import EventKind
from scouting.base import clock

MOST = 30


def person_for(request, pk):
    rows = Person.objects.visible_to(request.user).select_related("entered_by")
    return get_object_or_404(rows.defer("tokens_public", "tokens_contact"), pk=pk)


@require_safe
def person(request, pk):
    row = person_for(request, pk)
    positions = list(positions_of(row))
    context = {
        "person": row,
        "positions": positions,
        "contacts": contacts_with(row, positions),
        "known_by": list(row.acquaintances.select_related("user").order_by("id")),
        "writes": may_open(request, "companies:edit_person"),
    }
    held = next((p.company for p in positions if p.company and not p.ended_on), None)
    context["at_company"] = held
    context["log_url"] = f"{reverse('companies:contact', args=[held.slug])}?person={row.pk}" if held else ""
    context["i_know"] = any(a.user_id == request.user.pk for a in context["known_by"])
    return render(request, "companies/person.html", context)


def positions_of(person):
    """Where the person is and was; those held now first."""
    rows = person.positions.select_related("company", "investor")
    rows = rows.defer("company__tokens", "company__summary", "investor__tokens", "investor__thesis")
    return rows.order_by(F("ended_on").desc(nulls_first=True), "id")[:MOST]


def contacts_with(person, positions):
    """The latest contacts logged with the person, looked for at the companies where the person is or was."""
    companies = {p.company_id for p in positions if p.company_id}
    rows = Event.objects.filter(company__in=companies, kind=EventKind.CONTACT, data__person_id=person.pk)
    return list(rows.select_related("company", "by").defer("company__tokens", "company__summary")[:MOST])


@form_methods
def add(request):
    """A new contact; ?company= or ?investor= (their addresses) says where the position is."""
    initial = {name: request.GET.get(name, "") for name in ("company", "investor", "name")}
    form = AddPersonForm(request.POST or None, initial=initial, user=request.user, now=clock.now())
    if form.is_bound and form.is_valid() and not form.needs_a_look and run(request, form):
        return redirect(form.holder or form.person)
    looks = form.is_bound and form.is_valid() and form.needs_a_look
    return render(request, "companies/add_person.html", {"form": form, "holder": form.holder, "looks": looks})


@form_methods
def edit(request, pk):
    row = person_for(request, pk)
    form = EditPersonForm(request.POST or None, person=row, user=request.user, now=clock.now())
    return form_page(request, form, back=row.get_absolute_url(), person=row)


@form_methods
def add_position(request, pk):
    row = person_for(request, pk)
    form = PositionForm(request.POST or None, person=row, user=request.user, now=clock.now())
    return form_page(request, form, back=row.get_absolute_url(), person=row)


@require_POST
def end_position(request, pk, position):
    row = person_for(request, pk)
    held = get_object_or_404(row.positions.filter(ended_on__isnull=True), pk=position)
    actions.end_position(held, by=request.user, now=clock.now())
    messages.success(request, _("The position is recorded as ended today."))
    return redirect(row)


@require_POST
def know(request, pk):
    """I know this person: colleagues see whom to ask."""
    row = person_for(request, pk)
    actions.know(request.user, row)
    messages.success(request, _("Colleagues see that you know %(person)s.") % {"person": row})
    return redirect(row)
