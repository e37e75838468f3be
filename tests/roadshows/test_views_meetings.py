"""The pages of 1:1 meetings say what happened, and no more."""

import pytest

from roadshows.actions import decisions, invitations, meetings
from scouting.outbox.models import Message
from tests.roadshows.meeting_show import Show

pytestmark = pytest.mark.django_db


def test_where_nobody_takes_part_any_more_publishing_says_so(now, today, enter):
    show = Show(now, funds=1, projects=1, all_meet=True)
    meetings.add(show.plan, show.regs[0], show.funds[0], starts=show.time(0), table=1, by=show.by, now=now)
    page, window = f"/roadshows/{show.edition.slug}/meetings/publish/", enter(show.by)

    def press():
        seal = window.get(page).context["seal"]
        return window.post(page, {"seal": seal}, follow=True).content.decode()

    assert "those concerned are told" in press()
    invitations.answer(show.funds[0], "declined", now=now, reason="出差")
    decisions.withdraw(show.regs[0], now=now)
    letters_before = Message.objects.count()
    assert "Published; nobody had to be told." in press()
    assert Message.objects.count() == letters_before
