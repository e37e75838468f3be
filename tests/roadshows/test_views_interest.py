"""Interest on the pages: one tap, canaries for what the other side must not read, the team's overview and file."""

import pytest
from django.urls import reverse

from roadshows import chase_letters, letters
from roadshows.actions import interest
from roadshows.models import ContactOpening, Interest, Invitation
from scouting.accounts.models import StateChange
from scouting.accounts.roles import Role
from tests.factories import (
    InvestorFactory,
    InvitationFactory,
    PersonFactory,
    ProjectFactory,
    RegistrationFactory,
    UserFactory,
    organiser,
    promoter,
)
from tests.roadshows.test_actions_interest import both, during, edition, fund, mark, publish, reg  # noqa: F401

pytestmark = pytest.mark.django_db
OF_FOUNDER, OF_FUND = (
    ("00004321", "0000 4321", "xu-wx", "xu@example.com"),
    ("00008765", "0000 8765", "feng-wx", "f@example.com"),
)
SECRET = "估值太高了CANARY"


@pytest.fixture
def at_the_show(today, during):  # noqa: F811
    today.move_to(during)
    return today


@pytest.fixture
def partner(enter, fund, at_the_show, during):  # noqa: F811
    return opened(enter(), letters.link_of_fund(fund, now=during).path, "8765")


@pytest.fixture
def founder(enter, reg, at_the_show, during):  # noqa: F811
    return opened(enter(), letters.link_of(reg, now=during).path, "4321")


def opened(client, path, digits):
    client.post(path, {"answer": digits})

    def touch(headers=None, **data):
        page = client.post(path, data, follow=True, headers=headers) if data else client.get(path)
        return page.content.decode()

    touch.client, touch.path = client, path
    return touch


def tells(text, secrets):
    return [s for s in secrets if s in text]


def test_one_press_marks_a_second_changes_and_opening_changes_nothing(partner, reg):  # noqa: F811
    assert "通用型CAR-T" in partner() and not Interest.objects.exists()
    assert 'value="meeting" aria-pressed="true"' in partner(do="mark", project=reg.pk, kind="meeting")
    text = partner(do="mark", project=reg.pk, kind="deck")
    assert 'value="deck" aria-pressed="true"' in text and 'value="meeting" aria-pressed="false"' in text
    before = StateChange.objects.count()
    partner(), partner.client.head(partner.path)
    assert StateChange.objects.count() == before


def test_with_htmx_a_tap_brings_back_that_project_alone(partner, reg):  # noqa: F811
    piece = partner(headers={"HX-Request": "true"}, do="mark", project=reg.pk, kind="watch")
    assert piece.strip().startswith("<li") and 'value="watch" aria-pressed="true"' in piece


def test_a_pass_asks_for_the_reason_and_says_who_reads_it(partner, reg):  # noqa: F811
    assert "The founder will not see this." in partner()
    answer = partner.client.post(partner.path, {"do": "mark", "project": reg.pk, "kind": "pass"})
    assert answer.status_code == 422 and "Give the reason." in answer.content.decode()
    piece = partner.client.post(
        partner.path, {"do": "mark", "project": reg.pk, "kind": "pass", "why": "other"}, headers={"HX-Request": "true"}
    )
    assert piece.status_code == 422 and "in a few words" in piece.content.decode()
    assert not Interest.objects.exists()
    partner(do="mark", project=reg.pk, kind="pass", why="price", words=SECRET)
    assert Interest.objects.get().words == SECRET


@pytest.mark.parametrize("typed", [{"kind": "marry"}, {"project": "0"}, {"project": "x"}, {"do": "share"}])
def test_what_no_button_sends_changes_nothing(partner, reg, typed):  # noqa: F811
    partner(**{"do": "mark", "project": reg.pk, "kind": "deck"} | typed)
    assert not Interest.objects.exists()


def test_an_unanswered_invitation_shows_no_buttons(enter, fund, reg, at_the_show, during):  # noqa: F811
    Invitation.objects.filter(pk=fund.pk).update(state="invited")
    page = opened(enter(), letters.link_of_fund(fund, now=during).path, "8765")
    assert "Answer the invitation first" in page() and 'name="kind"' not in page()


def test_before_the_digits_nothing_of_it_is_shown(enter, fund, reg, at_the_show, during):  # noqa: F811
    both(fund, reg, during)
    for link in (letters.link_of_fund(fund, now=during), letters.link_of(reg, now=during)):
        text = enter().get(link.path).content.decode()
        assert tells(text, (*OF_FOUNDER, *OF_FUND, "通用型CAR-T", "观澜资本", "冯总")) == []


# --- canaries -------------------------------------------------------------------------------------
def everything(partner, founder, fund_client, founder_client, edition, reg):  # noqa: F811
    """(what the fund's side reads, what the founder's side reads) on every page of theirs."""
    company = reg.project.company
    of_company = [reverse(f"companies:{name}", args=[company.slug]) for name in ("company", "one_pager", "timeline")]
    fund_pages = [edition.get_absolute_url(), *of_company, "/", "/api/companies/", "/api/editions/"]
    founder_pages = [edition.get_absolute_url(), reg.get_absolute_url(), "/"]
    return (
        partner() + "".join(fund_client.get(u).content.decode() for u in fund_pages),
        founder() + "".join(founder_client.get(u).content.decode() for u in founder_pages),
    )


@pytest.fixture
def sides(enter, partner, founder, fund, reg, edition):  # noqa: F811
    """Both sides with an account as well as a link."""
    partner_user = UserFactory(roles=[Role.FUND], subject=fund.person.subject)
    founder_user = UserFactory(roles=[Role.FOUNDER], subject=reg.presenter.subject)
    clients = enter(partner_user), enter(founder_user)
    return lambda: everything(partner, founder, *clients, edition, reg)


def test_neither_side_reads_the_others_contact_before_both_agreed_nor_after_one_closed_it(sides, fund, reg, during):  # noqa: F811
    def check(opened):
        by_fund, by_founder = sides()
        assert bool(tells(by_fund, OF_FOUNDER)) is opened and bool(tells(by_founder, OF_FUND)) is opened

    check(False)
    row = mark(fund, reg, "meeting", during)
    check(False)
    interest.share(row, fund.person, now=during, subject=fund.person.subject)
    check(False)
    interest.reply(row, "agreed", now=during, subject=reg.presenter.subject)
    check(True)
    interest.keep_back(row, now=during, subject=fund.person.subject)
    check(False)


def test_an_opening_is_no_key_for_other_funds_or_founders(enter, fund, reg, edition, at_the_show, during):  # noqa: F811
    both(fund, reg, during)
    person = PersonFactory(mobile="13800001111")
    other = InvitationFactory(edition=edition, investor=InvestorFactory(), person=person, state="coming")
    page = opened(enter(), letters.link_of_fund(other, now=during).path, "1111")
    assert tells(page(), (*OF_FOUNDER, *OF_FUND)) == [] and "通用型CAR-T" in page()
    stranger = enter(UserFactory(roles=[Role.FUND], subject=person.subject))
    assert tells(stranger.get(reg.project.company.get_absolute_url()).content.decode(), OF_FOUNDER) == []


def test_a_pass_reaches_neither_the_founder_nor_another_fund(sides, enter, fund, reg, edition, during):  # noqa: F811
    _fund, before = sides()
    mark(fund, reg, "meeting", during)
    interest.mark(fund, reg, "pass", why="price", words=SECRET, now=during, subject=fund.person.subject)
    by_fund, by_founder = sides()
    assert SECRET in by_fund and SECRET not in by_founder
    assert by_founder.count("观澜资本") == before.count("观澜资本")  # only among all whom the founder could meet
    assert "Valuation" not in by_founder and "follow up" not in by_founder
    person = PersonFactory(mobile="13800001111")
    other = InvitationFactory(edition=edition, investor=InvestorFactory(), person=person, state="coming")
    text = opened(enter(), letters.link_of_fund(other, now=during).path, "1111")()
    assert SECRET not in text and "观澜资本" not in text


def test_a_founder_cannot_answer_a_pass_or_somebody_elses_wish(founder, fund, reg, edition, during):  # noqa: F811
    row = mark(fund, reg, "pass", during)
    assert "changed meanwhile" in founder(do="agree", wish=row.pk)
    other = RegistrationFactory(edition=edition, project=ProjectFactory(), state="confirmed", slot=2)
    publish(edition, reg, other)
    wish = mark(fund, other, "meeting", during)
    founder(do="agree", wish=wish.pk), founder(do="agree", wish="x"), founder(do="agree", wish="9" * 30)
    assert set(Interest.objects.values_list("reply", flat=True)) == {""}


# --- both sides press -----------------------------------------------------------------------------
def test_a_tick_and_a_press_open_contacts_on_both_pages_and_a_press_closes_them(partner, founder, fund, reg):  # noqa: F811
    partner(do="mark", project=reg.pk, kind="meeting")
    assert "tick that you agree" in partner(do="share", project=reg.pk)
    assert not Interest.objects.get().shared_at
    partner(do="share", project=reg.pk, agrees="1")
    text = founder()
    assert "观澜资本" in text and "冯总" in text and "冯若谷" not in text
    text = founder(do="agree", wish=Interest.objects.get().pk)
    assert "138 0000 8765" in text and "feng-wx" in text and "f@example.com" in text
    assert "138 0000 4321" in partner() and "xu-wx" in partner()
    founder(do="not_now", wish=Interest.objects.get().pk)
    text = partner()
    assert tells(text, OF_FOUNDER) == [] and "As soon as the founder agrees" in text


def test_a_fund_takes_its_consent_back_even_after_the_last_day(partner, fund, reg, edition, at_the_show, during):  # noqa: F811
    both(fund, reg, during)
    at_the_show.move_to(interest.until(edition) + (edition.ends - edition.starts) / 9)
    partner.client.post(partner.path, {"answer": "8765"})  # the session is over by then
    assert 'name="kind"' not in partner() and "Close the contact" in partner()
    partner(do="mark", project=reg.pk, kind="watch")
    assert Interest.objects.get().state == "meeting"
    partner(do="keep_back", project=reg.pk)
    assert not ContactOpening.objects.live().exists()


def test_with_an_account_a_partner_marks_on_the_editions_page(enter, fund, reg, edition, at_the_show):  # noqa: F811
    client = enter(UserFactory(roles=[Role.FUND], subject=fund.person.subject))
    url = reverse("roadshows:invitation_mark", args=[fund.pk])
    assert url in client.get(edition.get_absolute_url()).content.decode()
    page = client.post(url, {"do": "mark", "project": reg.pk, "kind": "meeting"}, follow=True)
    assert 'value="meeting" aria-pressed="true"' in page.content.decode()
    change = StateChange.objects.get(kind="roadshows.interest")
    assert (change.subject, change.via) == (fund.person.subject, "page")
    answer = client.post(url, {"do": "mark", "project": reg.pk, "kind": "pass"})
    assert answer.status_code == 422 and "Give the reason." in answer.content.decode()
    for pressed in ({}, {"do": ""}, {"do": "erase"}):
        assert client.post(url, {"project": reg.pk, **pressed}).status_code == 302
    stranger = enter(UserFactory(roles=[Role.FUND]))
    assert stranger.post(url, {"do": "mark", "project": reg.pk, "kind": "deck"}).status_code == 404


def test_with_an_account_a_founder_answers_on_their_registration(enter, fund, reg, at_the_show, during):  # noqa: F811
    row = mark(fund, reg, "meeting", during)
    client = enter(UserFactory(roles=[Role.FOUNDER], subject=reg.presenter.subject))
    assert "观澜资本" in client.get(reg.get_absolute_url()).content.decode()
    url = reverse("roadshows:registration_reply", args=[reg.pk])
    client.post(url, {"do": "agree", "wish": row.pk})
    row.refresh_from_db()
    assert (row.reply, row.replied_via) == ("agreed", "page")
    other = enter(UserFactory(roles=[Role.FOUNDER]))
    assert other.post(url, {"do": "agree", "wish": row.pk}).status_code == 404


# --- the team -------------------------------------------------------------------------------------
def test_the_overview_has_every_fund_and_project_and_each_cell_leads_to_its_pair(enter, fund, reg, edition, during):  # noqa: F811
    by = organiser()
    mark(fund, reg, "meeting", during)
    client = enter(by)
    text = client.get(reverse("roadshows:interest", args=[edition.slug])).content.decode()
    url = reverse("roadshows:invitation_interest", args=[fund.pk, reg.pk])
    assert "观澜资本" in text and "通用型CAR-T" in text and url in text and "Wants a meeting" in text
    assert reverse("roadshows:interest", args=[edition.slug]) in client.get(edition.get_absolute_url()).content.decode()
    empty = client.get(reverse("roadshows:interest", args=[InvitationFactory().edition.slug])).content.decode()
    assert "Nothing to mark yet" in empty


@pytest.mark.parametrize("n", [1, 3])
def test_the_overview_costs_the_same_at_one_and_three(enter, edition, n, during, django_assert_num_queries):  # noqa: F811
    regs = [RegistrationFactory(edition=edition, state="confirmed", slot=k + 1) for k in range(n)]
    publish(edition, *regs)
    for _ in range(n):
        row = InvitationFactory(edition=edition, state="coming")
        for shown in regs:
            mark(Invitation.objects.get(pk=row.pk), shown, "meeting", during)
    client, url = enter(organiser()), reverse("roadshows:interest", args=[edition.slug])
    client.get(url)
    with django_assert_num_queries(QUERIES):
        assert client.get(url).status_code == 200


QUERIES = 8


def test_a_colleague_keys_in_both_sides_with_how_they_know(enter, fund, reg, at_the_show):  # noqa: F811
    by = promoter()
    client, url = enter(by), reverse("roadshows:invitation_interest", args=[fund.pk, reg.pk])
    wrong = client.post(url, {"kind": "pass", "via": "phone"})
    assert wrong.status_code == 422 and "Give the reason." in wrong.content.decode()
    wrong = client.post(url, {"kind": "watch", "via": "phone", "shares": "on", "note": "一句话"})
    assert wrong.status_code == 422 and "一句话" in wrong.content.decode()
    client.post(url, {"kind": "deck", "via": "phone", "note": "一句话", "shares": "on"})
    row = Interest.objects.get()
    assert (row.state, row.note, row.shared_by, row.shared_via, row.sharer) == (
        "deck",
        "一句话",
        by,
        "phone",
        fund.person,
    )
    client.post(url, {"founder-reply": "agreed", "founder-via": "wechat"})
    opening = ContactOpening.objects.get()
    assert (opening.project_by, opening.project_via) == (by, "wechat")
    text = client.get(url).content.decode()
    assert "Contacts are open to each other." in text and "Fund agreed to open contacts" in text
    client.post(reverse("roadshows:deck_sent", args=[row.pk]))
    assert "Presentation sent" in client.get(url).content.decode()
    client.post(url, {"kind": "deck", "via": "phone"})
    assert not ContactOpening.objects.live().exists()


def test_a_form_open_meanwhile_takes_nothing_of_the_funds_back(enter, fund, reg, at_the_show, during):  # noqa: F811
    row = mark(fund, reg, "deck", during)
    client, url = enter(promoter()), reverse("roadshows:invitation_interest", args=[fund.pk, reg.pk])
    form = client.get(url).context["fund_form"]
    typed = {"kind": "deck", "via": "phone", "note": "一句话", "seen": form["seen"].value()}
    interest.share(row, fund.person, now=during, subject=fund.person.subject)
    answer = client.post(url, typed, follow=True)
    assert "changed meanwhile" in answer.content.decode()
    row.refresh_from_db()
    assert row.shared_at and not row.note
    typed["seen"] = client.get(url).context["fund_form"]["seen"].value()
    client.post(url, typed | {"shares": "on"})
    row.refresh_from_db()
    assert row.shared_at and row.note == "一句话"


def test_a_pair_of_two_editions_is_none(enter, fund):  # noqa: F811
    other = RegistrationFactory(edition=InvitationFactory().edition)
    url = reverse("roadshows:invitation_interest", args=[fund.pk, other.pk])
    assert enter(organiser()).get(url).status_code == 404


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_file_is_by_permission_and_logged(enter, fund, reg, edition, during, kind):  # noqa: F811
    mark(fund, reg, "pass", during)
    url = reverse("roadshows:interest", args=[edition.slug])
    by = organiser()
    answer = enter(by).get(url, {"format": kind})
    body = b"".join(answer.streaming_content)
    assert (
        body[:2] == (b"PK" if kind == "xlsx" else b"\xef\xbb")
        and f"interest-{edition.slug}" in answer["Content-Disposition"]
    )
    if kind == "csv":
        assert "Too early for us" in body.decode() and "4321" not in body.decode()
    assert StateChange.objects.get(after="exported").by == by
    assert enter(UserFactory(roles=[Role.FUND])).get(url, {"format": kind}).status_code == 403


# --- what else starts from a mark -----------------------------------------------------------------
def test_the_company_page_shows_a_fund_the_founder_it_may_call(enter, fund, reg, at_the_show, during):  # noqa: F811
    client = enter(UserFactory(roles=[Role.FUND], subject=fund.person.subject))
    url = reg.project.company.get_absolute_url()
    assert "Contacts open to you" not in client.get(url).content.decode()
    both(fund, reg, during)
    text = client.get(url).content.decode()
    assert "Contacts open to you" in text and "138 0000 4321" in text


@pytest.mark.parametrize(("kind", "start"), [("meeting", "interest"), ("pass", "dropped"), ("watch", None)])
def test_the_question_afterwards_starts_from_the_mark(enter, fund, reg, edition, today, during, kind, start):  # noqa: F811
    mark(fund, reg, kind, during)
    type(edition).objects.filter(pk=edition.pk).update(state="held")
    type(reg).objects.filter(pk=reg.pk).update(state="presented")
    Invitation.objects.filter(pk=fund.pk).update(attended=True)
    later = edition.ends + 4 * (edition.ends - edition.starts)
    today.move_to(later)
    link = chase_letters.link_of_fund(Invitation.objects.get(pk=fund.pk), now=later)
    client = enter()
    assert "You marked:" in opened(client, link.path, "8765")()
    [(_reg, form, _last, found)] = client.get(link.path).context["projects"]
    assert (form["stage"].value(), found.state) == (start, kind)


def test_both_sides_with_an_account_find_it_on_their_desk(enter, fund, reg, edition, at_the_show, during):  # noqa: F811
    partner = enter(UserFactory(roles=[Role.FUND], subject=fund.person.subject))
    said = "Which of the projects do you want to follow up?"
    assert said in partner.get("/").content.decode()
    mark(fund, reg, "meeting", during)
    assert said not in partner.get("/").content.decode()
    founder = enter(UserFactory(roles=[Role.FOUNDER], subject=reg.presenter.subject))
    assert "1 fund waits for your answer" in founder.get("/").content.decode()
