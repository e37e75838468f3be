"""The agenda of an edition: its running order, worked on here, and published for everybody else."""

from datetime import timedelta

from django.contrib import messages
from django.core import signing
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from roadshows.actions import agenda, agenda_versions, occupancy
from roadshows.actions.errors import DoubleBooked, PreviewOutdated, Refused
from roadshows.actions.moves import still_to_come
from roadshows.forms.agenda import DrawForm, ItemForm
from roadshows.models import AgendaItem
from roadshows.models.edition import PitchFormat
from roadshows.views import clashes
from roadshows.views.common import decides, edition_of
from roadshows.views.papers import PARTS
from roadshows.wording import time_of
from scouting.base import clock

SALT = "roadshows.agenda.removed"
UNDO_WITHIN = timedelta(hours=12)
pages = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def show(request, slug):
    return page(request, edition_of(request, slug))


def page(request, shown, *, form=None, draw_form=None, refused=(), status=200):
    now = clock.now()
    published, rows, found = agenda_versions.differences(shown)
    timetable = agenda.timetable(shown)
    changes = decides(request.user) and shown.state in agenda.OPEN
    context = {
        "edition": shown,
        "timetable": timetable,
        "length": length(shown, timetable),
        "decides": decides(request.user),
        "changes": changes,
        "form": form or (ItemForm(edition=shown) if changes else None),
        "draw_form": draw_form or DrawForm(),
        "refused": refused,
        "elsewhere": [clashes.sentence(item, row) for item, rows in occupancy.not_booked(shown) for row in rows],
        "missing": list(agenda.missing_pitches(shown)) if changes else [],
        "pitches": sum(item.kind == AgendaItem.Kind.PITCH for _at, item in timetable),
        "formats": PitchFormat.choices,
        "papers": PARTS.items(),
        "published": published,
        "differing": len(found),
        "may_publish": decides(request.user) and still_to_come(shown, now),
        "removed": request.GET.get("removed", ""),
    }
    return render(request, "roadshows/agenda.html", context, status=status)


def length(edition, timetable):
    """How long it lasts against the event: {minutes, ends, over, left}."""
    minutes = sum(item.minutes for _at, item in timetable)
    ends = edition.starts + timedelta(minutes=minutes)
    beyond = int((ends - edition.ends).total_seconds() // 60)
    return {"minutes": minutes, "ends": ends, "over": max(beyond, 0), "left": max(-beyond, 0)}


def item_of(request, slug, pk):
    shown = edition_of(request, slug)
    return shown, get_object_or_404(shown.agenda.select_related("registration__project", "edition"), pk=pk)


def address(shown, **query):
    return reverse("roadshows:agenda", args=[shown.slug], query=query or None)


def tried(request, shown, verb, *, done="", to=None):
    """Run the verb; a refusal comes back as the page that says why, nothing else changed."""
    try:
        found = verb()
    except Refused as error:
        return page(request, shown, refused=reasons(error), status=409)
    if done:
        messages.success(request, done)
    return redirect(to(found) if to else address(shown))


def reasons(error):
    return clashes.sentences(error) if isinstance(error, DoubleBooked) else [str(error)]


@require_POST
def add(request, slug):
    shown = edition_of(request, slug)
    form = ItemForm(request.POST, edition=shown)
    if not form.is_valid():
        return page(request, shown, form=form, status=422)
    data = dict(form.cleaned_data)
    position = behind(shown, data["kind"]) if data.get("registration") else None
    try:
        item = agenda.add_item(shown, by=request.user, now=clock.now(), position=position, **data)
    except Refused as error:
        return page(request, shown, form=form, refused=reasons(error), status=409)
    messages.success(request, _("Added: %(item)s") % {"item": words(item)})
    return redirect(f"{address(shown)}#item-{item.pk}")


def behind(shown, kind):
    """A project comes behind the last pitch."""
    last = shown.agenda.filter(kind=kind).order_by("-position").first()
    return last.position + 1 if last else None


def words(item):
    return str(item.registration.project) if item.registration_id else str(item)


@pages
def edit(request, slug, pk):
    shown, item = item_of(request, slug, pk)
    form, refused, status = ItemForm(request.POST or None, edition=shown, item=item), [], 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                agenda.edit_item(item, by=request.user, now=clock.now(), **form.cleaned_data)
            except Refused as error:
                refused, status = reasons(error), 409
            else:
                messages.success(request, _("Saved."))
                return redirect(f"{address(shown)}#item-{item.pk}")
    context = {"edition": shown, "item": item, "form": form, "refused": refused, "name": words(item)}
    return render(request, "roadshows/agenda_item.html", context, status=status)


@require_POST
def move(request, slug, pk):
    """Up or down by one, or to a position."""
    shown, item = item_of(request, slug, pk)
    way = request.POST.get("way", "")
    position = item.position + {"up": -1, "down": 1}.get(way, 0)
    return tried(
        request,
        shown,
        lambda: agenda.move_item(item, by=request.user, now=clock.now(), position=position),
        to=lambda moved: f"{address(shown)}#{button(shown, moved, way)}",
    )


def button(shown, item, way):
    """The button to press on with: where the address ends, the keyboard goes on. At the end it is the other one."""
    at_end = {"up": 1, "down": shown.agenda.count()}.get(way) == item.position
    return f"{'up' if (way == 'up') != at_end else 'down'}-{item.pk}"


@require_POST
def remove(request, slug, pk):
    shown, item = item_of(request, slug, pk)
    return tried(
        request,
        shown,
        lambda: agenda.remove_item(item, by=request.user, now=clock.now()),
        done=_("Removed: %(item)s") % {"item": words(item)},
        to=lambda kept: address(shown, removed=signing.dumps(kept, salt=SALT)) if kept else address(shown),
    )


@require_POST
def restore(request, slug):
    """Undo: what was removed comes back where it was."""
    shown = edition_of(request, slug)
    try:
        kept = signing.loads(request.POST.get("removed", ""), salt=SALT, max_age=UNDO_WITHIN)
    except signing.BadSignature:
        messages.warning(request, _("This can no longer be undone."))
        return redirect(address(shown))
    return tried(
        request,
        shown,
        lambda: agenda.restore_item(shown, kept, by=request.user, now=clock.now()),
        to=lambda item: f"{address(shown)}#item-{kept['id']}" if item else address(shown),
    )


@require_POST
def lay_out(request, slug):
    shown = edition_of(request, slug)
    return tried(
        request,
        shown,
        lambda: agenda.lay_out(shown, by=request.user, now=clock.now()),
        done=_("Laid out, with every confirmed project."),
    )


@require_POST
def draw(request, slug):
    shown = edition_of(request, slug)
    form = DrawForm(request.POST)
    if not form.is_valid():
        return page(request, shown, draw_form=form, status=422)
    try:
        seed, drawn = agenda.draw(shown, by=request.user, now=clock.now(), seed=form.cleaned_data["seed"])
    except Refused as error:
        return page(request, shown, refused=reasons(error), status=409)
    names = _(", ").join(words(item) for item in drawn)
    messages.success(request, _("Drawn with number %(seed)s: %(names)s") % {"seed": seed, "names": names})
    return redirect(address(shown))


@require_POST
def pitches(request, slug):
    shown = edition_of(request, slug)
    chosen = request.POST.get("pitch_format", "")
    if chosen not in PitchFormat.values:
        return redirect(address(shown))
    return tried(
        request,
        shown,
        lambda: agenda.set_pitch_format(shown, by=request.user, now=clock.now(), pitch_format=chosen),
        done=_("Saved."),
    )


def published_words(version):
    if version is None:
        return _("There was nothing new to publish.")
    return _("Published; those concerned are told.") if version.told else _("Published; nobody had to be told.")


@pages
def publish(request, slug):
    """GET says what differs and who gets a letter; POST does just that."""
    shown, now = edition_of(request, slug), clock.now()
    if request.method == "POST":
        return publish_now(request, shown, now)
    published, rows, found = agenda_versions.differences(shown)
    context = {
        "edition": shown,
        "published": published,
        "rows": lines(shown, found),
        "told": agenda_versions.concerned(shown, found, first=published is None),
        "mark": agenda_versions.mark_of(rows),
        "may_publish": still_to_come(shown, now),
    }
    return render(request, "roadshows/agenda_publish.html", context)


def publish_now(request, shown, now):
    try:
        version = agenda_versions.publish(shown, by=request.user, now=now, mark=request.POST.get("mark", ""))
    except PreviewOutdated as error:
        messages.warning(request, str(error))
        return redirect("roadshows:agenda_publish", shown.slug)
    except Refused as error:
        return page(request, shown, refused=reasons(error), status=409)
    messages.success(request, published_words(version))
    return redirect(address(shown))


def lines(shown, found):
    """The differences for people."""
    ids = [d.row["registration"] for d in found if d.row["registration"]]
    regs = shown.registrations.select_related("project").in_bulk(ids)
    return [line(shown, d, regs.get(d.row["registration"])) for d in found]


def line(shown, difference, reg):
    row, was, now = difference.row, difference.before, difference.after
    return {
        "name": str(reg.project) if reg else str(agenda_versions.item_of(row)),
        "host": row["host"],
        "marks": [(code, MARKS[code]()) for code in difference.marks],
        "before": starts_at(shown, was),
        "after": starts_at(shown, now),
        "minutes_before": was["minutes"] if was else None,
        "minutes": row["minutes"],
    }


def starts_at(shown, row):
    return time_of(shown.starts + timedelta(minutes=row["offset"])) if row else ""


MARKS = {
    agenda_versions.ADDED: lambda: _("added"),
    agenda_versions.REMOVED: lambda: _("removed"),
    agenda_versions.MOVED: lambda: _("moved"),
    agenda_versions.TIMED: lambda: _("other time"),
    agenda_versions.EDITED: lambda: _("other words"),
}
