"""A presentation reaches the fund that asked for it, once the founder agreed; nobody else learns that there is one."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from roadshows import decks, letters, uploads
from roadshows.actions import assignments, reviews
from roadshows.actions import interest as verbs
from roadshows.models import Edition, Interest, Invitation, Registration, Upload
from scouting.accounts.actions import record_consent
from scouting.accounts.models import StateChange
from scouting.accounts.models.subjects import ConsentKind
from scouting.accounts.roles import Role
from tests import papers
from tests.factories import InvestorFactory, InvitationFactory, PersonFactory, UserFactory, organiser, promoter
from tests.roadshows.test_actions_interest import during, edition, fund, mark, reg  # noqa: F401
from tests.roadshows.test_uploads import NAME, fetch, hand_in
from tests.roadshows.test_views_interest import opened

pytestmark = pytest.mark.django_db
TOKEN = re.compile(r'(csrfmiddlewaretoken" value|nonce|X-CSRFToken)[^>]*')


@pytest.fixture(autouse=True)
def at_the_show(today, during, settings, tmp_path):  # noqa: F811
    settings.MEDIA_ROOT = tmp_path
    today.move_to(during)


@pytest.fixture
def deck(reg, now):  # noqa: F811
    return hand_in(reg, now, by=organiser())


@pytest.fixture
def partner(enter, fund, during):  # noqa: F811
    return opened(enter(), letters.link_of_fund(fund, now=during).path, "8765")


@pytest.fixture
def account(fund, enter):  # noqa: F811
    user = UserFactory(roles=[Role.FUND])
    type(fund.person).objects.filter(pk=fund.person_id).update(subject=user.subject)
    fund.person.refresh_from_db()
    return enter(user)


def agree(fund, reg, now, kind="deck"):  # noqa: F811
    row = mark(fund, reg, kind, now)
    return verbs.reply(row, "agreed", now=now, subject=reg.presenter.subject)


def by_link(partner, deck):
    return partner.client.get(f"{partner.path}?file={deck.pk}")


def test_after_the_founders_yes_it_comes_by_the_link_and_the_debt_is_gone(partner, deck, fund, reg, during):  # noqa: F811
    agree(fund, reg, during)
    assert f"?file={deck.pk}" in partner()
    partner.client.head(f"{partner.path}?file={deck.pk}")
    assert Interest.objects.get().deck_sent_at is None
    for _ in range(2):
        assert by_link(partner, deck)["Content-Disposition"].startswith("attachment")
    change = StateChange.objects.get(after="deck_sent")
    assert (change.subject, change.via) == (fund.person.subject, "link")
    assert Interest.objects.get().deck_sent_at == during and not Interest.objects.deck_to_send().exists()
    assert f"?file={deck.pk}" in partner()  # and it stays there


def test_with_an_account_too(account, deck, fund, reg, during):  # noqa: F811
    assert fetch(account, deck).status_code == 404
    agree(fund, reg, during)
    assert reverse("roadshows:upload", args=[deck.pk]) in account.get(reg.edition.get_absolute_url()).content.decode()
    assert fetch(account, deck).status_code == 200
    assert StateChange.objects.get(after="deck_sent").via == "page"


def test_before_the_digits_it_asks_for_them(enter, deck, fund, reg, during):  # noqa: F811
    agree(fund, reg, during)
    answer = enter().get(f"{letters.link_of_fund(fund, now=during).path}?file={deck.pk}")
    assert answer["Content-Type"].startswith("text/html") and not StateChange.objects.filter(after="deck_sent").exists()


def wished(fund, reg, now):  # noqa: F811
    mark(fund, reg, "deck", now)


def refused(fund, reg, now):  # noqa: F811
    verbs.reply(agree(fund, reg, now), "not_now", now=now, subject=reg.presenter.subject)


def asked_for_something_else(fund, reg, now):  # noqa: F811
    agree(fund, reg, now, "meeting")


def asked_after_the_yes(fund, reg, now):  # noqa: F811
    agree(fund, reg, now, "meeting")
    mark(fund, reg, "deck", now + timedelta(minutes=1))


def passed(fund, reg, now):  # noqa: F811
    agree(fund, reg, now)
    mark(fund, reg, "pass", now)


def closed_by_the_fund(fund, reg, now):  # noqa: F811
    row = verbs.share(agree(fund, reg, now), fund.person, now=now)
    verbs.keep_back(row, now=now)


def consent_withdrawn(fund, reg, now):  # noqa: F811
    agree(fund, reg, now)
    record_consent(reg.presenter.subject, ConsentKind.INTRODUCTION, False, now=now + timedelta(minutes=1))


def left_the_programme(fund, reg, now):  # noqa: F811
    agree(fund, reg, now)
    Registration.objects.filter(pk=reg.pk).update(state="withdrawn", slot=None)


def cancelled(fund, reg, now):  # noqa: F811
    agree(fund, reg, now)
    Edition.objects.filter(pk=reg.edition_id).update(state="cancelled")


def declined(fund, reg, now):  # noqa: F811
    agree(fund, reg, now)
    Invitation.objects.filter(pk=fund.pk).update(state="declined")


def taken_back(fund, reg, now):  # noqa: F811
    agree(fund, reg, now)
    Upload.objects.update(state="withdrawn", ended_at=now)


CLOSED = [
    wished, refused, asked_for_something_else, asked_after_the_yes, passed, closed_by_the_fund, consent_withdrawn,
    left_the_programme, cancelled, declined, taken_back,
]  # fmt: skip


@pytest.mark.parametrize("why", CLOSED)
def test_without_a_standing_yes_not_a_word_of_it(enter, account, partner, deck, fund, reg, during, why):  # noqa: F811
    why(fund, reg, during)
    partner = opened(enter(), letters.link_of_fund(fund, now=during).path, "8765")
    assert fetch(account, deck).status_code == by_link(partner, deck).status_code == 404
    told = partner() + account.get(reg.edition.get_absolute_url()).content.decode()
    for canary in ("?file=", f"uploads/{deck.pk}/", NAME, "恒景医疗", deck.stored, "Download the presentation"):
        assert canary not in told
    assert not StateChange.objects.filter(after="deck_sent").exists()


def test_the_page_is_the_same_whether_there_is_a_presentation_or_not(partner, fund, reg, during, now):  # noqa: F811
    mark(fund, reg, "deck", during)
    without = TOKEN.sub("", partner())
    hand_in(reg, now, by=organiser())
    assert TOKEN.sub("", partner()) == without


def test_other_funds_other_files_and_former_versions_stay_closed(enter, partner, deck, fund, reg, edition, during, now):  # noqa: F811
    agree(fund, reg, during)
    other = InvitationFactory(
        edition=edition,
        investor=InvestorFactory(name="别家基金"),
        state="coming",
        person=PersonFactory(mobile="13800001111"),
    )
    stranger = opened(enter(), letters.link_of_fund(other, now=during).path, "1111")
    assert by_link(stranger, deck).status_code == 404 and "?file=" not in stranger()
    licence = hand_in(reg, now, code="licence", by=organiser())
    assert by_link(partner, licence).status_code == 404
    for nonsense in ("", "x", "9" * 30, "-1"):
        assert partner.client.get(f"{partner.path}?file={nonsense}").status_code == 404


def test_a_new_version_takes_the_place_of_the_former(partner, deck, fund, reg, during, now):  # noqa: F811
    agree(fund, reg, during)
    new = hand_in(reg, now, papers.pdf(5), by=organiser())
    assert by_link(partner, deck).status_code == 404 and by_link(partner, new).status_code == 200


def test_who_reads_the_project_blind_gets_it_from_nowhere(account, deck, fund, reg, during, now):  # noqa: F811
    agree(fund, reg, during)
    chief = organiser()
    found = reviews.prepare(reg.edition, by=chief, now=now)
    reviews.edit(found, by=chief, now=now, blind=True, closes_at=found.closes_at, per_project=1)
    assignments.seat(found, fund.person, by=chief, now=now)
    assert fetch(account, deck).status_code == 404


def test_asked_for_after_the_yes_the_founder_says_it_again(enter, partner, deck, fund, reg, during):  # noqa: F811
    asked_after_the_yes(fund, reg, during)
    later = during + timedelta(minutes=5)
    founder = opened(enter(), letters.link_of(reg, now=during).path, "4321")
    assert "It may fetch the presentation" in founder()
    verbs.reply(Interest.objects.get(), "agreed", now=later, subject=reg.presenter.subject)
    assert "It may fetch the presentation" not in founder()
    assert by_link(partner, deck).status_code == 200


def test_the_team_is_led_to_it(enter, deck, fund, reg, during):  # noqa: F811
    mark(fund, reg, "deck", during)
    page = reverse("roadshows:invitation_interest", args=[fund.pk, reg.pk])
    text = enter(promoter()).get(page).content.decode()
    assert reverse("roadshows:upload", args=[deck.pk]) in text and "can fetch it" not in text
    agree(fund, reg, during)
    assert "the fund can fetch it" in enter(promoter()).get(page).content.decode()
    assert decks.urls_of([reg], UserFactory(roles=[Role.EXPERT])) == {}


def test_a_colleague_who_passed_it_on_is_not_noted_by_looking(enter, deck, fund, reg, during):  # noqa: F811
    agree(fund, reg, during)
    assert fetch(enter(promoter()), deck).status_code == 200
    assert not StateChange.objects.filter(after="deck_sent").exists()
    assert not uploads.may_download(UserFactory(roles=[Role.FUND]), deck, now=during)
