"""A canary in every field that tells who it is: no channel that a blind expert can reach may sing.

Each identifying value is a token of its own, so that a leak names its source.
"""

from itertools import product

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from companies.formats import money
from companies.models import Alias, Position, Product
from roadshows import portrait, storing
from roadshows.actions import agenda, assignments, decisions, invitations, reviews, sheets, uploads
from roadshows.models import Result, Sheet
from scouting.accounts.actions import link_for, renew_feed
from scouting.accounts.roles import Role
from scouting.outbox.models import Message
from tests import papers
from tests.factories import (
    EditionFactory,
    InvestorFactory,
    PersonFactory,
    RegistrationFactory,
    UserFactory,
    organiser,
)

pytestmark = pytest.mark.django_db

CANARIES = {
    "project.name": "Canaryproj",
    "project.name_en": "Canaryeng",
    "project.city": "Canarycity",
    "project.competing": "Canaryrivalcity",
    "company.name": "Canaryfirm",
    "company.short_name": "Canaryshort",
    "company.name_en": "Canaryfirmeng",
    "company.slug": "canaryslug",
    "company.credit_code": "91CANARYCODE",
    "company.website": "canarysite",
    "company.summary": "Canarysummary",
    "alias": "Canaryalias",
    "product.name": "Canarydrug",
    "product.code": "CNRY-017",
    "presenter.name": "Canaryname",
    "presenter.name_en": "Canarynameeng",
    "presenter.address": "Canaryaddress",
    "presenter.mobile": "13877712345",
    "presenter.wechat": "canarywechat",
    "presenter.email": "canarymail",
    "promoter": "Canarypromoter",
    "number": "Canarynumber",
    "file.name": "Canaryfile",
    "file.author": "Canaryauthor",
    "file.title": "Canarytitle",
    "file.stored": "canarystored",
}


@pytest.fixture
def by(db):
    return organiser(name="陶一鸣", mobile="13900000001")


@pytest.fixture
def reg(by, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    c = CANARIES
    presenter = PersonFactory(
        name=c["presenter.name"], name_en=c["presenter.name_en"], address=c["presenter.address"],
        mobile=c["presenter.mobile"], wechat=c["presenter.wechat"], email=f"{c['presenter.email']}@qq.com",
    )  # fmt: skip
    found = RegistrationFactory(
        edition=EditionFactory(owner=by), presenter=presenter, number=c["number"], ask=money.parse("数千万元"),
        project__name=c["project.name"], project__name_en=c["project.name_en"], project__presenter=presenter,
        project__city=c["project.city"], project__competing=c["project.competing"], project__stage="ph1",
        project__one_liner=said("canaryfirm"), project__needs=said("CANARYDRUG"),
        project__company__name=c["company.name"], project__company__short_name=c["company.short_name"],
        project__company__name_en=c["company.name_en"], project__company__slug=c["company.slug"],
        project__company__credit_code=c["company.credit_code"], project__company__summary=c["company.summary"],
        project__company__website=f"https://www.{c['company.website']}.cn/",
        owner=UserFactory(name=c["promoter"], roles=[Role.PROMOTER]),
    )  # fmt: skip
    company = found.project.company
    Alias.objects.create(company=company, name=c["alias"])
    Product.objects.create(company=company, name=c["product.name"], code=c["product.code"])
    hand_in(found, by)
    return found


def hand_in(reg, by):
    """A deck whose name and metadata give everything away."""
    c = CANARIES
    about = {"/Author": c["file.author"], "/Title": c["file.title"]}
    content = papers.written_pdf(lambda writer: writer.add_metadata(about))
    file = ContentFile(content, name=f"{c['file.name']}.pdf")
    made = uploads.take_in(reg, code="deck", file=file, now=reg.submitted_at, by=by)
    storing.path_of(made.stored).rename(storing.path_of(c["file.stored"]))
    type(made).objects.filter(pk=made.pk).update(stored=c["file.stored"])


def said(first):
    """Running text that gives everything away unless it is blacked out."""
    return f"{first} Canaryshort、Canaryalias 的 CNRY-017，由 Canaryname 领衔：双靶点"


@pytest.fixture
def expert(db):
    return UserFactory(roles=[Role.EXPERT], name="裴守恒")


@pytest.fixture
def review(reg, expert, by, now):
    """Blind; the expert reads the project, which is confirmed meanwhile and so stands in the programme."""
    person = PersonFactory(subject=expert.subject, name="裴守恒", mobile="13800004321")
    found = reviews.prepare(reg.edition, by=by, now=now)
    reviews.edit(found, by=by, now=now, blind=True, closes_at=found.closes_at, per_project=1)
    assignments.seat(found, person, by=by, now=now)
    assignments.balance(found, by=by, now=now)
    reviews.open_scoring(found, by=by, now=now)
    decisions.confirm(decisions.select(fresh(reg), by=by, now=now), now=now)
    agenda.lay_out(reg.edition, by=by, now=now)
    return found


def fresh(reg):
    return type(reg).objects.select_related("edition", "project__company", "presenter__subject").get(pk=reg.pk)


def sings(answer):
    """The canaries that an answer, with its headers, lets be heard."""
    heard = answer.content.decode("utf-8", "replace") + repr(dict(answer.headers))
    return [field for field, token in CANARIES.items() if token.lower() in heard.lower()]


def everywhere(edition, sheet):
    """Every address that an expert may open, plain, searched, filtered, sorted and paged."""
    pages = ["/", "/roadshows/", "/roadshows/calendar/", "/roadshows/calendar/2026-11/", "/search/", "/notices/"]
    pages += [edition.get_absolute_url(), reverse("roadshows:ics", args=[edition.slug]), reverse("roadshows:feed_page")]
    pages += [reverse("roadshows:my_sheets"), reverse("roadshows:sheet", args=[sheet.pk])]
    pages += ["/api/editions/", f"/api/editions/{edition.slug}/", "/api/", "/api/schema/"]
    names = ["q", "search", "name", "project", "company", "state", "sort", "order_by", "ordering", "cursor", "page"]
    asked = [f"?{name}={value}" for name, value in product(names, ["project__name", "1"])]
    return [page + query for page in pages for query in ["", *asked]]


def test_the_canaries_are_where_we_think(enter, reg, review, by):
    """Otherwise silence proves nothing: the team hears most of them on its own pages."""
    heard = sings(enter(by).get(reg.get_absolute_url())) + sings(enter(by).get(reg.project.company.get_absolute_url()))
    assert {"project.name_en", "company.name_en", "presenter.name_en", "number", "alias", "file.name"} <= set(heard)
    fetched = enter(by).get(reverse("roadshows:upload", args=[reg.uploads.get().pk]))
    content = b"".join(fetched.streaming_content).decode("latin-1") + repr(dict(fetched.headers))
    assert [CANARIES[f] for f in ("file.name", "file.author", "file.title") if CANARIES[f] not in content] == []


def test_no_file_reaches_a_blind_expert_by_any_address(enter, expert, reg, review, now):
    """Nor is a file that is there told from one that is not."""
    client, sheet, there = enter(expert), Sheet.objects.get(), reg.uploads.get().pk
    link = link_for(expert.subject, "roadshows.reviewer", object_id=sheet.reviewer_id, now=now)
    client.post(link.path, {"answer": "4321"})
    places = [reverse("roadshows:sheet", args=[sheet.pk]) + "?file=", f"{link.path}?sheet={sheet.pk}&file="]
    for place in [*places, "/roadshows/uploads/"]:
        end = "/" if place.endswith("uploads/") else ""
        real, other = client.get(f"{place}{there}{end}"), client.get(f"{place}{there + 50}{end}")
        assert real.status_code == other.status_code == 404 and sings(real) == []


def test_no_page_feed_or_api_tells_a_blind_expert_who_it_is(enter, expert, reg, review):
    client, sheet = enter(expert), Sheet.objects.get()
    for address in everywhere(reg.edition, sheet):
        answer = client.get(address)
        leaked = [f for f in sings(answer) if CANARIES[f].lower() not in address.lower()]
        assert leaked == [], address


def test_the_sheet_still_says_what_it_is_about(enter, expert, review):
    shown = enter(expert).get(reverse("roadshows:sheet", args=[Sheet.objects.get().pk])).content.decode()
    assert "Project 1" in shown and "CNY 20-100M" in shown and "双靶点" in shown and portrait.BLACK in shown


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_nothing_leaks_while_scoring_submitting_failing_and_after_closing(
    enter, expert, reg, review, by, now, language
):
    client, sheet = enter(expert), Sheet.objects.get()
    client.cookies["django_language"] = language
    address = reverse("roadshows:sheet", args=[sheet.pk])
    scores = {f"score-{c['key']}": 10 for c in sheet.rubric.criteria}
    answers = [client.post(address, {}), client.post(address, scores)]
    answers.append(client.post(address, scores, headers={"X-Autosave": "1"}))
    answers.append(client.post(address, scores | {"comment": "好"}, follow=True))
    reviews.close_scoring(review, by=by, now=now)
    answers += [client.get(address), client.post(address, {"score-team": 1}, follow=True), client.get("/")]
    answers.append(client.get(reg.edition.get_absolute_url() + "review/"))
    assert [sings(answer) for answer in answers[:-2]] == [[]] * (len(answers) - 2)
    assert sings(answers[-1]) == [] and answers[-1].status_code == 403


def test_searching_filtering_and_counting_by_a_name_tells_nothing(enter, expert, reg, review):
    """The answer to a name that exists is the answer to one that does not."""
    client = enter(expert)
    for token, place in product(CANARIES.values(), ["/search/?q=", "/roadshows/?q=", "/api/editions/?q="]):
        real = client.get(place + token).content.decode().replace(token, "")
        other = client.get(place + "Nobodyatall").content.decode().replace("Nobodyatall", "")
        assert without_noise(real) == without_noise(other), (place, token)


def without_noise(page):
    """Without the token against forged requests, and what names the question itself."""
    import re

    page = re.sub(r'(csrfmiddlewaretoken" value=|X-CSRFToken": )"[^"]*"', "", page)
    return re.sub(r"\s+", " ", page)


def test_pages_of_the_team_are_closed_to_experts(enter, expert, reg, review):
    client = enter(expert)
    closed = [reg.get_absolute_url(), reg.project.company.get_absolute_url(), "/admin/", "/api/registrations/"]
    closed += [reverse("roadshows:board", args=[reg.edition.slug]), "/outbox/", "/companies/", "/people/"]
    for address in closed:
        answer = client.get(address)
        assert answer.status_code in (302, 403, 404), address
        assert [f for f in sings(answer) if CANARIES[f].lower() not in address.lower()] == [], address


def test_letters_to_a_blind_expert_name_nobody(reg, review, expert):
    letters = Message.objects.filter(subject=expert.subject)
    assert letters.count() == 1
    for letter in letters:
        whole = f"{letter.title}{letter.text}{letter.html}{letter.wechat}{letter.key}".lower()
        assert [f for f, token in CANARIES.items() if token.lower() in whole] == []


def test_the_personal_link_and_private_calendar_tell_nothing(enter, expert, reg, review, now):
    sheet = Sheet.objects.get()
    link = link_for(expert.subject, "roadshows.reviewer", object_id=sheet.reviewer_id, now=now)
    feed = reverse("roadshows:feed", args=[renew_feed(expert)])
    client = enter()
    answers = [client.get(feed), client.get(link.path), client.post(link.path, {"answer": "4321"}, follow=True)]
    answers += [client.get(f"{link.path}?sheet={sheet.pk}"), client.post(f"{link.path}?sheet={sheet.pk}", {})]
    assert [sings(answer) for answer in answers] == [[]] * 5
    assert "Project 1" in answers[3].content.decode()


def test_who_also_stands_for_a_fund_reads_a_programme_without_names(enter, expert, reg, review, by, now):
    person = Sheet.objects.get().reviewer.person
    fund = InvestorFactory()
    Position.objects.create(person=person, investor=fund)
    invitation = invitations.invite(reg.edition, fund, by=by, now=now, person=person)
    type(reg.edition).objects.filter(pk=reg.edition_id).update(state="frozen")
    link = link_for(expert.subject, "roadshows.invitation", object_id=invitation.pk, now=now)
    client = enter(expert)
    answer = client.get(link.path)
    assert answer.status_code == 200 and sings(answer) == []


def test_numbers_do_not_follow_the_order_of_registration(by, now):
    """Alias 7 must not be registration 7, else the list of registrations names them all."""
    edition = EditionFactory(owner=by)
    regs = [RegistrationFactory(edition=edition) for _ in range(12)]
    review = reviews.prepare(edition, by=by, now=now)
    assignments.seat(review, PersonFactory(), by=by, now=now, most=50)
    assignments.balance(review, by=by, now=now, per_project=1)
    aliases = dict(Result.objects.values_list("registration", "alias"))
    assert sorted(aliases.values()) == list(range(1, 13))
    assert [aliases[r.pk] for r in regs] != list(range(1, 13))


def test_without_the_blacking_out_the_one_liner_would_sing(enter, expert, review, monkeypatch):
    """Negative control: it is the guard that keeps the canaries quiet."""
    monkeypatch.setattr(portrait, "blacked", lambda text, known: text)
    answer = enter(expert).get(reverse("roadshows:sheet", args=[Sheet.objects.get().pk]))
    assert {"company.name", "company.short_name", "alias", "product.code", "presenter.name"} <= set(sings(answer))


def test_drug_codes_and_names_are_blacked_out_in_running_text():
    known = ["Canaryfirm"]
    assert portrait.blacked("ABC-123 与 canaryfirm 的 ADC", known) == "▇▇ 与 ▇▇ 的 ADC"
    assert portrait.blacked("", known) == ""


def test_an_open_review_shows_the_names(enter, expert, reg, by, now):
    person = PersonFactory(subject=expert.subject)
    found = reviews.prepare(reg.edition, by=by, now=now)
    sheet = assignments.assign(assignments.seat(found, person, by=by, now=now), reg, by=by, now=now)
    reviews.open_scoring(found, by=by, now=now)
    shown = sings(enter(expert).get(reverse("roadshows:sheet", args=[sheet.pk])))
    assert {"project.name_en", "company.name_en", "presenter.address", "project.city"} <= set(shown)
    assert "?file=" in enter(expert).get(reverse("roadshows:sheet", args=[sheet.pk])).content.decode()
    assert sheets.mine(expert.subject_id, now=now)
