"""Select, reserve, confirm, withdraw, lapse, promote: state, places, ranks, letters, timeline."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import translation

from roadshows.actions import decisions
from roadshows.actions import menu as decisions_menu
from roadshows.actions.errors import AlreadyRegistered, EventOver, NoPlaceLeft, OfferExpired, ReasonMissing
from roadshows.models import AgendaItem, Occupancy, Registration
from scouting.accounts.models import StateChange
from scouting.accounts.models.audit import Via
from scouting.accounts.states import WrongState
from scouting.outbox.actions.links import LINK
from scouting.outbox.models import Message
from tests.factories import EditionFactory, RegistrationFactory, organiser, promoter

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    return EditionFactory()


@pytest.fixture
def by():
    return organiser()


def registered(edition, count=1):
    return [RegistrationFactory(edition=edition) for _ in range(count)]


def ranks(edition):
    return list(edition.registrations.reserve().values_list("pk", "reserve_rank"))


def kinds(reg):
    return list(Message.objects.about(reg).order_by("pk").values_list("kind", flat=True))


def test_select_gives_a_place_and_time_to_confirm(edition, by, now):
    reg = decisions.select(registered(edition)[0], by=by, now=now)
    reg.refresh_from_db()
    edition.refresh_from_db()
    assert (reg.state, reg.slot, edition.taken) == ("selected", 1, 1)
    assert reg.confirm_by == now + timedelta(hours=48)
    assert kinds(reg) == ["roadshows/selected"]
    assert reg.project.company.events.get().data["state"] == "selected"
    assert "{link:" in Message.objects.get().wechat


def test_the_time_to_confirm_never_reaches_past_the_start(edition, by):
    late = edition.starts - timedelta(hours=3)
    assert decisions.select(registered(edition)[0], by=by, now=late).confirm_by == edition.starts


def test_nothing_is_selected_once_the_event_has_begun(edition, by):
    reg = registered(edition)[0]
    with pytest.raises(EventOver):
        decisions.select(reg, by=by, now=edition.starts)


def test_beyond_the_places_comes_the_reserve_and_the_button_says_so(edition, by, now):
    regs = registered(edition, 5)
    for reg in regs[:3]:
        decisions.select(reg, by=by, now=now)
    assert decisions.next_outcome(edition, now) == 1
    with translation.override("en"):
        assert decisions.allowed_moves(regs[3], edition, now, user=by)[1].label == "Reserve no. 1"
    assert [decisions.select(r, by=by, now=now).state for r in regs[3:]] == ["reserve", "reserve"]
    assert ranks(edition) == [(regs[3].pk, 1), (regs[4].pk, 2)]
    first, second = (Message.objects.about(r).get() for r in regs[3:])
    said = [m.wechat.replace(r.project.name, "") for m, r in zip((first, second), regs[3:], strict=True)]
    assert LINK.sub("", said[0]) == LINK.sub("", said[1])  # the letters of no. 1 and no. 2 differ in nothing


def test_a_reserve_is_not_selected_without_a_place(edition, by, now):
    regs = registered(edition, 4)
    for reg in regs:
        decisions.select(reg, by=by, now=now)
    with pytest.raises(NoPlaceLeft):
        decisions.select(regs[3], by=by, now=now)


def filled(edition, by, now, reserves=2):
    """Three hold a place, the others wait."""
    regs = registered(edition, 3 + reserves)
    for reg in regs:
        decisions.select(reg, by=by, now=now)
    Message.objects.all().delete()
    return regs


def state_of(*regs):
    return [Registration.objects.get(pk=r.pk).state for r in regs]


def test_withdrawal_frees_the_place_once_and_automatic_promotion_offers_it(by, now):
    edition = EditionFactory(promotion="automatic")
    regs = filled(edition, by, now)
    decisions.withdraw(regs[1], now=now)
    decisions.withdraw(regs[1], now=now)
    edition.refresh_from_db()
    assert state_of(*regs) == ["selected", "withdrawn", "selected", "selected", "reserve"]
    assert edition.taken == 3
    offered = Registration.objects.get(pk=regs[3].pk)
    assert (offered.slot, offered.confirm_by) == (2, now + timedelta(hours=48))
    assert ranks(edition) == [(regs[4].pk, 1)]
    told = sorted(Message.objects.values_list("about_id", "kind"))
    assert told == [(regs[1].pk, "roadshows/withdrawn"), (regs[3].pk, "roadshows/selected")]


def test_two_withdrawals_with_one_reserve(by, now):
    edition = EditionFactory(promotion="automatic")
    regs = filled(edition, by, now, reserves=1)
    decisions.withdraw(regs[0], now=now)
    decisions.withdraw(regs[1], now=now)
    edition.refresh_from_db()
    assert state_of(*regs) == ["withdrawn", "withdrawn", "selected", "selected"]
    assert edition.taken == 2


def test_where_the_organiser_is_asked_nothing_moves_by_itself(edition, by, now):
    regs = filled(edition, by, now)
    decisions.withdraw(regs[0], now=now)
    assert state_of(regs[3]) == ["reserve"]
    assert decisions.promote_next(edition, now=now, by=by).pk == regs[3].pk
    assert decisions.promote_next(edition, now=now, by=by) is None  # full again
    assert ranks(edition) == [(regs[4].pk, 1)]


def test_after_freezing_the_organiser_is_asked(by, now):
    edition = EditionFactory(promotion="automatic")
    regs = filled(edition, by, now)
    type(edition).objects.filter(pk=edition.pk).update(state="frozen")
    decisions.withdraw(regs[0], now=now)
    assert state_of(regs[3]) == ["reserve"]
    edition.refresh_from_db()
    assert decisions.fill_places(now=now) == 0
    assert decisions.promote_next(edition, now=now, by=by).pk == regs[3].pk


@pytest.mark.parametrize("verb", ["decline", "defer", "start_review", "put_on_reserve"])
def test_every_way_out_of_a_place_frees_it_once(edition, by, now, verb):
    regs = filled(edition, by, now, reserves=0)
    getattr(decisions, verb)(regs[0], by=by, now=now, reason="另有安排")
    edition.refresh_from_db()
    assert edition.taken == 2
    assert Registration.objects.get(pk=regs[0].pk).slot is None


def test_a_place_given_up_for_the_reserve_is_not_offered_back_at_once(by, now):
    edition = EditionFactory(promotion="automatic")
    regs = filled(edition, by, now, reserves=0)
    decisions.put_on_reserve(regs[0], by=by, now=now)
    assert state_of(regs[0]) == ["reserve"]


def test_a_reserve_that_leaves_closes_the_ranks(edition, by, now):
    regs = filled(edition, by, now, reserves=4)
    decisions.withdraw(regs[4], now=now)
    assert ranks(edition) == [(regs[3].pk, 1), (regs[5].pk, 2), (regs[6].pk, 3)]
    decisions.decline(regs[3], by=by, now=now, reason="方向不符")
    assert ranks(edition) == [(regs[5].pk, 1), (regs[6].pk, 2)]


def test_confirm_books_the_presenter_and_joins_the_running_order(edition, by, now):
    reg = decisions.select(registered(edition)[0], by=by, now=now)
    decisions.confirm(reg, now=now, subject=reg.presenter.subject, via=Via.LINK)
    decisions.confirm(reg, now=now)
    reg.refresh_from_db()
    assert (reg.state, reg.slot, reg.confirm_by) == ("confirmed", 1, None)
    booked = Occupancy.objects.filter(edition=edition).values_list("kind", "resource")
    project = str(reg.project_id)  # for the whole event, and its pitch by itself, which no 1:1 meeting may overlap
    pitch = ("project", f"{project}@{edition.pk}")
    assert sorted(booked) == [("person", str(reg.presenter_id)), ("project", project), pitch]
    assert AgendaItem.objects.get(registration=reg).kind == "pitch"
    assert kinds(reg) == ["roadshows/selected", "roadshows/confirmed"]
    change = StateChange.objects.get(kind="roadshows.registration", object_id=reg.pk, after="confirmed")
    assert (change.via, change.subject, change.by) == ("link", reg.presenter.subject, None)


def test_a_confirmed_project_that_withdraws_leaves_no_hole(edition, by, now):
    regs = filled(edition, by, now, reserves=0)
    for reg in regs:
        decisions.confirm(reg, now=now)
    decisions.withdraw(regs[1], by=by, now=now, reason="出差")
    order = edition.agenda.values_list("position", "registration")
    assert list(order) == [(1, regs[0].pk), (2, regs[2].pk)]
    assert Occupancy.objects.filter(edition=edition).count() == 2 * 3  # presenter, project, pitch


def test_a_confirmation_given_by_telephone_names_who_took_it(edition, now):
    desk = promoter()
    reg = decisions.select(RegistrationFactory(edition=edition, owner=desk), by=organiser(), now=now)
    decisions.perform(reg, "confirm", by=desk, now=now, via=Via.PHONE)
    change = StateChange.objects.get(object_id=reg.pk, after="confirmed")
    assert (change.by, change.via) == (desk, "phone")


def test_what_was_not_confirmed_in_time_lapses_and_is_told_once(edition, by, now):
    regs = filled(edition, by, now, reserves=0)
    decisions.confirm(regs[0], now=now)
    at = now + timedelta(hours=48)
    assert decisions.lapse_due(now=at) == 0
    assert decisions.lapse_due(now=at + timedelta(seconds=1)) == 2
    assert decisions.lapse_due(now=at + timedelta(minutes=1)) == 0
    edition.refresh_from_db()
    assert state_of(*regs) == ["confirmed", "lapsed", "lapsed"]
    assert edition.taken == 1
    assert kinds(regs[1]) == ["roadshows/lapsed"]
    assert StateChange.objects.filter(after="lapsed", via="clock").count() == 2


def test_an_offer_that_lapses_goes_to_the_next(by, now):
    edition = EditionFactory(promotion="automatic")
    regs = filled(edition, by, now)
    decisions.confirm(regs[0], now=now)
    decisions.confirm(regs[1], now=now)
    for days, expected in [(2, ["lapsed", "selected", "reserve"]), (4, ["lapsed", "lapsed", "selected"])]:
        decisions.lapse_due(now=now + timedelta(days=days, minutes=1 * days))
        assert state_of(*regs[2:]) == expected


def test_too_late_to_confirm(edition, by, now):
    reg = decisions.select(registered(edition)[0], by=by, now=now)
    with pytest.raises(OfferExpired):
        decisions.confirm(reg, now=reg.confirm_by + timedelta(seconds=1))
    assert state_of(reg) == ["selected"]


def test_a_letter_that_no_longer_holds_stays_unsent(edition, by, now):
    reg = decisions.select(registered(edition)[0], by=by, now=now)
    decisions.withdraw(reg, now=now)
    states = dict(Message.objects.about(reg).values_list("kind", "state"))
    assert states == {"roadshows/selected": "superseded", "roadshows/withdrawn": "queued"}


def test_selected_twice_is_told_twice(edition, by, now):
    reg = decisions.select(registered(edition)[0], by=by, now=now)
    decisions.withdraw(reg, now=now)
    decisions.reopen(reg, by=by, now=now)
    decisions.select(reg, by=by, now=now)
    assert kinds(reg) == ["roadshows/selected", "roadshows/withdrawn", "roadshows/selected"]


@pytest.mark.parametrize("verb", ["decline", "defer", "withdraw"])
def test_a_reason_is_asked_from_the_team(edition, by, now, verb):
    with pytest.raises(ReasonMissing):
        getattr(decisions, verb)(registered(edition)[0], by=by, now=now, reason="  ")


def test_a_move_that_is_not_allowed_changes_nothing(edition, by, now):
    reg = registered(edition)[0]
    decisions.decline(reg, by=by, now=now, reason="方向不符")
    with pytest.raises(WrongState):
        decisions.select(reg, by=by, now=now)
    edition.refresh_from_db()
    assert edition.taken == 0


def test_promoters_record_answers_and_organisers_decide(edition, now):
    desk, house, stranger = promoter(), organiser(), promoter()
    reg = RegistrationFactory(edition=edition, owner=desk)
    codes = [m.code for m in decisions.allowed_moves(reg, edition, now, user=desk)]
    assert codes == ["withdraw"]
    assert not decisions.allowed_moves(reg, edition, now, user=stranger)
    with pytest.raises(PermissionDenied):
        decisions.perform(reg, "withdraw", by=stranger, now=now, reason="不来了")
    codes = [m.code for m in decisions.allowed_moves(reg, edition, now, user=house)]
    assert codes == ["review", "select", "reserve", "decline", "defer", "withdraw"]
    with pytest.raises(PermissionDenied):
        decisions.perform(reg, "select", by=desk, now=now)


@pytest.mark.parametrize("state", list(decisions_menu.MENU))
def test_the_menu_offers_only_moves_that_work(edition, by, now, state):
    """Every button of every state, pressed: none is refused, and the target is what it said."""
    for position in range(len(decisions_menu.MENU[state])):
        reg = in_state(state)
        moves = decisions.allowed_moves(reg, reg.edition, now)
        if position >= len(moves):
            continue
        one = moves[position]
        decisions.perform(reg, one.code, by=by, now=now, reason="原因")
        assert Registration.objects.get(pk=reg.pk).state == one.target_state


def in_state(state):
    columns = {"slot": 1} if state in ("selected", "confirmed", "presented") else {}
    columns |= {"reserve_rank": 1} if state == "reserve" else {}
    edition = EditionFactory(taken=1 if "slot" in columns else 0)
    return RegistrationFactory(edition=edition, state=state, **columns)


def test_reopening_beside_a_live_registration_of_the_project_is_refused(edition, by, now):
    reg = registered(edition)[0]
    decisions.withdraw(reg, now=now)
    other = RegistrationFactory(edition=edition, project=reg.project)
    with pytest.raises(AlreadyRegistered) as refused:
        decisions.reopen(reg, by=by, now=now)
    assert refused.value.registration == other


def test_a_change_asked_moves_nothing_and_is_settled_by_the_promoter(edition, by, now):
    reg = decisions.select(registered(edition)[0], by=by, now=now)
    decisions.ask_change(reg, now=now, text="能否线上参加", subject=reg.presenter.subject)
    assert state_of(reg) == ["selected"]
    decisions.settle_change(reg, by=by, now=now)
    after = StateChange.objects.filter(object_id=reg.pk).order_by("id").values_list("after", flat=True)
    assert list(after) == ["selected", "change_asked", "change_settled"]


def test_presented_is_news_to_followers(edition, by, now):
    reg = decisions.select(registered(edition)[0], by=by, now=now)
    decisions.confirm(reg, now=now)
    decisions.present(reg, by=by, now=edition.ends)
    audiences = reg.project.company.events.order_by("id").values_list("audience", flat=True)
    assert list(audiences) == ["team", "team", "followers"]


def test_without_a_presenter_nobody_is_written_to(edition, by, now):
    reg = RegistrationFactory(edition=edition, presenter=None)
    decisions.select(reg, by=by, now=now)
    assert not Message.objects.exists()


def test_without_an_address_the_letter_exists_all_the_same(edition, by, now):
    reg = registered(edition)[0]
    type(reg.presenter).objects.filter(pk=reg.presenter_id).update(email="")
    decisions.select(Registration.objects.get(pk=reg.pk), by=by, now=now)
    letter = Message.objects.get()
    assert (letter.to_address, letter.state) == ("", "queued")
    assert 3 <= len(letter.wechat.splitlines()) <= 6


def test_a_draft_without_a_project_is_not_withdrawn(by, now):
    draft = RegistrationFactory(state="draft", project=None, presenter=None, number="")
    with pytest.raises(WrongState):
        decisions.withdraw(draft, by=by, now=now, reason="出差")
