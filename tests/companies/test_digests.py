"""The weekly digest: one letter, each item once ever, nothing lost to late commits or two runs at once."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.urls import reverse

from companies import digests
from companies.actions import companies, following, funding, products
from companies.formats import money
from companies.models import Delivery, DigestRun, Event, Follow
from scouting.accounts import actions as accounts
from scouting.accounts.models.subjects import ConsentKind
from scouting.accounts.roles import Role
from scouting.base import clock
from scouting.outbox.models import Message
from tests.factories import CompanyFactory, InvestorFactory, UserFactory, promoter

pytestmark = pytest.mark.django_db
MONDAY = clock.at(date(2026, 11, 23), 8, 30)


@pytest.fixture
def fund(now):
    return UserFactory(roles=[Role.FUND], name="冯若谷")


def add_round(company, now, by=None, **more):
    return funding.add_round(
        company, by=by, now=now, label="A轮", type="a", amount=money.parse("1.2亿元"), demo=True, **more
    )


def test_a_follower_gets_one_digest_with_both_and_each_item_once(fund, now):
    company, other = CompanyFactory(short_name="驯鹿生物", track="antibody"), CompanyFactory(track="cgt")
    following.follow(fund, now=now, company=company)
    following.follow(fund, now=now, track="cgt")
    add_round(company, now + timedelta(hours=1))
    products.add_milestone(other, by=None, now=now + timedelta(hours=2), text="获批临床", demo=True)
    assert digests.send_due(now=MONDAY - timedelta(minutes=1)) == 0
    assert digests.send_due(now=MONDAY) == 1
    assert digests.send_due(now=MONDAY + timedelta(minutes=1)) == 0
    message = Message.objects.get(kind="companies/digest")
    assert "驯鹿生物" in message.title and "1.2亿元" in message.text and "获批临床" in message.text
    assert digests.send_due(now=MONDAY + timedelta(weeks=1)) == 0
    assert Delivery.objects.filter(message=message).count() == 2


def test_nothing_new_brings_no_letter(fund, now):
    following.follow(fund, now=now, company=CompanyFactory())
    assert digests.send_due(now=MONDAY) == 0 and not Message.objects.exists()


def test_news_from_before_the_follow_is_not_news(fund, now):
    company = CompanyFactory()
    add_round(company, now - timedelta(days=1))
    following.follow(fund, now=now, company=company)
    assert digests.send_due(now=MONDAY) == 0


def test_investors_are_followed_through_their_rounds(fund, now):
    investor = InvestorFactory()
    following.follow(fund, now=now, investor=investor)
    add_round(CompanyFactory(), now + timedelta(hours=1), participations=[(investor, "lead")])
    assert digests.send_due(now=MONDAY) == 1


def test_a_holiday_monday_moves_the_digest_to_the_next_working_day(fund, now):
    company = CompanyFactory()
    before = clock.at(date(2026, 9, 28), 9)
    following.follow(fund, now=before, company=company)
    add_round(company, before + timedelta(days=1))
    assert digests.send_due(now=clock.at(date(2026, 10, 5), 9)) == 0
    assert digests.send_due(now=clock.at(date(2026, 10, 8), 8, 29)) == 0
    assert digests.send_due(now=clock.at(date(2026, 10, 8), 8, 30)) == 1


def test_what_the_reader_may_not_see_is_left_out_and_noted(fund, now):
    secret = CompanyFactory(confidential=True)
    following.follow(fund, now=now, company=secret)
    add_round(secret, now + timedelta(hours=1))
    assert digests.send_due(now=MONDAY) == 0
    assert list(Delivery.objects.values_list("why_not", flat=True)) == [digests.NOT_VISIBLE]


def test_unsubscribing_needs_no_login_and_works_at_once(fund, now, client):
    company = CompanyFactory()
    following.follow(fund, now=now, company=company)
    add_round(company, now + timedelta(hours=1))
    accounts.record_consent(fund.subject, ConsentKind.DIGEST, False, now=now)
    assert digests.send_due(now=MONDAY) == 0
    assert list(Delivery.objects.values_list("why_not", flat=True)) == [digests.UNSUBSCRIBED]


def test_the_page_says_that_it_was_stopped_and_starts_it_again(fund, now, client):
    company, other = CompanyFactory.create_batch(2)
    for thing in (company, other):
        following.follow(fund, now=now, company=thing)
    client.force_login(fund)
    client.cookies["django_language"] = "en"
    page, button = reverse("companies:following"), reverse("companies:following_digest")
    assert "in one letter on Monday" in client.get(page).content.decode()
    for _twice in range(2):
        stopped = client.post(button, {"wish": "stop"}, follow=True).content.decode()
    assert "You stopped the weekly digest" in stopped and fund.subject.consents.count() == 1
    add_round(company, now + timedelta(hours=1))
    assert digests.send_due(now=MONDAY) == 0
    assert "in one letter on Monday" in client.post(button, {"wish": "start"}, follow=True).content.decode()
    add_round(other, MONDAY + timedelta(hours=1))
    assert digests.send_due(now=MONDAY + timedelta(weeks=1)) == 1
    assert client.get(button).status_code == 405


def test_an_outage_of_three_weeks_ends_in_one_digest(fund, now):
    company = CompanyFactory()
    following.follow(fund, now=now, company=company)
    for week in range(3):
        products.add_milestone(company, by=None, now=now + timedelta(days=1, weeks=week), text=f"事{week}", demo=True)
    assert digests.send_due(now=MONDAY + timedelta(weeks=2, hours=5)) == 1
    text = Message.objects.get().text
    assert all(f"事{week}" in text for week in range(3))


def test_a_correction_is_shown_as_one(fund, now):
    company = CompanyFactory()
    following.follow(fund, now=now, company=company)
    row = add_round(company, now + timedelta(hours=1))
    digests.send_due(now=MONDAY)
    funding.edit_round(row, by=None, now=MONDAY + timedelta(days=1), changes={"amount": money.parse("9000万元")})
    assert digests.send_due(now=MONDAY + timedelta(weeks=1)) == 1
    text = Message.objects.order_by("pk").last().text
    assert ("更正" in text or "Correction" in text) and "9000万元" in text


def test_ten_companies_and_then_a_number(fund, now):
    following.follow(fund, now=now, track="cgt")
    for company in CompanyFactory.create_batch(12, track="cgt"):
        add_round(company, now + timedelta(hours=1))
    digests.send_due(now=MONDAY)
    message = Message.objects.get()
    assert message.text.count("1.2亿元") == 10 and "2" in message.text.split("/following/")[0][-30:]


def test_edits_and_contacts_are_no_news(fund, now):
    company = CompanyFactory()
    following.follow(fund, now=now, company=company)
    companies.edit_company(company, by=promoter(), now=now + timedelta(hours=1), changes={"summary": "新"})
    assert digests.send_due(now=MONDAY) == 0


# --- two runs at once, late commits ----------------------------------------------------------------
def in_threads(*works):
    def run(work):
        try:
            work()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(w,)) for w in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)


def many(now, events=40, users=20):
    companies_ = CompanyFactory.create_batch(4, track="cgt")
    for user in UserFactory.create_batch(users, roles=[Role.FUND]):
        Follow.objects.create(user=user, track="cgt", since=now - timedelta(days=1))
    return [
        Event(
            company=companies_[n % 4],
            kind="milestone",
            audience="followers",
            recorded_at=now,
            data={"text": f"event no. {n}."},
        )
        for n in range(events)
    ]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_runs_beside_late_writers_miss_nothing_and_repeat_nothing(now):
    rows = many(now)
    Event.objects.bulk_create(rows[:20])
    half, written = threading.Event(), threading.Event()

    def late_writer():
        with transaction.atomic():
            Event.objects.bulk_create(rows[20:])
            half.set()
            written.wait(20)

    def reader():
        half.wait(20)
        digests.send_due(now=MONDAY)
        written.set()

    in_threads(late_writer, reader, reader)
    digests.send_due(now=MONDAY + timedelta(weeks=1))
    assert Delivery.objects.count() == 40 * 20
    assert Message.objects.count() == 2 * 20
    assert Delivery.objects.filter(message=None).count() == 0


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_control_a_watermark_would_lose_what_commits_late(now):
    """The negative control: the usual "newer than the last one I saw", beside the same late writer, loses events."""
    rows = many(now, users=1)
    seen, mark = [], 0
    half, go_on = threading.Event(), threading.Event()

    def late_writer():
        with transaction.atomic():
            Event.objects.bulk_create(rows[:20])
            half.set()
            go_on.wait(20)

    thread = threading.Thread(target=lambda: in_threads(late_writer))
    thread.start()
    half.wait(20)
    Event.objects.bulk_create(rows[20:])
    for finish in (False, True):
        if finish:
            go_on.set()
            thread.join(30)
        ids = list(Event.objects.filter(pk__gt=mark).order_by("pk").values_list("pk", flat=True))
        seen += ids
        mark = max(ids, default=mark)
    assert len(seen) < 40


def test_a_crash_in_the_middle_leaves_no_claim_behind(fund, now, monkeypatch):
    company = CompanyFactory()
    following.follow(fund, now=now, company=company)
    add_round(company, now + timedelta(hours=1))

    def crash(*args, **kwargs):
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr(digests, "enqueue_many", crash)
        with pytest.raises(RuntimeError):
            digests.send_due(now=MONDAY)
    assert not Delivery.objects.exists() and not DigestRun.objects.exists()
    assert digests.send_due(now=MONDAY) == 1


def two_workers_at_one_reader(now, monkeypatch, write):
    """The second worker finds an event that the first could not see, and the reader's letter already written."""
    rows = many(now, users=1, events=2)
    rows[0].save()
    written, go_on = threading.Event(), threading.Event()

    def pause_before_commit(messages):
        done = write(messages)
        if not written.is_set():
            written.set()
            go_on.wait(20)
        return done

    def second():
        written.wait(20)
        rows[1].save()
        threading.Timer(1, go_on.set).start()
        digests.send_due(now=MONDAY)

    monkeypatch.setattr(digests, "enqueue_many", pause_before_commit)
    in_threads(lambda: digests.send_due(now=MONDAY), second)
    monkeypatch.undo()
    assert "event no. 1." not in Message.objects.get().text
    return rows


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_news_between_two_workers_waits_for_the_next_letter(now, monkeypatch):
    rows = two_workers_at_one_reader(now, monkeypatch, digests.enqueue_many)
    assert Delivery.objects.get().event == rows[0]
    assert digests.send_due(now=MONDAY + timedelta(weeks=1)) == 1
    assert "event no. 1." in Message.objects.latest("pk").text
    assert not Delivery.objects.filter(message=None).exists()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_control_a_letter_written_if_there_is_none_loses_that_news(now, monkeypatch):
    """The negative control: where a taken key is no error, the ledger says told, and no letter tells it."""
    two_workers_at_one_reader(now, monkeypatch, lambda rows: Message.objects.bulk_create(rows, ignore_conflicts=True))
    assert Delivery.objects.count() == 2
    assert digests.send_due(now=MONDAY + timedelta(weeks=1)) == 0


def test_the_desk_shows_what_the_next_digest_would_tell(fund, now):
    """Neither what the last one told nor what is older than the follow; corrections too, as in the digest."""
    company, other, investor = CompanyFactory(), CompanyFactory(track="cgt"), InvestorFactory()
    old = add_round(other, now - timedelta(days=1))
    following.follow(fund, now=now, company=company)
    following.follow(fund, now=now, track="cgt")
    following.follow(fund, now=now, investor=investor)
    row = add_round(company, now + timedelta(hours=1), participations=[(investor, "lead")])
    products.add_milestone(other, by=None, now=now + timedelta(hours=2), text="获批临床", demo=True)
    before = now + timedelta(days=1)
    assert {e.company for e in digests.ahead(fund, now=before)} == {company, other}
    assert len(digests.ahead(fund, now=before)) == 2 and not digests.ahead(fund, now=now)
    assert digests.send_due(now=MONDAY) == 1
    assert digests.ahead(fund, now=MONDAY) == []
    funding.edit_round(row, by=None, now=MONDAY + timedelta(days=1), changes={"amount": money.parse("9000万元")})
    later = MONDAY + timedelta(days=2)
    assert [e.corrects.company for e in digests.ahead(fund, now=later)] == [company]
    assert old.company == other and not any(e.recorded_at < now for e in digests.ahead(fund, now=before))


@pytest.mark.parametrize("thing", ["company", "investor", "track"])
def test_desk_and_digest_agree_on_each_kind_of_follow(fund, now, thing):
    investor = InvestorFactory()
    things = {"company": CompanyFactory(track="cgt"), "investor": investor, "track": "cgt"}
    company = things["company"]
    following.follow(fund, now=now, **{thing: things[thing]})
    lead = [(investor, "lead")]
    amount = money.parse("数千万元")
    earlier = now - timedelta(hours=1)
    funding.add_round(
        company, by=None, now=earlier, label="天使轮", type="angel", amount=amount, participations=lead, demo=True
    )
    add_round(company, now + timedelta(hours=1), participations=lead)
    add_round(CompanyFactory(), now + timedelta(hours=1))
    shown = {e.pk for e in digests.ahead(fund, now=MONDAY)}
    assert shown == {e for _, e in digests.claim([fund.pk], MONDAY, now=MONDAY)} and len(shown) == 1


def test_who_unsubscribed_goes_on_reading_it_on_the_desk(fund, now):
    company = CompanyFactory()
    following.follow(fund, now=now, company=company)
    add_round(company, now + timedelta(hours=1))
    accounts.record_consent(fund.subject, ConsentKind.DIGEST, False, now=now)
    digests.send_due(now=MONDAY)
    assert len(digests.ahead(fund, now=MONDAY)) == 1
