"""Forms about a company: what people type is understood, refused beside its field, and never lost."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from companies.actions import companies, funding, products
from companies.formats import money, partial_date
from companies.models import Company, FundingRound, Park, Upkeep
from scouting.base import clock
from tests.factories import InvestorFactory, PersonFactory, promoter

pytestmark = pytest.mark.django_db
CODE = "91320191MA0TEXT043"
PLAIN = {"track": "other", "country": "CHN", "confidence": "1"}


@pytest.fixture
def staff(client):
    user = promoter()
    client.force_login(user)
    return user


@pytest.fixture
def company(staff, now):
    return companies.add_company(by=staff, now=now, name="中科超精(南京)科技有限公司", short_name="中科超精",
                                 aliases=["Sinotech Super Precision"], credit_code=CODE)  # fmt: skip


def post(client, page, /, *args, **data):
    return client.post(reverse(f"companies:{page}", args=args), data)


def typed_again(form_page):
    """The fields of a page as a browser would send them, with their hidden initials."""
    html = form_page.content.decode()
    form = max(re.findall(r"<form.*?</form>", html, re.DOTALL), key=len)
    found = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        kind = re.search(r'type="([^"]*)"', tag)
        if name and (kind is None or kind[1] not in ("checkbox", "radio") or "checked" in tag):
            found[name[1]] = value[1] if value else ""
    for name, body in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
        found[name] = body.strip()
    for name, body in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', body)
        found[name] = chosen[1] if chosen else ""
    return found


# --- who owns it -----------------------------------------------------------------------------------
def test_saving_a_form_takes_no_company_from_its_owner(client, staff, company, now):
    """The owner left the team meanwhile, or the demo plays before its logins were made."""
    for changes in ({"starts": now + timedelta(days=900)}, {"starts": now - timedelta(days=9), "ends": now}):
        leaver = promoter()
        leaver.grants.update(**changes)
        Company.objects.filter(pk=company.pk).update(owner=leaver)
        page = client.get(reverse("companies:edit", args=[company.slug]))
        post(client, "edit", company.slug, **typed_again(page) | {"summary": f"新简介{leaver.pk}"})
        company.refresh_from_db()
        assert company.owner == leaver and company.summary == f"新简介{leaver.pk}"


def test_a_demo_before_its_logins_were_made_offers_colleagues_as_owners(client, staff, settings, tmp_path):
    settings.DEMO, settings.HOME = True, tmp_path
    clock.set_demo(timezone.now() - timedelta(days=11))
    form = client.get(reverse("companies:add")).context["form"]
    clock.forget_demo()
    assert staff in form.fields["owner"].queryset


# --- a new company ---------------------------------------------------------------------------------
def test_a_company_is_added_with_what_was_typed(client, staff):
    park = Park.objects.create(code="njbv", name="南京生物医药谷")
    answer = post(client, "add", **PLAIN, name="愈方生物科技有限公司", short_name="愈方", aliases="Yufang\n愈方医药",
                  founded="2019", park=park.pk, settled="2021年", owner=staff.pk)  # fmt: skip
    company = Company.objects.get(name="愈方生物科技有限公司")
    assert answer.status_code == 302 and answer.url == company.get_absolute_url()
    assert {a.name for a in company.aliases.all()} == {"Yufang", "愈方医药"}
    assert company.sites.get().settled == partial_date.parse("2021年") and company.owner == staff
    assert not company.demo


@pytest.mark.parametrize("name", ["中科超精（南京）科技有限公司", "Sinotech Super Precision", "中科超精科技有限公司"])
def test_a_possible_duplicate_is_shown_before_saving(client, company, name):
    answer = post(client, "add", **PLAIN, name=name, summary="刚刚打的字")
    html = answer.content.decode()
    assert company.get_absolute_url() in html and "刚刚打的字" in html
    assert Company.objects.count() == 1
    confirmed = answer.context["form"].to_confirm
    assert post(client, "add", **PLAIN, name=name, confirmed=confirmed).status_code == 302
    assert Company.objects.count() == 2


def test_a_duplicate_that_came_up_meanwhile_is_shown_once_more(client, company, staff, now):
    name = "中科超精（南京）科技有限公司"
    confirmed = post(client, "add", **PLAIN, name=name).context["form"].to_confirm
    companies.add_company(by=staff, now=now, name="南京中科超精有限公司")
    answer = post(client, "add", **PLAIN, name=name, confirmed=confirmed)
    assert answer.status_code == 200 and len(answer.context["form"].found) == 2


def test_the_same_credit_code_is_refused_whatever_is_confirmed(client, company):
    for confirmed in ("", str(company.pk)):
        answer = post(client, "add", **PLAIN, name="完全不同的公司", credit_code=CODE.lower(), confirmed=confirmed)
        assert "credit_code" in answer.context["form"].errors
        assert company.get_absolute_url() in answer.content.decode()
    assert Company.objects.count() == 1


def test_a_wrong_code_is_explained_and_what_was_typed_is_kept(client, staff):
    answer = post(client, "add", **PLAIN, name="某某公司", credit_code="9132O191MA0TEXT043", summary="留着")
    form = answer.context["form"]
    assert CODE in " ".join(form.errors["credit_code"])  # the letter O: the right one is offered, not taken
    assert "9132O191MA0TEXT043" in answer.content.decode() and "留着" in answer.content.decode()


def test_candidates_come_while_typing(client, company):
    answer = client.get(reverse("companies:duplicates"), {"name": "中科超精（南京）科技有限公司"})
    assert company.get_absolute_url() in answer.content.decode() and "<html" not in answer.content.decode()


# --- correcting one --------------------------------------------------------------------------------
def test_only_what_was_changed_is_written_and_told(client, company):
    page = client.get(reverse("companies:edit", args=[company.slug]))
    data = typed_again(page) | {"short_name": "超精"}
    assert post(client, "edit", company.slug, **data).status_code == 302
    company.refresh_from_db()
    assert company.short_name == "超精" and company.credit_code == CODE
    event = company.events.filter(kind="fact").first()
    assert [c["field"] for c in event.data["changes"]] == ["short_name"]
    assert company.aliases.filter(name="中科超精").exists()  # the former name still finds it


def test_a_form_opened_before_does_not_undo_what_a_colleague_corrected(client, company, staff, now):
    opened = typed_again(client.get(reverse("companies:edit", args=[company.slug])))
    companies.edit_company(company, by=staff, now=now, changes={"summary": "同事刚写的", "track": "imaging"})
    post(client, "edit", company.slug, **opened | {"short_name": "超精"})
    company.refresh_from_db()
    assert (company.short_name, company.summary, company.track) == ("超精", "同事刚写的", "imaging")


# --- rounds ----------------------------------------------------------------------------------------
def test_a_round_is_added_as_announced(client, company):
    fund = InvestorFactory(name="松涛创投管理有限公司", short_name="松涛创投")
    answer = client.post(
        reverse("companies:add_fact", args=[company.slug, "round"]),
        {"label": "天使轮", "type": "angel", "amount": "千万元级别", "announced": "2023年4月", "leads": "松涛创投",
         "others": "某产业基金、Acme Capital Co., Ltd.", "confidence": "0.8", "source": "科技日报"},
        follow=True,
    )  # fmt: skip
    row = FundingRound.objects.get()
    assert row.amount == money.parse("千万元级别") and row.announced == partial_date.parse("2023-04")
    taken = {str(p): (p.role, p.investor_id) for p in row.participations.all()}
    assert taken == {
        "松涛创投": ("lead", fund.pk),
        "某产业基金": ("follow", None),
        "Acme Capital Co., Ltd.": ("follow", None),
    }
    assert "千万元级别" in str(next(iter(answer.context["messages"])))


def test_two_who_led_led_together_and_nobody_is_named_twice(client, company):
    fund = InvestorFactory(name="松涛创投", short_name="松涛")
    data = {"label": "A轮", "type": "a", "leads": "松涛，云麓", "others": "松涛创投, 云麓", "confidence": "1"}
    post(client, "add_fact", company.slug, "round", **data)
    rows = FundingRound.objects.get().participations.all()
    assert [(p.investor_id, p.raw_name, p.role) for p in rows] == [(fund.pk, "", "co_lead"), (None, "云麓", "co_lead")]


@pytest.mark.parametrize(("field", "wrong"), [("amount", "很多钱"), ("announced", "2023-13"), ("label", "")])
def test_a_round_that_is_not_understood_is_refused_beside_the_field(client, company, field, wrong):
    data = {"label": "天使轮", "type": "angel", "amount": "近亿元", "note": "留着", "confidence": "1", field: wrong}
    answer = post(client, "add_fact", company.slug, "round", **data)
    assert list(answer.context["form"].errors) == [field]
    assert "留着" in answer.content.decode() and not FundingRound.objects.exists()


def test_the_same_round_twice_is_refused_beside_its_label(client, company):
    data = {"label": "天使轮", "type": "angel", "amount": "近亿元", "confidence": "1"}
    post(client, "add_fact", company.slug, "round", **data)
    answer = post(client, "add_fact", company.slug, "round", **data)
    assert "label" in answer.context["form"].errors and FundingRound.objects.count() == 1


def test_an_amount_is_read_back_while_typing(client, company):
    def read(text):
        return client.get(reverse("companies:amount_read"), {"amount": text}).content.decode()

    client.cookies["django_language"] = "en"
    assert "counted as" in read("数千万元") and "exact" in read("1.2亿元")
    assert "undisclosed" in read("未披露") and "exact" not in read("未披露")
    assert "undisclosed" in read("") and "not understood" in read("很多钱")


def test_a_round_is_corrected_and_the_rest_left_as_it_is(client, company, staff, now):
    row = funding.add_round(company, by=staff, now=now, label="A轮", type="a", amount=money.parse("近亿元"),
                            announced=partial_date.parse("2021年"), confidence="0.97")  # fmt: skip
    address = reverse("companies:edit_fact", args=[company.slug, "round", row.pk])
    client.post(address, typed_again(client.get(address)) | {"note": "更正"})
    row.refresh_from_db()
    assert (row.note, row.amount, str(row.confidence)) == ("更正", money.parse("近亿元"), "0.97")
    assert [c["field"] for c in company.events.filter(kind="fact").first().data["changes"]] == ["note"]


def test_a_round_is_taken_away_with_a_reason_only(client, company, staff, now):
    row = funding.add_round(company, by=staff, now=now, label="A轮", type="a", amount=money.parse("近亿元"))
    address = reverse("companies:remove_round", args=[company.slug, row.pk])
    client.post(address)
    assert FundingRound.objects.exists()
    client.post(address, {"reason": "弄错了公司"})
    assert not FundingRound.objects.exists()


def test_facts_of_one_company_are_not_reached_through_another(client, company, staff, now):
    other = companies.add_company(by=staff, now=now, name="别家医药有限公司")
    row = funding.add_round(other, by=staff, now=now, label="A轮", type="a", amount=money.parse("近亿元"))
    assert client.get(reverse("companies:edit_fact", args=[company.slug, "round", row.pk])).status_code == 404
    assert client.post(reverse("companies:remove_round", args=[company.slug, row.pk])).status_code == 404
    for wrong in (("add_fact", "nonsense"), ("edit_fact", "site", 1), ("remove_fact", "round", row.pk)):
        answer = client.post(reverse(f"companies:{wrong[0]}", args=[company.slug, *wrong[1:]]))
        assert answer.status_code == 404


# --- products, places, names -----------------------------------------------------------------------
def test_a_product_comes_with_its_stage_and_moves_on(client, company):
    data = {
        "name": "麒麟刀",
        "stage": "ph1",
        "indication": "肿瘤",
        "region": "CN",
        "reached": "2024",
        "confidence": "1",
    }
    post(client, "add_fact", company.slug, "product", **data)
    product = company.products.get()
    address = reverse("companies:stage", args=[company.slug, product.pk])
    opened = client.get(address, {"stage": "ph1", "indication": "肿瘤", "region": "CN"})
    client.post(address, typed_again(opened) | {"stage": "approved", "reached": "2024年5月"})
    stage = product.stages.get()
    assert (stage.stage, stage.indication, stage.reached) == ("approved", "肿瘤", partial_date.parse("2024-05"))
    company.refresh_from_db()
    assert company.best_stage == "approved"


def test_other_facts_have_forms(client, company):
    facts = {
        "milestone": {"text": "获批上市", "happened": "2024年5月前", "confidence": "0.9"},
        "site": {"role": "rnd", "city": "苏州", "confidence": "1"},
        "name": {"name": "Kirin Knife Maker", "confidence": "1"},
        "honour": {"name": "高新技术企业", "year": "2023", "confidence": "1"},
        "listing": {"board": "star", "code": "688046", "confidence": "1"},
    }
    facts["milestone"]["confidence"] = "0.8"
    for kind, data in facts.items():
        assert client.get(reverse("companies:add_fact", args=[company.slug, kind])).status_code == 200
        assert post(client, "add_fact", company.slug, kind, **data).status_code == 302, kind
    assert company.milestones.get().happened.relation == "before"
    assert company.sites.get().city == "苏州" and company.listings.get().code == "688046"
    assert Company.objects.search("Kirin Knife").get() == company


def test_a_refusal_of_a_verb_stands_beside_its_field(client, company):
    wrong = post(client, "add_fact", company.slug, "listing", board="star", code="12", confidence="1")
    assert "code" in wrong.context["form"].errors
    nowhere = post(client, "add_fact", company.slug, "site", role="rnd", confidence="1")
    assert "park" in nowhere.context["form"].errors


def test_a_name_or_place_taken_away_stays_on_the_timeline(client, company, staff, now):
    alias = company.aliases.get()
    post(client, "remove_fact", company.slug, "name", alias.pk)
    assert not company.aliases.exists()
    page = client.get(company.get_absolute_url())
    assert "Sinotech Super Precision" in page.content.decode()


def test_a_product_name_taken_is_refused_beside_it(client, company, staff, now):
    products.add_product(company, by=staff, now=now, name="麒麟刀")
    answer = post(client, "add_fact", company.slug, "product", name="麒麟刀", region="CN", confidence="1")
    assert "name" in answer.context["form"].errors


# --- contacts --------------------------------------------------------------------------------------
@pytest.fixture
def today(monkeypatch, now):
    monkeypatch.setattr(clock, "now", lambda: now)
    return clock.local_date(now)


def test_a_contact_is_logged_with_the_next_step(client, company, staff, today):
    person = PersonFactory(demo=False)
    person.positions.create(company=company, title="CEO")
    said = {"text": "愿意参加11月路演", "channel": "phone", "person": person.pk}
    post(client, "contact", company.slug, **said, next_on="2026-11-20", next_text="发模板")
    company.refresh_from_db()
    assert clock.local_date(company.last_contact_at) == today
    task = Upkeep.objects.get()
    assert (task.text, task.owner, task.due_on.isoformat()) == ("发模板", staff, "2026-11-20")


def test_a_note_is_no_contact(client, company, today):
    post(client, "contact", company.slug, text="听说要搬家", channel="note")
    company.refresh_from_db()
    assert company.last_contact_at is None and company.events.filter(kind="note").exists()


@pytest.mark.parametrize(
    ("field", "data"),
    [
        ("text", {"text": " "}),
        ("on", {"on": "2026-11-17"}),
        ("on", {"on": "2006-11-16"}),
        ("next_on", {"next_text": "发模板"}),
        ("next_on", {"next_on": "2026-11-01"}),
        ("channel", {"channel": "pigeon"}),
    ],
)
def test_a_contact_that_cannot_be_is_refused_beside_its_field(client, company, today, field, data):
    answer = post(client, "contact", company.slug, **{"text": "谈了", "channel": "phone"} | data)
    assert answer.status_code == 200 and field in answer.context["form"].errors
    assert not company.events.filter(kind="contact").exists()


def test_a_day_in_the_past_counts_from_then(client, company, today):
    post(client, "contact", company.slug, text="上周来访", channel="visit", on="2026-11-09")
    company.refresh_from_db()
    assert clock.local_date(company.last_contact_at).isoformat() == "2026-11-09"


def test_people_of_another_company_are_not_offered(client, company, today):
    stranger = PersonFactory(demo=False)
    answer = post(client, "contact", company.slug, text="谈了", channel="phone", person=stranger.pk)
    assert "person" in answer.context["form"].errors


def test_a_task_is_ticked_off_once(client, company, staff, today):
    task = Upkeep.objects.create(company=company, owner=staff, text="回电", due_on=today)
    for _twice in range(2):
        assert post(client, "complete_task", company.slug, task.pk).url == company.get_absolute_url()
    task.refresh_from_db()
    assert task.done_at
