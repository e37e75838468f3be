"""The organiser's page of funds: waves invited by one button, answers keyed in by whom they were told to."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from roadshows import worklist
from roadshows.actions import invitations, waves
from roadshows.models import Invitation
from scouting.accounts.models import StateChange
from scouting.accounts.roles import Role
from scouting.outbox.models import Message
from tests.factories import (
    EditionFactory,
    InvestorFactory,
    InvitationFactory,
    PersonFactory,
    ProjectFactory,
    RegistrationFactory,
    UserFactory,
    organiser,
    promoter,
)

pytestmark = pytest.mark.django_db
# session, user, roles; edition, invitations, best fits (8), seats nobody was asked to take (4)
QUERIES = 17


@pytest.fixture
def chief():
    return organiser(name="陈静", mobile="13900002222")


@pytest.fixture
def show(chief):
    """Two seats, one project, three funds that fit it."""
    edition = EditionFactory(seats=2, owner=chief)
    RegistrationFactory(edition=edition, project=ProjectFactory(track="cgt", city="南京"))
    for n, city in enumerate(["delta", "bay", "north"]):
        fund = InvestorFactory(name=f"基金{n}", tracks=["cgt"], regions=[city])
        InvitationFactory(investor=fund, edition__starts=edition.starts - timedelta(days=30), state="declined")
        fund.positions.create(person=PersonFactory(mobile=f"1380000111{n}"), title="VP")
    return edition


def at(name, edition):
    return reverse(f"roadshows:{name}", args=[edition.slug])


def states(edition):
    return list(edition.invitations.order_by("pk").values_list("investor__name", "state"))


def test_one_button_proposes_and_one_invites(enter, chief, show):
    window = enter(chief)
    text = window.get(at("invitations", show)).content.decode()
    assert "Propose the next wave" in text and "Invite the next wave" not in text
    window.post(at("propose", show))
    text = window.get(at("invitations", show)).content.decode()
    assert "Invite the next wave" in text and "Propose the next wave" not in text
    assert "It invests in Yangtze River Delta; the project is in Nanjing." in text
    assert text.count("btn-primary") == 1
    window.post(at("invite_wave", show))
    assert states(show) == [("基金0", "invited"), ("基金1", "invited")]
    text = window.get(at("invitations", show)).content.decode()
    assert "Wave 1" in text and "138 0000 1110" in text and "Key in an answer" in text


def test_a_promoter_looks_and_keys_in_but_does_not_invite(enter, chief, show, now):
    waves.propose_next(show, by=chief, now=now)
    user = promoter(name="王敏")
    window = enter(user)
    text = window.get(at("invitations", show)).content.decode()
    assert "Invite the next wave" not in text and "Key in an answer" in text
    assert window.post(at("invite_wave", show)).status_code == 403
    row = show.invitations.order_by("pk").first()
    sent = {"reply": "coming", "via": "phone"}
    assert window.post(row.get_absolute_url(), sent).status_code == 302
    row.refresh_from_db()
    assert row.state == "coming"
    change = StateChange.objects.get(kind="roadshows.invitation", object_id=row.pk, after="coming")
    assert (change.by, change.via) == (user, "phone")
    page = enter(chief).get(row.get_absolute_url()).content.decode()
    assert "王敏" in page and "telephone" in page


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ({"via": "phone"}, ["reply"]),
        ({"reply": "declined", "via": "phone"}, ["reason"]),
        ({"reply": "delegated", "via": "wechat", "name": "林一"}, ["mobile"]),
        ({"reply": "delegated", "via": "wechat", "name": "林一", "mobile": "12"}, ["mobile"]),
        ({"reply": "coming"}, ["via"]),
        ({"reply": "lapsed", "via": "phone"}, ["reply"]),
    ],
)
def test_a_half_told_answer_is_refused_beside_its_field(enter, chief, show, now, sent, wrong):
    [row, _] = waves.propose_next(show, by=chief, now=now)
    answer = enter(promoter()).post(row.get_absolute_url(), sent)
    assert answer.status_code == 422 and list(answer.context["form"].errors) == wrong
    assert Invitation.objects.get(pk=row.pk).state == "proposed"


def test_declined_and_delegated_by_telephone(enter, chief, show, now):
    first, second = waves.propose_next(show, by=chief, now=now)
    window = enter(promoter())
    window.post(first.get_absolute_url(), {"reply": "declined", "via": "phone", "reason": "出差"})
    window.post(
        second.get_absolute_url(), {"reply": "delegated", "via": "wechat", "name": "林一", "mobile": "13811112222"}
    )
    assert states(show) == [("基金0", "declined"), ("基金1", "delegated"), ("基金2", "proposed")]
    text = window.get(at("invitations", show)).content.decode()
    assert "出差" in text and "林" in text and "Next wave, proposed" in text


def test_no_seat_left_is_said_on_the_form(enter, chief, show, now):
    show.seats_taken = 0
    rows = [invitations.invite(show, InvestorFactory(), by=chief, now=now, person=PersonFactory()) for _ in range(3)]
    for row in rows[:2]:
        invitations.answer(row, "coming", now=now)
    answer = enter(promoter()).post(rows[2].get_absolute_url(), {"reply": "coming", "via": "phone"})
    assert answer.status_code == 422 and "Every place is taken." in answer.content.decode()
    text = enter(chief).get(at("invitations", show)).content.decode()
    assert "2 <small>/ 2</small>" in text


def test_more_seats_for_a_fund_want_a_reason(enter, chief, show, now):
    row = invitations.invite(show, InvestorFactory(), by=chief, now=now, person=PersonFactory())
    window, url = enter(chief), reverse("roadshows:invitation_edit", args=[row.pk])
    assert window.post(url, {"seats": "2"}).status_code == 422
    assert window.post(url, {"seats": "2", "reason": "两位合伙人"}).status_code == 302
    row.refresh_from_db()
    assert (row.seats, row.over_reason) == (2, "两位合伙人")


def test_another_person_is_named_and_written_to(enter, chief, show, now):
    fund = InvestorFactory()
    old, new = PersonFactory(), PersonFactory()
    for person in (old, new):
        fund.positions.create(person=person)
    row = invitations.invite(show, fund, by=chief, now=now, person=old, tell=True)
    enter(chief).post(reverse("roadshows:invitation_edit", args=[row.pk]), {"person": new.pk})
    row.refresh_from_db()
    assert row.person == new
    letters = Message.objects.filter(kind="roadshows/invitation").order_by("pk")
    assert [(m.subject, m.state) for m in letters] == [(old.subject, "superseded"), (new.subject, "queued")]
    wrong = enter(chief).post(reverse("roadshows:invitation_edit", args=[row.pk]), {"person": PersonFactory().pk})
    assert wrong.status_code == 422


def test_taking_back_wants_a_reason_once_it_was_told(enter, chief, show, now):
    row = invitations.invite(show, InvestorFactory(), by=chief, now=now)
    url, window = reverse("roadshows:invitation_drop", args=[row.pk]), enter(chief)
    window.post(url)
    assert Invitation.objects.get(pk=row.pk).state == "invited"
    window.post(url, {"reason": "主题改了"})
    assert Invitation.objects.get(pk=row.pk).state == "dropped"
    window.post(reverse("roadshows:invitation_ask", args=[row.pk]))
    assert Invitation.objects.get(pk=row.pk).state == "invited"


def test_a_fund_is_proposed_from_the_matching_page(enter, chief, show):
    fund = show.registrations.first() and InvestorFactory(name="自选", tracks=["cgt"])
    enter(chief).post(at("propose", show), {"investor": fund.slug})
    assert states(show) == [("自选", "proposed")]
    assert "Proposed" in enter(chief).get(at("matching", show)).content.decode()


def test_whoever_agreed_to_no_letters_is_to_be_telephoned(enter, chief, show, now):
    person = PersonFactory(basis="public")
    waves.propose(show, InvestorFactory(), by=chief, now=now, person=person)
    text = enter(chief).post(at("invite_wave", show), follow=True).content.decode()
    assert "1 of them agreed to no letters: please telephone." in text
    assert not Message.objects.exists()


def test_the_desk_asks_for_waves_and_answers_and_lets_go_of_them(chief, show, now):
    def rows(at=now):
        with translation.override("en"):
            found = worklist.rows_for(chief, at)
        return {r.key.rsplit(":", 1)[1]: r for r in found if r.key.endswith((":wave", ":seats", ":answer"))}

    assert list(rows()) == []
    assert "2 fund seats are free and nobody is asked" in rows(show.starts - timedelta(days=9))["seats"].why
    waves.propose_next(show, by=chief, now=now)
    assert list(rows()) == ["wave"] and "next wave proposed: 基金0, 基金1" in rows()["wave"].why
    assert rows()["wave"].actions == [("Invite the wave", at("invite_wave", show))]
    one, two = invitations.invite_wave(show, by=chief, now=now)
    found = rows()
    assert list(found) == ["answer"]
    assert found["answer"].phone and "/p/" in found["answer"].wechat and found["answer"].due == one.answer_by
    invitations.answer(one, "coming", now=now)
    invitations.answer(two, "declined", now=now, reason="出差")
    assert list(rows()) == ["wave"]


def test_a_fund_partner_gets_to_the_answer_in_one_step(show, now, chief):
    person = PersonFactory()
    invitations.invite(show, InvestorFactory(), by=chief, now=now, person=person, tell=True)
    fund = UserFactory(roles=[Role.FUND], subject=person.subject)
    [row] = worklist.rows_for(fund, now)
    assert row.url.startswith("/p/")
    mine = Invitation.objects.visible_to(fund)
    assert [i.person for i in mine] == [person]


@pytest.mark.parametrize("n", [1, 3])
def test_the_page_takes_the_same_queries_whatever_it_holds(enter, chief, now, n, django_assert_num_queries):
    edition = EditionFactory(seats=20)
    for _ in range(n):
        RegistrationFactory(edition=edition, project=ProjectFactory(track="cgt"))
        for state in ("proposed", "invited", "coming", "declined", "dropped", "proposed"):
            fund = InvestorFactory(tracks=["cgt"])
            InvitationFactory(edition=edition, investor=fund, state=state)
        InvitationFactory(edition=edition, state="delegated", delegate=PersonFactory())
    client = enter(chief)
    client.get(at("invitations", edition))
    with django_assert_num_queries(QUERIES):
        client.get(at("invitations", edition))
