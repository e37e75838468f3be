"""Past events are saved and undone in the background: asked for once, seen on the page, taken up after a death."""

from datetime import date, timedelta

import pytest
from django.db.models.functions import Now

from roadshows import tasks
from roadshows.actions import bell, outcomes, past, past_claims, past_jobs, past_undo
from roadshows.models import Edition, EditionImport, Outcome, Project, Registration
from roadshows.states import ImportState
from scouting.accounts.states import WrongState, changes_of, move
from tests.factories import CompanyFactory, organiser
from tests.roadshows.test_past import HEADER, PAGE, kept

pytestmark = pytest.mark.django_db
EVERYTHING = (Edition, Registration, Project, Outcome)


@pytest.fixture
def chief():
    return organiser()


def rows(months=12):
    return [[None, date(2019, m, 20), "沙龙", f"主题{m}", f"药{m}（团队{m}）"] for m in range(1, months + 1)]


def a_year(chief, now):
    return kept(chief, now, *rows(), header=HEADER[:5])


def asked(found, to, chief, now):
    past_claims.ask(found, to, by=chief, now=now)
    return found


def worker_is_gone():
    """As long ago as a lease lasts, by the clock of the database."""
    EditionImport.objects.update(claimed_at=Now() - past_claims.LEASE - timedelta(seconds=1))


def dies_at(monkeypatch, module, name, when):
    """The process is killed there: nothing of what follows is done, not even in an except clause."""
    real = getattr(module, name)

    def dying(*args, **more):
        if when(*args):
            raise SystemExit
        return real(*args, **more)

    monkeypatch.setattr(module, name, dying)


ALLOWED = {  # typed by hand
    "read": "saving",
    "saving": "confirmed failed",
    "failed": "saving undoing",
    "confirmed": "undoing",
    "undoing": "undone confirmed",
    "undone": "",
}


@pytest.mark.parametrize("to", ALLOWED)
@pytest.mark.parametrize("before", ALLOWED)
def test_an_import_moves_as_the_table_says_and_not_otherwise(before, to, now):
    assert set(ALLOWED) == set(ImportState.values)
    row = EditionImport.objects.create(file_name="x.xlsx", state=before, at=now)
    if to in ALLOWED[before].split():
        assert move(row, to, now=now).state == to
        return
    with pytest.raises(WrongState):
        move(row, to, now=now)
    assert EditionImport.objects.get(pk=row.pk).state == before


def test_asking_only_asks_and_the_page_tells_how_far_it_is(enter, chief, now):
    found, window = a_year(chief, now), enter(chief)
    text = window.post(f"{PAGE}{found.pk}/confirm/", follow=True).content.decode()
    assert "is being saved" in text and "waits for its turn" in text and "Undo this import" not in text
    assert not Edition.objects.exists()
    claimed = past_claims.claim(found.pk)
    past_claims.tell(claimed, progress={"done": 7, "all": 12})
    window.cookies["django_language"] = "zh-hans"
    text = window.get(f"{PAGE}{found.pk}/progress/").content.decode()
    assert "正在保存" in text and "已完成7/12行" in text and "<html" not in text
    window.cookies["django_language"] = "en"
    worker_is_gone()
    assert past_jobs.run(found.pk, now=now)
    answer = window.get(f"{PAGE}{found.pk}/progress/")
    assert (answer.status_code, answer["HX-Refresh"]) == (204, "true")
    text = window.get(f"{PAGE}{found.pk}/").content.decode()
    assert "12 rows are saved." in text and "Undo this import" in text


def test_pressing_twice_does_nothing_twice(enter, chief, now):
    found, window = a_year(chief, now), enter(chief)
    window.post(f"{PAGE}{found.pk}/confirm/")
    again = window.post(f"{PAGE}{found.pk}/confirm/", follow=True).content.decode()
    early = window.post(f"{PAGE}{found.pk}/undo/", follow=True).content.decode()
    assert "being saved already" in again and "being saved already" in early
    assert past_jobs.run(found.pk, now=now) and not past_jobs.run(found.pk, now=now)
    assert Edition.objects.count() == 12
    for _press in range(2):
        undone = window.post(f"{PAGE}{found.pk}/undo/", follow=True).content.decode()
        assert "is being undone" in undone
    assert past_jobs.run(found.pk, now=now) and not past_jobs.run(found.pk, now=now)
    assert not any(model.objects.exists() for model in EVERYTHING)
    assert [c.after for c in changes_of(found).order_by("pk")] == ["read", "saving", "confirmed", "undoing", "undone"]
    with pytest.raises(WrongState):
        past_jobs.undo(found, by=chief, now=now)


def test_what_is_made_is_made_in_the_name_of_who_asked(chief, now):
    found, other = a_year(chief, now), organiser()
    asked(found, ImportState.SAVING, other, now)
    past_jobs.run(found.pk, now=now)
    assert {e.owner for e in Edition.objects.all()} == {other}
    assert {changes_of(e).get().by for e in Edition.objects.all()} == {other}


def test_a_saving_whose_worker_died_is_taken_up_without_doing_anything_twice(chief, now, monkeypatch):
    found = asked(a_year(chief, now), ImportState.SAVING, chief, now)
    with monkeypatch.context() as patch:
        dies_at(patch, past, "_save", lambda one, *rest: one.row.slug.startswith("2019-12"))
        with pytest.raises(SystemExit):
            past_jobs.run(found.pk, now=now)
    found.refresh_from_db()
    assert found.state == "saving" and len(found.made["editions"]) == Edition.objects.count() == past.LOT
    assert not past_jobs.run(found.pk, now=now)  # it may still be alive
    Edition.objects.filter(slug__startswith="2019-03").update(visitors=77, theme="改过")  # somebody corrects meanwhile
    worker_is_gone()
    assert past_jobs.run(found.pk, now=now)
    found.refresh_from_db()
    assert found.state == "confirmed" and len(found.made["editions"]) == Edition.objects.count() == 12
    assert Registration.objects.count() == Project.objects.count() == 12
    assert Edition.objects.get(slug__startswith="2019-03").theme == "改过"
    assert found.progress["saved"] == 12


def test_an_undoing_whose_worker_died_is_taken_up(chief, now, monkeypatch):
    found = a_year(chief, now)
    past_jobs.confirm(found, by=chief, now=now)
    asked(found, ImportState.UNDOING, chief, now)
    once = iter([False])
    with monkeypatch.context() as patch:
        dies_at(patch, past_undo, "_take_away", lambda *args: next(once, True))
        with pytest.raises(SystemExit):
            past_jobs.run(found.pk, now=now)
    assert Edition.objects.count() == 12 - past_undo.LOT
    worker_is_gone()
    assert past_jobs.run(found.pk, now=now)
    assert EditionImport.objects.get().state == "undone" and not any(m.objects.exists() for m in EVERYTHING)


def test_who_was_taken_for_dead_writes_nothing_more(chief, now, monkeypatch):
    """The first worker wakes up in the middle, after another one has taken it up and finished."""
    found, real, woken = asked(a_year(chief, now), ImportState.SAVING, chief, now), past._save_lot, []

    def sleeping(*args, **more):
        if not woken:
            woken.append(True)
            worker_is_gone()
            assert past_jobs.run(found.pk, now=now)
        return real(*args, **more)

    monkeypatch.setattr(past, "_save_lot", sleeping)
    assert past_jobs.run(found.pk, now=now) is False
    assert Edition.objects.count() == Registration.objects.count() == 12
    assert EditionImport.objects.get().state == "confirmed"


def test_a_mistake_of_the_program_leaves_what_is_saved_and_the_way_on(enter, chief, now, monkeypatch):
    found = asked(a_year(chief, now), ImportState.SAVING, chief, now)
    real = past._save

    def breaks(one, *args, **more):
        if one.row.slug.startswith("2019-12"):
            raise ZeroDivisionError
        return real(one, *args, **more)

    with monkeypatch.context() as patch:
        patch.setattr(past, "_save", breaks)
        assert past_jobs.run(found.pk, now=now)
    window = enter(chief)
    text = window.get(f"{PAGE}{found.pk}/").content.decode()
    assert "broke off after 10 of 12 rows" in text and "Go on saving" in text and "Undo this import" in text
    window.post(f"{PAGE}{found.pk}/confirm/")
    assert past_jobs.run(found.pk, now=now) and Edition.objects.count() == 12
    assert "broke off" not in window.get(f"{PAGE}{found.pk}/").content.decode()


def test_what_is_saved_in_part_can_be_undone(chief, now, monkeypatch):
    found = asked(a_year(chief, now), ImportState.SAVING, chief, now)
    with monkeypatch.context() as patch:
        patch.setattr(past, "_saved", lambda *args, **more: 1 / 0)
        assert past_jobs.run(found.pk, now=now)
    found.refresh_from_db()
    assert found.state == "failed" and Edition.objects.count() == 12
    past_jobs.undo(found, by=chief, now=now)
    assert not any(model.objects.exists() for model in EVERYTHING)


def test_what_kills_three_workers_is_given_up(chief, now, monkeypatch):
    found = asked(a_year(chief, now), ImportState.SAVING, chief, now)
    with monkeypatch.context() as patch:
        dies_at(patch, past, "_save", lambda *args: True)
        for _worker in range(past_claims.TRIES):
            with pytest.raises(SystemExit):
                past_jobs.run(found.pk, now=now)
            worker_is_gone()
    assert past_jobs.run(found.pk, now=now)
    found.refresh_from_db()
    assert (found.state, found.progress["problem"]) == ("failed", "lost") and not Edition.objects.exists()


def test_what_somebody_added_to_meanwhile_stands_on_the_page_in_the_readers_words(enter, chief, now):
    found = a_year(chief, now)
    past_jobs.confirm(found, by=chief, now=now)
    outcomes.add_outcome(Registration.objects.first(), by=chief, now=now, text="后来的事")
    asked(found, ImportState.UNDOING, chief, now)
    assert past_jobs.run(found.pk, now=now)
    window = enter(chief)
    assert "outcomes: 1" in window.get(f"{PAGE}{found.pk}/").content.decode()
    window.cookies["django_language"] = "zh-hans"
    assert "成果1条" in window.get(f"{PAGE}{found.pk}/").content.decode()


def test_the_task_has_the_number_alone_and_the_tick_rings_again(chief, now, monkeypatch):
    found, rung = asked(a_year(chief, now), ImportState.SAVING, chief, now), []
    monkeypatch.setattr(bell, "ring", lambda *args: rung.append(args))
    past_jobs.sweep(now=now)
    assert rung == [(bell.IMPORT, found.pk)]
    assert tasks.work_on_import.name == bell.IMPORT
    tasks.work_on_import(found.pk)
    assert Edition.objects.count() == 12
    past_jobs.sweep(now=now)
    assert len(rung) == 1


def test_a_lot_is_small_enough_not_to_keep_others_waiting(chief, now):
    many = [
        [None, date(2019, m, 20), "沙龙", "", "；".join(f"药{m}-{n}" for n in range(past.LOT_PROJECTS // 2))]
        for m in range(1, 6)
    ]
    found = kept(chief, now, *many, header=HEADER[:5])
    judged = past.judge(found, now=now)
    assert [len(lot) for lot in past.lots_of(judged)] == [2, 2, 1]


def test_a_note_on_a_timeline_is_old_news_and_goes_with_the_import(chief, now):
    firm = CompanyFactory(short_name="睿璘生物")
    told = [[1, date(2018, 10, 31), "路演", "", "甲药（睿璘生物）", "", "", "", "", "签约", "甲药"],
            [2, date(2018, 11, 30), "路演", "", "乙药（睿璘生物）", "", "", "", "", "落户", "乙药"]]  # fmt: skip
    firm.events.all().delete()
    found = kept(chief, now, *told)
    past_jobs.confirm(found, by=chief, now=now)
    notes = {event.data["text"]: event for event in firm.events.all()}
    assert set(notes) == {"签约", "落户"} and all(event.quiet for event in notes.values())
    assert notes["签约"].happened.value == date(2018, 10, 31)
    notes["落户"].data = {"text": "落户二期"}  # a person has changed that one
    notes["落户"].save()
    past_jobs.undo(found, by=chief, now=now)
    assert [event.data["text"] for event in firm.events.all()] == ["落户二期"]
