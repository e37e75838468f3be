from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from companies import actions
from companies.contacts import contacts_of_persons
from companies.duplicates import person_candidates
from companies.models import Person, Upkeep
from companies.timeline import sentence
from scouting.accounts.registry import contact_of, contacts_of
from tests.factories import CompanyFactory, UserFactory, promoter

pytestmark = pytest.mark.django_db


def add(now, name="许强", **kwargs):
    return actions.add_person(by=None, now=now, name=name, **({"mobile": "138 0000 0000"} | kwargs))


def test_person_is_addressed_by_title_and_found_by_name(now):
    company = CompanyFactory()
    person = add(now, name="曾伟", title="总经理", company=company, demo=True)
    assert person.address == "曾总" and person.positions.get().company == company
    assert person.mobile_e164 == "+8613800000000" and person.sort_key == "zeng wei"
    team, blind = promoter(), UserFactory()
    for words in ("曾伟", "zengwei", "cengwei", "zw"):
        assert Person.objects.search(words, user=blind).get() == person, words
    for words in ("13800000000", "138 0000 0000", "1380000"):
        assert Person.objects.search(words, user=team).get() == person, words
        assert not Person.objects.search(words, user=blind).exists(), words


@pytest.mark.parametrize(("given", "field"), [({"mobile": ""}, "mobile"), ({"mobile": "1.38E+10"}, "mobile"),
                                              ({"email": "nobody"}, "email"), ({"name": " "}, "name")])  # fmt: skip
def test_person_who_cannot_be_kept_is_refused_beside_the_field(now, given, field):
    with pytest.raises(ValidationError) as error:
        add(now, **given)
    assert field in error.value.message_dict and not Person.objects.exists()


def test_wechat_alone_is_enough(now):
    assert add(now, mobile="", wechat="xuqiang").email == ""


def test_later_title_changes_only_an_address_nobody_chose(now):
    person = add(now, kinds=["entrepreneur"])
    chosen = add(now, name="方芳", address="芳姐", mobile="13900000000")
    for p in (person, chosen):
        actions.add_position(p, by=None, now=now, organisation="某大学", title="教授")
    assert Person.objects.get(pk=person.pk).address == "许教授"
    assert Person.objects.get(pk=chosen.pk).address == "芳姐"


def test_position_twice_is_one_and_ends_on_a_day(now):
    company, person = CompanyFactory(), add(now, demo=True)
    positions = [actions.add_position(person, by=None, now=now, company=company, title="CEO") for _ in range(2)]
    assert positions[0] == positions[1]
    ended = actions.end_position(positions[0], by=None, now=now)
    assert ended.ended.show("en") == "16 Nov 2026"
    with pytest.raises(ValidationError):
        actions.add_position(person, by=None, now=now, title="CEO")
    with pytest.raises(ValueError, match="real"):
        actions.add_position(person, by=None, now=now, company=CompanyFactory(demo=False), title="CEO")


def test_edit_keeps_history_and_search_up_to_date(now):
    person, by = add(now), promoter()
    fresh = actions.edit_person(person, by=by, now=now, changes={"name": "徐强", "mobile": "13911112222"})
    assert fresh.mobile_e164 == "+8613911112222" and fresh.history.first().history_user == by
    assert Person.objects.search("徐强", user=by).exists() and Person.objects.search("13911112222", user=by).exists()
    assert not Person.objects.search("许强", user=by).exists()
    with pytest.raises(ValidationError):
        actions.edit_person(person, by=by, now=now, changes={"mobile": "", "wechat": "", "email": ""})


def test_contact_is_logged_for_the_team_and_plans_the_next(now):
    company, person, by = CompanyFactory(), add(now, title="总经理", demo=True), promoter()
    due = actions.plan_task(company, owner=by, now=now, text="回电", due_on=now.date())
    visit = actions.plan_task(company, owner=by, now=now, text="拜访", due_on=now.date(), kind="visit")
    event = actions.log_contact(company, by=by, now=now, text="谈A轮", channel="phone", person=person,
                                next_on=now.date() + timedelta(days=7), next_text="发BP")  # fmt: skip
    assert event.audience == "team"
    with translation.override("en"):
        assert sentence(event) == "Telephone with 许总: 谈A轮"
    company.refresh_from_db()
    person.refresh_from_db()
    assert company.last_contact_at == now == person.last_contact_at
    assert by.acquaintances.get().person == person
    open_tasks = Upkeep.objects.filter(done_at__isnull=True)
    assert [t.text for t in open_tasks] == ["拜访", "发BP"] and visit in open_tasks and due not in open_tasks


def test_earlier_contact_entered_late_does_not_turn_back_the_clock(now):
    company, by = CompanyFactory(), promoter()
    actions.log_contact(company, by=by, now=now, text="今天", channel="wechat")
    actions.log_contact(company, by=by, now=now, text="上周", channel="visit", at=now - timedelta(days=7))
    company.refresh_from_db()
    assert company.last_contact_at == now


def test_contact_without_words_way_or_in_the_future_is_refused(now):
    company = CompanyFactory()
    with pytest.raises(ValidationError) as error:
        actions.log_contact(company, by=None, now=now, text="", channel="pigeon", at=now + timedelta(hours=1))
    assert set(error.value.message_dict) == {"text", "channel", "at"} and not company.events.exists()


def test_contacts_of_many_persons_by_one_query(now, django_assert_num_queries):
    people = [add(now, mobile=f"1380000000{n}", email=f"x{n}@example.com", title="总经理") for n in range(3)]
    user = promoter()
    with django_assert_num_queries(1):
        found = contacts_of_persons({p.subject_id for p in people})
    assert {c.address for c in found.values()} == {"许总"} and len(found) == 3
    assert contact_of(people[0].subject).email == "x0@example.com" and contact_of(people[0].subject).channel == "wechat"
    assert set(contacts_of([people[0].subject_id, user.subject_id])) == {people[0].subject_id, user.subject_id}


def test_person_known_already_is_named_with_the_reason(now):
    person = add(now, email="x@example.com", wechat="xq")
    for given in ({"mobile": "+86 138-0000-0000"}, {"email": "X@example.com"}, {"wechat": "xq"}):
        assert [p for p, _reason in person_candidates(**given)] == [person]
    assert person_candidates(mobile="nonsense") == [] == person_candidates()
