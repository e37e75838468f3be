"""An import of past events is taken back, unless people have added something to it since."""

from datetime import date

import pytest
from django.apps import apps

from roadshows.actions import outcomes, past_jobs
from roadshows.actions.errors import ImportInUse
from roadshows.models import (
    AgendaItem,
    Answer,
    Attendance,
    Edition,
    EditionImport,
    Interest,
    Project,
    Registration,
    Review,
)
from scouting.accounts.states import remember_history
from tests.factories import InvitationFactory, RegistrationFactory, organiser
from tests.roadshows.test_past import PAGE, ROW, kept

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief():
    return organiser()


def test_what_somebody_added_to_is_not_undone(chief, now):
    found = kept(chief, now, ROW)
    past_jobs.confirm(found, by=chief, now=now)
    outcomes.add_outcome(Registration.objects.first(), by=chief, now=now, text="后来的事")
    with pytest.raises(ImportInUse):
        past_jobs.undo(found, by=chief, now=now)
    assert Edition.objects.exists() and EditionImport.objects.get().state == "confirmed"


ADDED = {
    "agenda": lambda reg, by: AgendaItem.objects.create(
        edition=reg.edition, kind="break", title="茶歇", position=1, minutes=10
    ),
    "attendances": lambda reg, by: Attendance.objects.create(
        edition=reg.edition, name="甲", at=reg.edition.starts, entered_at=reg.edition.starts
    ),
    "answers": lambda reg, by: Answer.objects.create(registration=reg, code="bp", at=reg.edition.starts),
    "reviews": lambda reg, by: Review.objects.create(edition=reg.edition),
    "invitations": lambda reg, by: InvitationFactory(edition=reg.edition),
    "interest": lambda reg, by: Interest.objects.create(
        registration=reg,
        invitation=InvitationFactory(),
        state="wants",
        marked_at=reg.edition.starts,
        changed_at=reg.edition.starts,
    ),
    "corrections": lambda reg, by: remember_history(reg.project, by=by, reason="one sentence"),
}


@pytest.mark.parametrize("what", ADDED)
def test_undoing_is_refused_with_the_name_of_what_people_added(enter, chief, now, what):
    found = kept(chief, now, ROW)
    past_jobs.confirm(found, by=chief, now=now)
    ADDED[what](Registration.objects.first(), chief)
    window = enter(chief)
    window.post(f"{PAGE}{found.pk}/undo/")
    assert past_jobs.run(found.pk, now=now)
    text = window.get(f"{PAGE}{found.pk}/").content.decode()
    assert f"{what}: 1" in text and "Taken back" not in text
    assert Registration.objects.count() == 2 and EditionImport.objects.get().state == "confirmed"


def test_every_model_that_hangs_on_an_event_counts_those_of_later_rooms_too():
    """Nothing that an undo would take along is left out of the count."""
    links = [link for model in (Edition, Registration, Project) for link in model._meta.related_objects]
    hidden = [
        f
        for m in apps.get_models()
        for f in m._meta.concrete_fields
        if f.related_model in (Edition, Registration, Project)
    ]
    seen = {(link.related_model, link.field.name) for link in links}
    assert {(f.model, f.name) for f in hidden if not f.model.__name__.startswith("Historical")} == seen


def test_a_project_that_was_shown_elsewhere_since_stays(chief, now):
    found = kept(chief, now, [1, date(2018, 10, 31), "路演", "抗体", "甲（某团队）"])
    past_jobs.confirm(found, by=chief, now=now)
    project = Project.objects.get()
    later = RegistrationFactory(project=project)
    past_jobs.undo(found, by=chief, now=now)
    assert list(Registration.objects.all()) == [later] and Project.objects.get() == project


def test_undone_it_gives_places_back_and_keeps_what_was_corrected_since(chief, now):
    past_jobs.confirm(kept(chief, now, [1, date(2018, 10, 31), "路演", "抗体", "甲", "", 50]), by=chief, now=now)
    more = kept(chief, now, [1, date(2018, 10, 31), "路演", "别的", "甲；乙；丙；丁；戊", "", 86])
    past_jobs.confirm(more, by=chief, now=now)
    edition = Edition.objects.get()
    assert (edition.slots, edition.taken, edition.visitors, edition.theme) == (5, 5, 86, "别的")
    Edition.objects.update(visitors=99)
    past_jobs.undo(more, by=chief, now=now)
    edition.refresh_from_db()
    assert (edition.slots, edition.taken, edition.visitors, edition.theme) == (3, 1, 99, "抗体")
