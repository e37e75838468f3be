"""Checklists, statements, words and asking for what is missing; the pages of founder and organiser about them."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from companies.formats import money
from roadshows import letters, materials
from roadshows.actions import checklists, editions, months, registrations, tallies, uploads
from roadshows.actions import materials as verbs
from roadshows.actions.calendars import load_shipped
from roadshows.actions.errors import EventOver, NothingTaken, TooLate
from roadshows.models import Answer, Edition, Registration, Upload
from scouting.accounts.models import Consent, StateChange
from scouting.outbox.models import Message
from tests import papers
from tests.factories import (
    EditionFactory,
    PersonFactory,
    ProjectFactory,
    RegistrationFactory,
    UploadFactory,
    organiser,
    promoter,
)

pytestmark = pytest.mark.django_db
WECHAT = "Mozilla/5.0 (iPhone) AppleWebKit/605.1 MicroMessenger/8.0.50"


@pytest.fixture
def by(db):
    return promoter(name="王敏", mobile="13900001111")


@pytest.fixture
def chief(db):
    return organiser(name="陈静")


@pytest.fixture
def edition(today, db):
    return EditionFactory(slug="2026-11", number=98)


@pytest.fixture
def reg(edition, by, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    presenter = PersonFactory(name="许知远", address="许总", mobile="138 0000 4321")
    return RegistrationFactory(
        edition=edition, owner=by, project=ProjectFactory(name="通用型CAR-T", presenter=presenter)
    )


@pytest.fixture
def phone(enter, reg, now):
    """A phone on which the link was opened: phone() looks, phone(do=…) presses; the last answer is phone.answer."""
    client, path = enter(), letters.link_of(reg, now=now).path
    client.post(path, {"answer": "4321"})

    def touch(headers=None, **data):
        touch.answer = client.post(path, data, headers=headers) if data else client.get(path, headers=headers)
        return touch.answer.content.decode()

    touch.path, touch.client = path, client
    return touch


def fresh(reg):
    return Registration.objects.select_related("edition", "project__company", "presenter__subject").get(pk=reg.pk)


def codes(edition):
    return [item.code for item in materials.asked_for(Edition.objects.get(pk=edition.pk))]


# --- the checklist ---
def test_the_usual_list_until_somebody_edits_it(edition):
    assert codes(edition) == ["licence", "deck", "ask", "contact_consent", "conflict_statement"]
    assert [materials.read(code).kind for code in ("licence", "ask", "contact_consent")] == ["file", "derived", "tick"]


def test_items_are_added_renamed_moved_and_counted_at_once(edition, reg, chief, now):
    add = {"kind": "text", "name": "团队介绍", "name_en": "The team"}
    checklists.edit_checklist(edition, by=chief, now=now, add=add)
    own = codes(edition)[-1]
    assert fresh(reg).materials_needed == 6
    checklists.edit_checklist(edition, by=chief, now=now, move=(own, -1))
    assert codes(edition)[-2:] == [own, "conflict_statement"]
    changes = {"deck": {"name": "路演PPT", "name_en": "Pitch deck", "required": False}}
    checklists.edit_checklist(edition, by=chief, now=now, changes=changes)
    deck = materials.item_of(Edition.objects.get(pk=edition.pk), "deck")
    assert (deck.name, deck.required, deck.experts) == ("路演PPT", False, True)
    assert fresh(reg).materials_needed == 5
    assert StateChange.objects.filter(kind="roadshows.edition", after="checklist").count() == 3


def test_dropping_keeps_what_was_answered_and_it_can_be_asked_for_again(edition, reg, chief, by, now):
    UploadFactory(registration=reg, code="deck")
    registrations.note_materials(reg, by=by, now=now, received={"deck": True})
    checklists.edit_checklist(edition, by=chief, now=now, drop="deck")
    checklists.edit_checklist(edition, by=chief, now=now, drop="licence")
    row = Edition.objects.get(pk=edition.pk)
    assert [item.code for item in materials.everything(row) if item.off] == ["deck"]
    assert Upload.objects.count() == 1 and fresh(reg).materials["deck"] is True
    assert (fresh(reg).materials_done, fresh(reg).materials_needed) == (0, 3)
    checklists.edit_checklist(edition, by=chief, now=now, restore="deck")
    assert (fresh(reg).materials_done, fresh(reg).materials_needed) == (1, 4)


def test_a_dropped_item_that_was_answered_still_stands_on_the_teams_page(edition, reg, chief, by, now, enter):
    registrations.note_materials(reg, by=by, now=now, received={"licence": True})
    checklists.edit_checklist(edition, by=chief, now=now, drop="licence")
    assert "no longer asked for" in enter(by).get(reg.get_absolute_url()).content.decode()


def test_two_who_edit_at_once_lose_nothing_of_each_other(edition, chief, now):
    stale = Edition.objects.get(pk=edition.pk)
    checklists.edit_checklist(edition, by=chief, now=now, add={"kind": "file", "name": "财务"})
    checklists.edit_checklist(stale, by=chief, now=now, changes={"deck": {"name": "PPT"}})
    names = [item.name for item in materials.asked_for(Edition.objects.get(pk=edition.pk))]
    assert "财务" in names and "PPT" in names


def test_everything_can_be_dropped(edition, reg, chief, now):
    for code in codes(edition):
        checklists.edit_checklist(edition, by=chief, now=now, drop=code)
    assert codes(edition) == [] and fresh(reg).materials_needed == 0


def test_nothing_is_edited_once_it_is_over(edition, chief, now):
    Edition.objects.update(state="held")
    with pytest.raises(EventOver):
        checklists.edit_checklist(edition, by=chief, now=now, drop="deck")


def test_next_month_begins_with_the_list_of_this_one(edition, reg, chief, now):
    load_shipped()
    checklists.edit_checklist(edition, by=chief, now=now, add={"kind": "tick", "name": "保密承诺"}, drop="licence")
    made = next(e for e in months.create_month(2026, 12, by=chief, now=now)[0] if e.series == "roadshow")
    assert [i.label for i in materials.asked_for(made)] == [i.label for i in materials.asked_for(edition)]


def test_the_organisers_page_edits_and_keeps_what_was_typed(enter, chief, edition):
    window, address = enter(chief), reverse("roadshows:checklist", args=[edition.slug])
    shown = {"code": codes(edition), **{f"required-{code}": "on" for code in codes(edition)}, "experts-deck": "on"}
    window.post(address, shown | {"name_en-deck": "Pitch deck", "down": "licence"})
    assert codes(edition)[:2] == ["deck", "licence"]
    assert "Pitch deck" in window.get(address).content.decode()
    refused = window.post(address, shown | {"name_en-ask": "The ask", "add": "1", "new-kind": "text"})
    assert refused.status_code == 422
    assert "Give it a name." in refused.content.decode() and 'value="The ask"' in refused.content.decode()
    window.post(address, shown | {"add": "1", "new-kind": "derived", "new-code": "needs", "new-required": "on"})
    assert codes(edition)[-1] == "needs"
    assert enter(promoter()).get(address).status_code == 403


# --- counting ---
def test_counts_follow_every_verb(edition, reg, by, now):
    def counted():
        row = fresh(reg)
        assert (row.materials_done, row.materials_needed) == materials.completeness(row)[:2]
        return row.materials_done

    registrations.edit_registration(reg, by=by, now=now, changes={"ask": money.parse("数千万元")})
    assert counted() == 1
    registrations.note_materials(reg, by=by, now=now, received={"licence": True, "deck": True})
    assert counted() == 3
    verbs.declare(reg, codes=["contact_consent"], subject=reg.presenter.subject, now=now)
    assert counted() == 4
    verbs.take_back(reg, code="contact_consent", subject=reg.presenter.subject, now=now)
    assert counted() == 3
    assert tallies.tally_all(Registration.objects.all(), now=now) == 0


# --- statements ---
def test_a_statement_keeps_its_words_their_version_and_the_day(reg, now):
    subject = reg.presenter.subject
    for _ in range(2):
        verbs.declare(reg, codes=["contact_consent", "conflict_statement", "deck"], subject=subject, now=now)
    given = {a.code: a for a in Answer.objects.all()}
    assert set(given) == {"contact_consent", "conflict_statement"}
    one = given["contact_consent"]
    assert (one.version, one.at, one.subject, one.via) == (verbs.WORDING, now, subject, "link") and one.text
    assert Consent.objects.get().given and StateChange.objects.filter(after="declared").count() == 1


def test_taken_back_as_easily_as_given(reg, phone, now):
    phone(do="declare", declare="contact_consent")
    assert "Take the statement back" in phone() and f"wording {verbs.WORDING}" in phone()
    phone(do="take_back", code="contact_consent")
    assert [c.given for c in Consent.objects.order_by("pk")] == [True, False]
    assert fresh(reg).materials["contact_consent"] is False and Answer.objects.get().ended_at == now
    phone(do="declare", declare="contact_consent")
    assert Answer.objects.filter(ended_at=None).count() == 1


def test_a_colleague_who_unticks_the_consent_takes_the_recorded_one_back(reg, phone, enter, by, now):
    """Told by telephone: from then on it holds as if the presenter had said it on their own page."""
    phone(do="declare", declare="contact_consent")
    window, url = enter(by), reverse("roadshows:materials", args=[reg.pk])
    text = window.post(url, {"had": "contact_consent"}, follow=True).content.decode()
    assert "The consent to pass on contact details is taken back" in text and "Took a statement back" in text
    said = Consent.objects.filter(subject=reg.presenter.subject, kind="introduction").order_by("pk")
    assert [c.given for c in said] == [True, False]
    change = StateChange.objects.get(after="taken_back")
    assert (change.by, change.reason, change.via) == (by, "contact_consent", "page")
    assert Answer.objects.get().ended_at == now and fresh(reg).materials["contact_consent"] is False
    window.post(url, {"had": "contact_consent"})
    assert said.count() == 2 and StateChange.objects.filter(after="taken_back").count() == 1


def test_unticking_what_nobody_had_agreed_to_records_no_consent(reg, enter, by):
    window, url = enter(by), reverse("roadshows:materials", args=[reg.pk])
    window.post(url, {"have": ["contact_consent", "licence"]})
    text = window.post(url, {"had": ["contact_consent", "licence"]}, follow=True).content.decode()
    assert "taken back" not in text and not Consent.objects.exists()


# --- words on the personal page ---
def test_a_page_of_the_team_open_meanwhile_takes_no_statement_back(reg, phone, enter, by):
    window, url = enter(by), reverse("roadshows:materials", args=[reg.pk])
    assert 'name="had"' not in window.get(reg.get_absolute_url()).content.decode()
    phone(do="declare", declare="conflict_statement")
    window.post(url, {"have": ["licence"]})
    assert fresh(reg).materials == {"licence": True, "conflict_statement": True}
    assert reg.answers.filter(code="conflict_statement", ended_at=None).exists()
    assert 'name="had" value="conflict_statement"' in window.get(reg.get_absolute_url()).content.decode()


def test_words_keep_themselves_and_say_when(reg, phone, edition, chief, now):
    checklists.edit_checklist(edition, by=chief, now=now, add={"kind": "text", "name": "团队介绍", "name_en": "Team"})
    own = codes(edition)[-1]
    typed = {"one_liner": "现货型CAR-T", "ask": "5000万元", "needs": "", f"text-{own}": "三位博士"}
    phone(do="words", headers={"X-Autosave": "1"}, **typed)
    assert phone.answer.json() == {"message": "Saved at 10:00"}
    row = fresh(reg)
    assert (row.project.one_liner, row.ask_min, row.materials[own]) == ("现货型CAR-T", 50_000_000, True)
    assert Answer.objects.get().text == "三位博士" and "三位博士" in phone()
    phone(do="words", headers={"X-Autosave": "1"}, **typed | {"one_liner": "现货型CAR-T疗法"})
    assert StateChange.objects.filter(after="words_changed").count() == 1  # an hour of typing is one line


def test_a_mistake_is_said_beside_its_field_and_the_rest_is_kept(reg, phone):
    text = phone(do="words", one_liner="现货型", ask="很多", needs="实验室")
    assert phone.answer.status_code == 422 and 'value="很多"' in text and "field-error" in text
    assert (fresh(reg).project.needs, fresh(reg).ask_text) == ("实验室", "")
    phone(do="words", headers={"X-Autosave": "1"}, one_liner="", ask="", needs="")
    assert "saved" not in phone.answer.json()["message"] and fresh(reg).project.one_liner == "现货型"


def test_opening_the_page_changes_nothing(reg, phone, now):
    def whole():
        return list(Registration.objects.values()), Upload.objects.count(), Answer.objects.count()

    before = whole()
    for query in ("", "?do=withdraw_file&upload=1", "?do=declare&declare=contact_consent", "?file=1"):
        phone.client.get(phone.path + query)
    assert whole() == before


def test_before_the_digits_nothing_is_taken(enter, reg, now):
    path, stranger = letters.link_of(reg, now=now).path, enter()
    file = SimpleUploadedFile("a.pdf", papers.pdf())
    stranger.post(path, {"do": "upload", "code": "deck", "file": file})
    stranger.post(path, {"do": "words", "one_liner": "x"})
    assert not Upload.objects.exists() and fresh(reg).project.one_liner == ""


# --- files on the personal page ---
def test_a_founder_uploads_replaces_and_withdraws(reg, phone):
    phone(do="upload", code="deck", file=SimpleUploadedFile("路演.pdf", papers.pdf(3)))
    assert phone.answer.status_code == 302
    text = phone()
    assert "路演.pdf" in text and "3 pages" in text and "Checked" in text and "1/5" in text
    phone(do="upload", code="deck", file=SimpleUploadedFile("路演2.pptx", papers.pptx(4)), headers={"X-Upload": "1"})
    assert phone.answer.json() == {"url": f"{phone.path}#materials"}
    text = phone()
    assert "路演2.pptx" in text and "4 slides" in text and "路演.pdf" not in text
    phone(do="withdraw_file", upload=str(Upload.objects.current().get().pk))
    assert not Upload.objects.current().exists() and fresh(reg).materials_done == 0


def test_a_refused_file_is_told_beside_its_field(reg, phone):
    text = phone(do="upload", code="licence", file=SimpleUploadedFile("a.pdf", papers.pdf()[:-90]))
    assert phone.answer.status_code == 422 and "damaged or not complete" in text
    assert 'aria-describedby="file-licence-error"' in text and "file-deck-error" in text
    phone(do="upload", code="deck", headers={"X-Upload": "1"})
    assert phone.answer.json() == {"error": "Choose a file first."}


def test_somebody_elses_file_is_not_withdrawn(reg, phone):
    other = UploadFactory(registration=RegistrationFactory(edition=reg.edition))
    for pk in (str(other.pk), "x", "", "9" * 5000):
        phone(do="withdraw_file", upload=pk)
    other.refresh_from_db()
    assert other.state == "current"


def test_after_the_freeze_the_page_says_whom_to_call(reg, phone, chief, now):
    editions.freeze(reg.edition, by=chief, now=now)
    text = phone()
    assert "can no longer be changed here" in text and 'type="file"' not in text and "data-autosave" not in text
    for data in ({"do": "words", "one_liner": "x"}, {"do": "declare", "declare": "contact_consent"}):
        phone(**data)
    phone(do="upload", code="deck", file=SimpleUploadedFile("a.pdf", papers.pdf()))
    assert phone.answer.status_code == 422
    assert fresh(reg).project.one_liner == "" and fresh(reg).materials == {} and not Upload.objects.exists()
    with pytest.raises(TooLate):
        verbs.save_words(fresh(reg), subject=reg.presenter.subject, now=now, changes={"needs": "x"})


@pytest.mark.parametrize("state", ["withdrawn", "declined", "presented"])
def test_a_closed_registration_takes_nothing(reg, phone, state):
    Registration.objects.update(state=state, **({"slot": 1} if state == "presented" else {}))
    assert 'id="materials"' not in phone()
    phone(do="upload", code="deck", file=SimpleUploadedFile("a.pdf", papers.pdf()))
    assert not Upload.objects.exists()


def test_inside_wechat_the_page_says_how_to_open_the_browser(reg, phone, edition):
    text = phone(headers={"User-Agent": WECHAT})
    assert "WeChat cannot hand in files." in text and "Open in browser" in text and f"{phone.path}</textarea>" in text
    assert "WeChat cannot hand in files." not in phone(headers={"User-Agent": "Mozilla/5.0 Chrome/130"})
    ics = reverse("roadshows:ics", args=[edition.slug])
    assert ics in text
    inside = phone.client.get(ics, headers={"User-Agent": WECHAT})
    assert "WeChat cannot put an event" in inside.content.decode() and f"{ics}</textarea>" in inside.content.decode()
    assert phone.client.get(ics)["Content-Type"].startswith("text/calendar")


def test_the_page_costs_the_same_with_one_file_and_with_many(
    reg, phone, edition, chief, now, django_assert_num_queries
):
    phone()
    UploadFactory(registration=reg)
    with django_assert_num_queries(12):
        phone()
    for code in ("licence", "own-1", "own-2"):
        UploadFactory(registration=reg, code=code, state="replaced", ended_at=now)
        UploadFactory(registration=reg, code=code)
        Answer.objects.create(registration=reg, code=code, at=now)
    with django_assert_num_queries(12):
        phone()


# --- the whole ---
def test_with_all_uploaded_ticked_and_said_the_board_shows_it(reg, phone, enter, by, edition, now):
    for code in ("licence", "deck"):
        phone(do="upload", code=code, file=SimpleUploadedFile("a.pdf", papers.pdf(2 if code == "deck" else 1)))
    phone(do="declare", declare=["contact_consent", "conflict_statement"])
    phone(do="words", one_liner="现货型", ask="数千万元", needs="")
    assert "Materials 5/5: complete" in phone()
    board = enter(by).get(reverse("roadshows:board", args=[edition.slug])).content.decode()
    assert "5/5" in board and "missing materials" not in board
    assert uploads.MOST > 2


# --- a frozen agenda ------------------------------------------------------------------------------
@pytest.fixture
def frozen(reg):
    """The deadline is still to come and late materials are taken, and yet the founder's page is closed."""
    Edition.objects.filter(pk=reg.edition_id).update(state="frozen", late_materials=True)
    return Registration.objects.select_related("edition").get(pk=reg.pk)


def test_who_can_hand_in_nothing_any_more_is_not_asked_to(frozen, by, enter, now):
    with pytest.raises(NothingTaken) as refused:
        verbs.chase_materials(frozen, by=by, now=now)
    with translation.override("en"):
        assert "agenda is frozen" in str(refused.value)
    assert verbs.chase_many([frozen], by=by, now=now) == []
    window = enter(by)
    said = window.post(reverse("roadshows:chase", args=[frozen.pk]), follow=True).content.decode()
    assert "agenda is frozen" in said and not Message.objects.filter(kind="roadshows/materials").exists()


def test_the_pages_that_offer_asking_say_why_not(frozen, by, chief, enter, today):
    page = enter(by).get(f"{frozen.get_absolute_url()}").content.decode()
    assert "agenda is frozen" in page and "Ask for what is missing" not in page
    answer = enter(chief).get(reverse("roadshows:chase_all", args=["2026-11"]))
    text = answer.content.decode()
    assert answer.context["to_ask"] == 0 and "Open the agenda again" in text and "allow late materials" not in text
    assert enter(chief).get(reverse("roadshows:board", args=["2026-11"])).context["to_chase"] == 0
    today.move_to(frozen.edition.starts - timedelta(days=3))
    desk = enter(by).get("/").content.decode()
    assert "agenda is frozen" in desk and reverse("roadshows:chase", args=[frozen.pk]) not in desk


def test_opened_again_it_asks_again(frozen, by, now):
    Edition.objects.update(state="closed")
    assert verbs.chase_materials(frozen, by=by, now=now) is not None
