"""The timetable worked out by its own process: musts first, then as many as can be, the same each time."""

import os
import sys
import time
from itertools import combinations

import pytest

from roadshows import solving
from roadshows.actions import editions, meeting_plans
from roadshows.models import Meeting, MeetingPlan, Occupancy
from scouting.base import clock
from tests.roadshows.meeting_show import Show

QUICK = {"slots": 4, "tables": {"site": 3, "online": 0}}


def pair(fund, project, must=0, free=range(4), fixed=None, kind="site"):
    people = [f"fund {fund}", f"project {project}"]
    return {
        "id": f"{project}:{fund}",
        "kind": kind,
        "must": must,
        "free": list(free),
        "fixed": fixed,
        "resources": people,
    }


def solved(pairs, **task):
    return {(reg, inv): slot for reg, inv, slot in solving.compute({**QUICK, **task, "pairs": pairs})}


def test_a_show_of_three_by_five_meets_every_wish_and_nobody_is_in_two_places():
    everybody = [pair(f, p, free=range(6)) for f in range(5) for p in range(3)]
    found = solved(everybody, slots=6)
    assert len(found) == 15
    for (one, slot), (other, then) in combinations(found.items(), 2):
        assert slot != then or (one[0] != other[0] and one[1] != other[1])


def test_musts_go_before_numbers_and_those_of_both_before_those_of_one():
    # one time only: the must of fund 0 costs the two wishes that would fit instead
    wishes = [pair(0, 0, must=1, free=[0]), pair(1, 0, free=[0]), pair(0, 1, free=[0])]
    assert set(solved(wishes)) == {(0, 0)}
    both = [pair(0, 0, must=1, free=[0]), pair(1, 0, must=2, free=[0])]
    assert set(solved(both)) == {(0, 1)}


def test_what_is_fixed_stays_and_what_contradicts_itself_has_no_timetable():
    assert solved([pair(0, 0, fixed=3), pair(1, 0, must=2, free=[3])]) == {(0, 0): 3}
    task = QUICK | {"pairs": [pair(0, 0, fixed=3), pair(1, 0, fixed=3)]}
    assert solving.compute(task) is None


def test_funds_online_share_the_tables_online():
    online = [pair(f, f, free=[0], kind="online") for f in range(3)]
    assert len(solved(online, tables={"site": 3, "online": 1})) == 1


def test_somebody_who_meets_twice_does_not_wait_in_between():
    found = solved([pair(0, 0), pair(0, 1)])
    assert abs(found[0, 0] - found[1, 0]) == 1


def test_the_same_task_gives_the_same_timetable():
    wishes = [pair(f, p, must=(f + p) % 3) for f in range(8) for p in range(4)]
    assert solved(wishes) == solved(wishes)


def test_a_process_that_hangs_or_dies_is_ended_and_named():
    hanging = (sys.executable, "-c", "import time; time.sleep(60)")
    begun = time.monotonic()
    with pytest.raises(solving.Failed) as slow:
        solving.compute(QUICK | {"pairs": []}, seconds=0.5, command=hanging)
    assert slow.value.problem == meeting_plans.SLOW and time.monotonic() - begun < 10
    with pytest.raises(solving.Failed) as dead:
        solving.compute(QUICK | {"pairs": []}, command=(sys.executable, "-c", "import sys; sys.stdin.read()"))
    assert dead.value.problem == meeting_plans.CRASHED


def test_a_process_that_does_not_read_its_task_is_ended_too():
    hanging = (sys.executable, "-c", "import time; time.sleep(60)")
    begun, large = time.monotonic(), QUICK | {"pairs": [pair(f, 0) for f in range(20_000)]}
    with pytest.raises(solving.Failed) as slow:
        solving.compute(large, seconds=0.5, command=hanging)
    assert slow.value.problem == meeting_plans.SLOW and time.monotonic() - begun < 10
    with pytest.raises(solving.Failed) as dead:
        solving.compute(large, command=(sys.executable, "-c", ""))
    assert dead.value.problem == meeting_plans.CRASHED


def test_who_no_longer_waits_ends_the_process(tmp_path):
    mark = tmp_path / "pid"
    script = f"import os, time; open({str(mark)!r}, 'w').write(str(os.getpid())); time.sleep(60)"

    def stopped(line):
        raise solving.Stopped

    with pytest.raises(solving.Stopped):
        solving.compute(QUICK | {"pairs": []}, stopped, command=(sys.executable, "-c", script))
    with pytest.raises(ProcessLookupError):
        os.kill(int(mark.read_text()), 0)


# --- a plan is claimed, reported, taken over ---
@pytest.fixture
def show(db, now):
    return Show(now, all_meet=True)


def test_a_timetable_asked_for_becomes_a_draft(show, today):
    meeting_plans.ask(show.edition, by=show.by, now=show.now)
    assert (show.reload().state, show.plan.claimed_at) == ("solving", None)
    assert solving.run_one() and not solving.run_one()
    assert (show.reload().state, show.plan.job, show.plan.solved_at) == ("ready", "", clock.now())
    rows = list(Meeting.objects.all())
    assert len(rows) == 15 and not any(row.pinned for row in rows)
    assert len({(row.table, row.starts) for row in rows}) == 15


def test_one_that_was_stopped_writes_nothing(show, today):
    meeting_plans.ask(show.edition, by=show.by, now=show.now)
    plan = meeting_plans.claim()
    assert meeting_plans.claim() is None
    assert meeting_plans.stop(show.edition, by=show.by, now=show.now)
    assert not meeting_plans.report(plan, {})
    assert not meeting_plans.finish(plan, [(show.regs[0].pk, show.funds[0].pk, 0)], now=show.now)
    assert (show.reload().state, show.plan.problem, Meeting.objects.count()) == ("failed", "stopped", 0)
    assert meeting_plans.ask(show.edition, by=show.by, now=show.now).state == "solving"


def test_one_whose_worker_is_gone_is_given_up_and_can_be_asked_for_again(show, today):
    meeting_plans.ask(show.edition, by=show.by, now=show.now)
    plan = meeting_plans.claim()
    assert meeting_plans.sweep(now=show.now) == 0
    MeetingPlan.objects.filter(pk=plan.pk).update(claimed_at="2020-01-01T00:00Z")
    assert meeting_plans.sweep(now=show.now) == 1
    assert (show.reload().state, show.plan.problem) == ("failed", "lost")
    assert meeting_plans.sweep(now=show.now) == 0
    meeting_plans.ask(show.edition, by=show.by, now=show.now)
    assert not meeting_plans.finish(plan, [], now=show.now)  # the lost one comes back late
    assert show.reload().state == "solving"


def test_a_crash_while_working_leaves_a_clear_state(show, today, monkeypatch):
    meeting_plans.ask(show.edition, by=show.by, now=show.now)
    monkeypatch.setattr(solving, "COMMAND", (sys.executable, "-c", "raise SystemExit(3)"))
    monkeypatch.setattr(solving.compute, "__kwdefaults__", {"seconds": 5, "command": solving.COMMAND})
    assert solving.run_one()
    assert (show.reload().state, show.plan.problem) == ("failed", "crashed")


def test_an_event_cancelled_meanwhile_gets_no_meetings_and_books_nobody(show, today):
    meeting_plans.ask(show.edition, by=show.by, now=show.now)
    plan = meeting_plans.claim()
    editions.cancel(show.edition, by=show.by, now=show.now, reason="-")
    assert not meeting_plans.finish(plan, [(show.regs[0].pk, show.funds[0].pk, 0)], now=show.now)
    assert not Meeting.objects.exists() and not Occupancy.objects.filter(edition=show.edition).exists()
    assert (show.reload().state, show.plan.problem) == ("failed", "over")


def test_somebody_who_left_meanwhile_gets_no_meeting(show, today):
    from roadshows.actions import decisions

    meeting_plans.ask(show.edition, by=show.by, now=show.now)
    plan, reg = meeting_plans.claim(), show.regs[0]
    chosen = [(reg.pk, show.funds[0].pk, 0), (show.regs[1].pk, show.funds[1].pk, 0)]
    decisions.withdraw(reg, now=show.now)
    assert meeting_plans.finish(plan, chosen, now=show.now)
    assert [m.registration_id for m in Meeting.objects.all()] == [chosen[1][0]]


def test_worked_out_again_keeps_what_is_pinned_and_moves_the_rest(show, today):
    meeting_plans.ask(show.edition, by=show.by, now=show.now)
    solving.run_one()
    kept = Meeting.objects.order_by("pk").first()
    Meeting.objects.filter(pk=kept.pk).update(pinned=True)
    place = (kept.pk, kept.starts, kept.table)
    meeting_plans.ask(show.edition, by=show.by, now=show.now)
    solving.run_one()
    kept.refresh_from_db()
    assert (kept.pk, kept.starts, kept.table) == place
    assert Meeting.objects.count() == 15
