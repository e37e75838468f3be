"""What somebody who walked in gave of themselves goes two years after the event, by the nightly sweep."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from structlog.testing import capture_logs

from roadshows import privacy, tasks
from roadshows.actions import attendance, forgetting
from roadshows.models import Attendance, FailedCheckIn
from scouting.accounts.states import changes_of
from tests.factories import EditionFactory, InvitationFactory, organiser

pytestmark = pytest.mark.django_db
HOURS = timedelta(hours=1)


@pytest.fixture
def edition():
    return EditionFactory(state="frozen")


@pytest.fixture
def over(edition):
    """Two years after the end, to the minute."""
    return edition.ends.replace(year=edition.ends.year + 2)


def walk_in(edition, name="林一", **more):
    told = {"organisation": "某研究所", "mobile": "13800009999", "notice_version": "x"} | more
    return attendance.add_guest(edition, name=name, now=edition.starts, by=organiser(), **told).row


def held(row):
    row.refresh_from_db()
    return row.name, row.organisation, row.mobile


def test_after_two_years_the_name_goes_and_the_arrival_stays_in_the_count(edition, over):
    row = walk_in(edition)
    undone = walk_in(edition, "林二")
    attendance.undo(undone, by=organiser(), now=edition.starts)
    assert forgetting.sweep(now=over - HOURS) == 0 and held(row) == ("林一", "某研究所", "13800009999")
    assert forgetting.sweep(now=over + HOURS) == 2
    assert held(row) == held(undone) == (privacy.GONE, "", "")
    assert edition.attendances.live().count() == 1 and row.notice_version == "x"
    assert forgetting.sweep(now=over + HOURS) == 0  # twice is once
    [*_, change] = changes_of(row).order_by("pk")
    assert (change.after, change.by, change.via) == ("erased", None, "clock")
    assert changes_of(row).filter(after="erased").count() == 1


def test_people_we_know_and_hosts_of_the_agenda_stay_as_they_are(edition, over):
    known = attendance.check_in(edition, InvitationFactory(edition=edition, state="coming").person, now=edition.starts)
    host = attendance.check_in_host(edition, "王主任", now=edition.starts)
    assert forgetting.sweep(now=over + HOURS) == 0
    known.row.refresh_from_db()
    assert known.row.person is not None and held(host.row)[0] == "王主任"


def test_only_events_of_two_years_ago_are_touched(edition, over):
    later = EditionFactory(
        state="frozen", starts=edition.starts + timedelta(days=90), ends=edition.ends + timedelta(days=90)
    )
    old, young = walk_in(edition), walk_in(later)
    assert forgetting.sweep(now=over + HOURS) == 1
    assert held(old)[0] == privacy.GONE and held(young)[0] == "林一"


def test_the_digits_of_a_failed_check_in_go_too(edition, over):
    attendance.fail(edition, reason="nobody", now=edition.starts, last_four="9999")
    forgetting.sweep(now=over + HOURS)
    assert FailedCheckIn.objects.get().last_four == ""


def test_it_goes_through_in_lots(edition, over, monkeypatch):
    monkeypatch.setattr(forgetting, "LOT", 2)
    for n in range(5):
        walk_in(edition, f"来宾{n}", mobile=f"1380000999{n}")
    assert forgetting.sweep(now=over + HOURS) == 5
    assert set(Attendance.objects.values_list("name", "mobile")) == {(privacy.GONE, "")}


def test_the_nightly_sweep_does_it_and_logs_nothing_personal(edition, over):
    row = walk_in(edition)
    with time_machine.travel(over + HOURS, tick=False), capture_logs() as logs:
        tasks.sweep_files()
    assert held(row)[0] == privacy.GONE
    [line] = [line for line in logs if line["event"] == "walk-ins forgotten"]
    assert line["arrivals"] == 1 and not any(word in str(logs) for word in ("林一", "13800009999", "某研究所"))


@pytest.mark.parametrize(("day", "before"), [((2028, 2, 29), (2026, 2, 28)), ((2028, 3, 1), (2026, 3, 1))])
def test_a_leap_day_has_a_day_two_years_before(day, before):
    assert forgetting.years_before(datetime(*day, 12, tzinfo=UTC)) == datetime(*before, 12, tzinfo=UTC)
