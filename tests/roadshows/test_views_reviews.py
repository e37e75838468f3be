"""The organiser's pages of a review: prepare, panel, rubric, hand out, open, watch, close; each number's sheets."""

import re

import pytest
from django.urls import reverse

from roadshows.actions import assignments, conflicts, reviews, rubrics, sheets
from roadshows.models import Conflict, Result, Review, Reviewer, Sheet
from scouting.accounts.roles import Role
from tests.factories import (
    EditionFactory,
    PersonFactory,
    RegistrationFactory,
    UserFactory,
    organiser,
    promoter,
    two_criteria,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief(db):
    return organiser(name="陶一鸣")


@pytest.fixture
def edition(chief):
    return EditionFactory(owner=chief)


@pytest.fixture
def review(edition, chief, now):
    found = reviews.prepare(edition, by=chief, now=now)
    rubrics.save_rubric(found, by=chief, now=now, criteria=two_criteria())
    return found


def address(edition, name="review", *args):
    return reverse(f"roadshows:{name}", args=[edition.slug, *args])


def text(answer):
    return answer.content.decode()


def scored(review, chief, now, *rows, spread=True):
    """A project for each row of scores, each score by another expert; scoring is open."""
    panel = [assignments.seat(review, PersonFactory(), by=chief, now=now, most=99) for _ in range(max(map(len, rows)))]
    regs = []
    for marks in rows:
        reg = RegistrationFactory(edition=review.edition, owner=promoter())
        regs.append((reg, [assignments.assign(seat, reg, by=chief, now=now) for seat in panel[: len(marks)]], marks))
    if review.state == "preparing":
        reviews.open_scoring(review, by=chief, now=now)
    for _reg, given, marks in regs:
        for sheet, mark in zip(given, marks, strict=True):
            sheets.submit(sheet, now=now, scores={"science": mark, "team": mark}, comment="评语")
    return [reg for reg, _given, _marks in regs]


# --- before scoring -------------------------------------------------------------------------------
def test_the_whole_way_by_hand(enter, chief, edition, now):
    client = enter(chief)
    regs = [RegistrationFactory(edition=edition) for _ in range(2)]
    people = [PersonFactory(name=f"专家{n}") for n in range(3)]
    assert "No review yet" in text(client.get(address(edition)))
    answer = client.post(address(edition, "review_prepare"), follow=True)
    assert answer.redirect_chain[-1][0] == address(edition, "review_panel")
    for person in people:
        client.post(address(edition, "review_panel"), {"who": person.name, "most": 5, "tracks": ["cgt"]})
    assert Reviewer.objects.count() == 3
    shown = text(client.post(address(edition, "review_step", "balance"), follow=True))
    assert "6 sheets were given" in shown
    assert "Open scoring" in text(client.get(address(edition)))
    client.post(address(edition, "review_step", "open"))
    assert Review.objects.get().state == "open"
    shown = text(client.get(address(edition)))
    assert "Close scoring" in shown and all(str(reg.project) in shown for reg in regs)
    client.post(address(edition, "review_step", "close"))
    assert "Decide on the board" in text(client.get(address(edition)))
    client.post(address(edition, "review_step", "reopen"), {"reason": ""})
    assert Review.objects.get().state == "closed"
    client.post(address(edition, "review_step", "reopen"), {"reason": "专家生病"})
    assert Review.objects.get().state == "open"


@pytest.mark.parametrize("who", ["没有这个人", "", "x #99999999999999", "#0"])
def test_an_unknown_expert_is_asked_for_again_with_what_was_typed(enter, chief, edition, review, who):
    answer = enter(chief).post(address(edition, "review_panel"), {"who": who, "most": 7})
    assert answer.status_code == 422 and 'value="7"' in text(answer)
    assert not Reviewer.objects.exists()


def test_of_two_with_the_same_name_the_number_tells(enter, chief, edition, review):
    _first, second = PersonFactory(name="王伟"), PersonFactory(name="王伟")
    client = enter(chief)
    assert "Several people have that name" in text(
        client.post(address(edition, "review_panel"), {"who": "王伟", "most": 7})
    )
    client.post(address(edition, "review_panel"), {"who": f"王伟 #{second.pk}", "most": 7})
    assert Reviewer.objects.get().person == second


def typed(*rows):
    """What the rubric's form sends: a list for each column."""
    names = ("key", "name", "weight")
    return {name: [row[n] for row in rows] for n, name in enumerate(names)} | {"seen": "1"}


def test_the_rubric_is_edited_and_weights_that_do_not_sum_are_kept_as_typed(enter, chief, edition, review):
    client = enter(chief)
    rows = [("science", "科学性", "50"), ("team", "团队", "30"), ("", "落地", "10"), ("", "", "")]
    answer = client.post(address(edition, "review_rubric"), typed(*rows))
    assert answer.status_code == 422
    assert "The weights sum to 90" in text(answer) and 'value="落地"' in text(answer)
    rows[2] = ("", "落地", "20")
    client.post(address(edition, "review_rubric"), typed(*rows))
    assert [(c["name"], c["weight"]) for c in rubrics.current(review).criteria] == [
        ("科学性", 50), ("团队", 30), ("落地", 20),
    ]  # fmt: skip


@pytest.mark.parametrize("weight", ["1e2", "-5", "١٠٠", "99999999999999999999", "half"])
def test_an_odd_weight_is_refused(enter, chief, edition, review, weight):
    answer = enter(chief).post(address(edition, "review_rubric"), typed(("science", "科学性", weight)))
    assert answer.status_code == 422


def test_settings_say_what_is_wrong_beside_the_field(enter, chief, edition, review):
    client = enter(chief)
    past = {"closes_at": "2026-11-01T12:00", "per_project": 3}
    assert "This must lie ahead" in text(client.post(address(edition, "review_settings"), past))
    client.post(address(edition, "review_settings"), {"closes_at": "2026-11-24T23:59", "per_project": 2, "blind": "on"})
    found = Review.objects.get()
    assert (found.blind, found.per_project, found.closes_at.second) == (True, 2, 59)


def test_ties_are_recorded_shown_and_lifted(enter, chief, edition, review, now):
    client, reg = enter(chief), RegistrationFactory(edition=edition)
    seat = assignments.seat(review, PersonFactory(), by=chief, now=now)
    tie = {"reviewer": seat.pk, "company": reg.project.company_id, "kind": "share", "note": "5%"}
    client.post(address(edition, "review_tie"), tie)
    shown = text(client.get(address(edition, "review_panel")))
    assert "Kept apart" in shown and "Shareholding (5%)" in shown
    answer = client.post(address(edition, "review_assign", reg.pk), {"reviewer": seat.pk}, follow=True)
    assert "A conflict of interest stands in the way" in text(answer)
    client.post(address(edition, "review_lift", Conflict.objects.get().pk), {"reason": "误填"})
    client.post(address(edition, "review_assign", reg.pk), {"reviewer": seat.pk})
    assert Sheet.objects.get().state == "open"
    assert "choose" in text(client.post(address(edition, "review_tie"), {"reviewer": seat.pk, "kind": "share"},
                                        follow=True)).lower()  # fmt: skip


# --- results --------------------------------------------------------------------------------------
def test_every_number_leads_to_its_sheets(enter, chief, edition, review, now):
    reg = scored(review, chief, now, (5, 6, 7, 8, 9))[0]
    client = enter(chief)
    board = text(client.get(address(edition)))
    assert "70.00" in board and "5/5" in board and "disagree" in board
    assert address(edition, "review_project", reg.pk) + "#sheets" in board
    shown = text(client.get(address(edition, "review_project", reg.pk)))
    assert all(f"<b>{n}0.0</b>" in shown for n in range(5, 10))
    assert "leaves out one sheet with 50.0 and one with 90.0" in shown and "The experts disagree" in shown
    assert "评语" in shown and "Science" in shown


def test_the_raw_rank_stands_beside_the_adjusted_one(enter, chief, edition, review, now):
    """Expert 2 is lenient; who was read by the harsh one alone gains ranks."""
    regs = scored(review, chief, now, (6, 8), (6, 8), (6, 8), (6, 8), (7,))
    assert Result.objects.get(registration=regs[4]).adjusted > Result.objects.get(registration=regs[0]).adjusted
    shown = text(enter(chief).get(address(edition) + "?sort=raw"))
    assert "Adjusted rank" in shown and "Raw rank" in shown


QUERIES = [
    "", "?sort=raw", "?sort=spread", "?sort=sheets", "?sort=x", "?cursor=x", "?track=cgt", "?state=submitted",
    "?disagree=apart", "?disagree=near", "?disagree=x",
]  # fmt: skip


@pytest.mark.parametrize("query", QUERIES)
def test_the_board_answers_whatever_it_is_asked(enter, chief, edition, review, now, query):
    scored(review, chief, now, (5, 9), (7, 7))
    assert enter(chief).get(address(edition) + query).status_code == 200


def test_the_board_pages_by_250(enter, chief, edition, review, now, monkeypatch):
    from roadshows import review_board

    monkeypatch.setattr(review_board, "SIZE", 2)
    regs = scored(review, chief, now, (9,), (8,), (7,))
    client = enter(chief)
    first = text(client.get(address(edition)))
    assert str(regs[0].project) in first and str(regs[2].project) not in first
    following = re.search(r'href="(\?[^"]*cursor=[^"]*)"', first)[1].replace("&amp;", "&")
    assert str(regs[2].project) in text(client.get(address(edition) + following))


def test_taking_a_sheet_back_changes_the_mean(enter, chief, edition, review, now):
    reg = scored(review, chief, now, (6, 8))[0]
    client, sheet = enter(chief), Sheet.objects.first()
    client.post(address(edition, "review_take_back", sheet.pk), {"reason": ""})
    assert Result.objects.get(registration=reg).n == 2
    client.post(address(edition, "review_take_back", sheet.pk), {"reason": "误分"})
    assert (Result.objects.get(registration=reg).n, Result.objects.get(registration=reg).mean) == (1, 80)


def test_the_card_on_the_board_shows_mean_and_n(enter, chief, edition, review, now):
    reg = scored(review, chief, now, (6, 8))[0]
    shown = text(enter(chief).get(address(edition, "board")))
    assert "Score 70.00" in shown and "2 sheets" in shown and address(edition, "review_project", reg.pk) in shown


# --- who sees scores ------------------------------------------------------------------------------
SECRET = "70.00"


def places(edition, reg):
    pages = [address(edition), address(edition, "review_project", reg.pk), address(edition, "board")]
    pages += [
        f"{address(edition)}?sort=raw",
        reg.get_absolute_url(),
        "/admin/roadshows/sheet/",
        "/admin/roadshows/result/",
    ]
    return [*pages, f"/admin/roadshows/result/{Result.objects.get().pk}/change/"]


def test_colleagues_see_scores_once_scoring_is_closed(enter, chief, edition, review, now):
    reg = scored(review, chief, now, (7,))[0]
    client = enter(promoter())
    assert not any(SECRET in text(client.get(page)) for page in places(edition, reg))
    reviews.close_scoring(review, by=chief, now=now)
    assert SECRET in text(client.get(address(edition))) and SECRET in text(client.get(address(edition, "board")))


def test_an_organiser_who_scores_waits_like_every_expert(enter, chief, edition, review, now):
    reg = scored(review, chief, now, (7,))[0]
    both = UserFactory(roles=[Role.ORGANISER, Role.EXPERT])
    client = enter(both)
    assert SECRET in text(client.get(address(edition)))
    assignments.seat(review, PersonFactory(subject=both.subject), by=chief, now=now)
    assert not any(SECRET in text(client.get(page)) for page in places(edition, reg))
    assert "once scoring is closed" in text(client.get(address(edition)))


def test_the_worklist_says_when_everything_is_scored(enter, chief, edition, review, now):
    scored(review, chief, now, (7, 8))
    assert "Every score is in" in text(enter(chief).get("/"))


def test_a_conflict_after_the_score_takes_it_out_of_the_board(enter, chief, edition, review, now):
    reg = scored(review, chief, now, (5, 9))[0]
    tied = Sheet.objects.get(total=50).reviewer.person
    conflicts.declare(tied, project=reg.project, now=now)
    shown = text(enter(chief).get(address(edition)))
    assert "90.00" in shown and "1/1" in shown and "70.00" not in shown


@pytest.mark.parametrize("name", ["review", "review_project", "review_panel", "board"])
def test_pages_cost_the_same_whatever_is_on_them(enter, chief, edition, review, now, name, django_assert_num_queries):
    client = enter(chief)
    reg = scored(review, chief, now, (6, 8))[0]
    page = address(edition, name, *([reg.pk] if name == "review_project" else []))
    client.get(page)
    count = {"review": 9, "review_project": 12, "review_panel": 17, "board": 9}[name]
    with django_assert_num_queries(count):
        client.get(page)
    scored(review, chief, now, (6, 8), (7, 9))
    with django_assert_num_queries(count):
        client.get(page)
