"""Files of a registration: handed in, replaced, withdrawn, fetched by whom they are for, deleted in the end."""

import os
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from roadshows import letters, storing, uploads
from roadshows.actions import assignments, decisions, editions, registrations, reviews
from roadshows.actions import uploads as verbs
from roadshows.actions.errors import BadFile, NoSuchItem, TooLate, TooManyFiles
from roadshows.models import Registration, Upload
from scouting.accounts.actions import link_for
from scouting.accounts.models import StateChange
from scouting.accounts.roles import Role
from scouting.base import uploads as handlers
from tests import papers
from tests.factories import (
    EditionFactory,
    InvitationFactory,
    PersonFactory,
    RegistrationFactory,
    UploadFactory,
    UserFactory,
    organiser,
    promoter,
)

pytestmark = pytest.mark.django_db
NAME = "恒景医疗 路演PPT.pdf"


@pytest.fixture
def by(db):
    return promoter(name="王敏")


@pytest.fixture
def reg(by, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return RegistrationFactory(
        owner=by, project__presenter__mobile="13800004321", edition=EditionFactory(slug="2026-11")
    )


@pytest.fixture
def founder(reg):
    return reg.presenter.subject


def hand_in(reg, now, content=None, *, name=NAME, code="deck", **who):
    file = ContentFile(papers.pdf() if content is None else content, name=name)
    return verbs.take_in(reg, code=code, file=file, now=now, **who)


def on_disk():
    return sorted(path.name for path in storing.folder().iterdir())


# --- the verbs ---
def test_a_checked_file_is_kept_under_a_random_name_and_counts(reg, founder, now):
    made = hand_in(reg, now, papers.pdf(3), subject=founder)
    assert (made.name, made.format, made.pages, made.state, made.at) == (NAME, "pdf", 3, "current", now)
    assert on_disk() == [made.stored] and len(made.stored) == 32 and "恒景" not in made.stored
    assert oct(storing.path_of(made.stored).stat().st_mode)[-3:] == "600"
    row = Registration.objects.get(pk=reg.pk)
    assert (row.materials, row.materials_done, row.materials_needed) == ({"deck": True}, 1, 5)
    change = StateChange.objects.get(after="uploaded")
    assert (change.reason, change.subject) == ("deck", founder)


@pytest.mark.parametrize(
    ("content", "code", "reason"),
    [
        (b"MZ", "deck", "unknown"),
        (papers.pdf()[:-100], "deck", "damaged"),
        (papers.pptx(parts={"ppt/vbaProject.bin": "x"}), "deck", "macros"),
        (papers.picture(), "deck", "unknown"),  # a photograph is for the licence
        (b"", "deck", "empty"),
    ],
)
def test_nothing_is_kept_of_a_refused_file(reg, now, by, content, code, reason):
    with pytest.raises(BadFile) as refusal:
        hand_in(reg, now, content, code=code, by=by)
    assert refusal.value.reason == reason and str(refusal.value)
    assert on_disk() == [] and not Upload.objects.exists()
    assert Registration.objects.get(pk=reg.pk).materials == {}


def test_the_content_decides_and_not_the_name(reg, now, by):
    assert hand_in(reg, now, papers.pptx(3), name="deck.pdf", by=by).format == "pptx"
    assert hand_in(reg, now, papers.picture(), name="licence.docx", code="licence", by=by).format == "jpeg"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\许总\\路演.pdf", "路演.pdf"),
        ("/absolute/路演（终版）.pdf", "路演（终版）.pdf"),
        ("deck\u202efdp.exe\0.pdf", "deckfdp.exe.pdf"),
        ("a\r\nSet-Cookie: x=1.pdf", "aSet-Cookie: x=1.pdf"),
        ("", "file.pdf"),
        ("...", "file.pdf"),
        ("路演.PDF", "路演.PDF"),
        ("plan.bat", "plan.bat.pdf"),
        ("plan.html", "plan.html.pdf"),
        ("长" * 300 + ".pdf", "长" * 120 + ".pdf"),
    ],
)
def test_names_from_outside_lead_nowhere(given, kept):
    assert verbs.name_of(given, "pdf") == kept


def test_another_file_replaces_and_the_same_again_changes_nothing(reg, founder, now):
    first = hand_in(reg, now, papers.pdf(1), subject=founder)
    second = hand_in(reg, now + timedelta(hours=1), papers.pdf(2), subject=founder)
    again = hand_in(reg, now + timedelta(hours=2), papers.pdf(2), name="other.pdf", subject=founder)
    first.refresh_from_db()
    assert (first.state, first.ended_at) == ("replaced", now + timedelta(hours=1))
    assert again == second and sorted(on_disk()) == sorted([first.stored, second.stored])


def test_withdrawn_it_is_missing_again_and_twice_is_once(reg, founder, now):
    made = hand_in(reg, now, subject=founder)
    for _ in range(2):
        verbs.withdraw(Upload.objects.get(pk=made.pk), now=now, subject=founder)
    row = Registration.objects.get(pk=reg.pk)
    assert (Upload.objects.get().state, row.materials, row.materials_done) == ("withdrawn", {"deck": False}, 0)
    assert StateChange.objects.filter(after="file_withdrawn").count() == 1


def test_founders_stop_at_the_freeze_and_the_team_does_not(reg, founder, by, now):
    editions.freeze(reg.edition, by=organiser(), now=now)
    reg = Registration.objects.select_related("edition").get(pk=reg.pk)
    with pytest.raises(TooLate):
        hand_in(reg, now, subject=founder)
    assert hand_in(reg, now, by=by).by == by


def test_after_the_deadline_only_where_the_edition_or_the_registration_allows_it(reg, founder, now):
    late = reg.edition.deadline + timedelta(hours=1)
    reg.edition.late_materials = False
    type(reg.edition).objects.update(late_materials=False)
    with pytest.raises(TooLate):
        hand_in(reg, late, subject=founder)
    Registration.objects.update(company_adds_later=True)
    reg.company_adds_later = True
    assert hand_in(reg, late, subject=founder).state == "current"


def test_what_is_not_asked_for_is_not_taken(reg, by, now):
    for code in ("ask", "contact_consent", "nonsense"):
        with pytest.raises(NoSuchItem):
            hand_in(reg, now, code=code, by=by)


def test_nobody_fills_the_disk(reg, by, now, monkeypatch):
    monkeypatch.setattr(verbs, "MOST", 1)
    hand_in(reg, now, by=by)
    with pytest.raises(TooManyFiles):
        hand_in(reg, now, papers.pdf(5), by=by)
    assert len(on_disk()) == 1


# --- who may have it ---
def fetch(window, upload):
    return window.get(reverse("roadshows:upload", args=[upload.pk]))


@pytest.fixture
def made(reg, founder, now):
    return hand_in(reg, now, subject=founder)


def test_it_is_sent_as_an_attachment_that_can_do_nothing(enter, by, made):
    answer = fetch(enter(by), made)
    assert b"".join(answer.streaming_content) == papers.pdf()
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert answer["X-Content-Type-Options"] == "nosniff" and answer["Content-Type"] == "application/pdf"
    assert answer["Content-Security-Policy"].startswith("sandbox")
    assert answer["Accept-Ranges"] == "none" and "no-store" in answer["Cache-Control"]
    part = enter(by).get(reverse("roadshows:upload", args=[made.pk]), headers={"Range": "bytes=0-3"})
    assert part.status_code == 200 and len(b"".join(part.streaming_content)) == len(papers.pdf())


def test_no_address_serves_the_folder(enter, by, made):
    for address in (f"/media/materials/{made.stored}", f"/files/materials/{made.stored}", f"/static/{made.stored}"):
        assert enter(by).get(address).status_code == 404


def test_the_team_and_the_own_founder_and_nobody_else(enter, reg, made, now):
    own = UserFactory(roles=[Role.FOUNDER])
    type(reg.presenter).objects.filter(pk=reg.presenter_id).update(subject=own.subject)
    fund = UserFactory(roles=[Role.FUND])
    InvitationFactory(edition=reg.edition, person=PersonFactory(subject=fund.subject), state="coming")
    seen = {
        name: fetch(enter(user), made).status_code
        for name, user in {
            "team": promoter(), "own": own, "other": UserFactory(roles=[Role.FOUNDER]), "fund": fund,
            "expert": UserFactory(roles=[Role.EXPERT]),
        }.items()
    }  # fmt: skip
    assert seen == {"team": 200, "own": 200, "other": 404, "fund": 404, "expert": 404}
    assert enter().get(reverse("roadshows:upload", args=[made.pk])).status_code == 302


def test_former_and_withdrawn_files_are_for_the_team_alone(enter, reg, founder, made, by, now):
    hand_in(reg, now, papers.pdf(5), subject=founder)
    link = letters.link_of(reg, now=now)
    assert fetch(enter(by), made).status_code == 200
    made.refresh_from_db()
    assert not uploads.may_download(link, made, now=now)


def test_by_personal_link_only_after_the_digits_and_only_ones_own(enter, reg, made, now):
    link, window = letters.link_of(reg, now=now), enter()
    address = f"{link.path}?file={made.pk}"
    assert "form" in window.get(address).content.decode()  # the question for the digits, not the file
    window.post(link.path, {"answer": "4321"})
    assert window.get(address)["Content-Disposition"].startswith("attachment")
    other = RegistrationFactory(edition=reg.edition)
    strange = hand_in(other, now, papers.pdf(7), by=organiser())
    assert window.get(f"{link.path}?file={strange.pk}").status_code == 404
    for nonsense in ("", "x", "9" * 30, "-1"):
        assert window.get(f"{link.path}?file={nonsense}").status_code == 404


@pytest.fixture
def expert(reg, now):
    """Reads the project; review(blind=) opens the scoring."""
    user = UserFactory(roles=[Role.EXPERT], name="裴守恒")
    person = PersonFactory(subject=user.subject, mobile="13800008888")

    def open_review(blind):
        chief = organiser()
        found = reviews.prepare(reg.edition, by=chief, now=now)
        reviews.edit(found, by=chief, now=now, blind=blind, closes_at=found.closes_at, per_project=1)
        sheet = assignments.assign(assignments.seat(found, person, by=chief, now=now), reg, by=chief, now=now)
        reviews.open_scoring(found, by=chief, now=now)
        return user, sheet

    return open_review


def test_an_expert_fetches_what_the_edition_opens_where_names_are_open(enter, reg, founder, made, expert, now):
    licence = hand_in(reg, now, papers.pdf(2), code="licence", subject=founder)
    user, sheet = expert(blind=False)
    window, page = enter(user), reverse("roadshows:sheet", args=[sheet.pk])
    assert f"?file={made.pk}" in window.get(page).content.decode()
    assert window.get(f"{page}?file={made.pk}")["Content-Disposition"].startswith("attachment")
    assert fetch(window, made).status_code == 200
    assert window.get(f"{page}?file={licence.pk}").status_code == 404 == fetch(window, licence).status_code
    link = link_for(user.subject, letters.REVIEW_PURPOSE, object_id=sheet.reviewer_id, now=now)
    assert uploads.may_download(link, made, now=now) and not uploads.may_download(link, licence, now=now)


def test_blind_no_expert_gets_a_file_by_any_way(enter, reg, made, expert, now):
    user, sheet = expert(blind=True)
    window, page = enter(user), reverse("roadshows:sheet", args=[sheet.pk])
    text = window.get(page).content.decode()
    assert "?file=" not in text and "恒景" not in text and "pages" not in text
    assert window.get(f"{page}?file={made.pk}").status_code == 404 == fetch(window, made).status_code


def test_an_expert_from_whom_it_was_taken_gets_nothing_more(enter, made, expert, now):
    user, sheet = expert(blind=False)
    assignments.take_back(sheet, by=organiser(), now=now, reason="换人")
    assert fetch(enter(user), made).status_code == 404


# --- the pages of the team ---
def test_a_colleague_hands_in_replaces_and_withdraws(enter, by, reg, now):
    window, address = enter(by), reverse("roadshows:upload_add", args=[reg.pk, "deck"])
    for pages in (1, 2):
        file = SimpleUploadedFile("路演.pdf", papers.pdf(pages))
        assert window.post(address, {"file": file}).status_code == 302
    text = window.get(reg.get_absolute_url()).content.decode()
    assert "1 former version" in text and "2 pages" in text and "Checked" in text
    current = Upload.objects.current().get()
    window.post(reverse("roadshows:upload_withdraw", args=[current.pk]))
    assert not Upload.objects.current().exists()
    bad = window.post(address, {"file": SimpleUploadedFile("a.pdf", b"MZ")}, follow=True).content.decode()
    assert "neither a PDF nor a PPTX" in bad
    told = window.post(address, {}, headers={"X-Upload": "1"})
    assert (told.status_code, told.json()) == (422, {"error": "Choose a file first."})


def test_a_colleague_of_another_team_changes_nothing(enter, reg, made):
    window = enter(promoter())
    for address in (
        reverse("roadshows:upload_add", args=[reg.pk, "deck"]),
        reverse("roadshows:upload_withdraw", args=[made.pk]),
    ):
        assert window.post(address).status_code == 403
    assert Upload.objects.get().state == "current"


def test_26_mb_are_answered_and_not_kept(enter, by, reg, monkeypatch):
    big = papers.pdf() + b"\0" * (26 * 1024 * 1024)
    answer = enter(by).post(
        reverse("roadshows:upload_add", args=[reg.pk, "deck"]),
        {"file": SimpleUploadedFile("deck.pdf", big)},
        headers={"X-Upload": "1"},
    )
    assert answer.status_code == 422 and "26.0 MB" in answer.json()["error"] and on_disk() == []


def test_of_a_file_beyond_the_limit_nothing_stays_on_disk_but_its_size():
    handler = handlers.CappedUpload()
    handler.new_file("file", "deck.pdf", "application/pdf", None)
    for at in range(26):
        handler.receive_data_chunk(b"\0" * 1024 * 1024, at * 1024 * 1024)
    found = handler.file_complete(26 * 1024 * 1024)
    assert (found.size, os.path.getsize(found.temporary_file_path())) == (26 * 1024 * 1024, 0)


# --- what a day leaves behind ---
def age(stored, now, days):
    moment = (now - timedelta(days=days)).timestamp()
    os.utime(storing.path_of(stored), (moment, moment))


def test_the_nightly_sweep_deletes_what_is_over_and_orphans(reg, founder, by, now):
    kept = hand_in(reg, now, papers.pdf(1), subject=founder)
    taken_back = hand_in(reg, now, papers.pdf(2), code="licence", subject=founder)
    verbs.withdraw(taken_back, now=now, subject=founder)
    orphan, fresh = storing.keep([b"x"]), storing.keep([b"y"])
    month = now + timedelta(days=31)
    age(orphan, month, 2)
    age(kept.stored, month, 31)
    age(fresh, month, 0)
    assert verbs.sweep(now=month) >= 1 and verbs.sweep(now=month) == 0
    assert on_disk() == sorted([kept.stored, fresh])
    taken_back.refresh_from_db()
    assert taken_back.gone_at is not None and taken_back.name  # the row still says what there was


def test_files_of_a_withdrawn_registration_go_after_thirty_days(reg, founder, by, now):
    made = hand_in(reg, now, subject=founder)
    decisions.withdraw(registration(reg), now=now, by=by, reason="不来")
    verbs.sweep(now=now + timedelta(days=29))
    assert on_disk() == [made.stored]
    verbs.sweep(now=now + timedelta(days=31))
    assert on_disk() == []


def registration(reg):
    rows = Registration.objects.select_related("edition__owner", "project__company", "presenter__subject", "owner")
    return rows.get(pk=reg.pk)


def test_the_sweep_counts_again_what_no_verb_counted(reg, now):
    Registration.objects.filter(pk=reg.pk).update(materials={"deck": True}, ask_text="数千万元")
    verbs.sweep(now=now)
    assert registration(reg).materials_done == 2


def test_a_row_without_its_file_is_no_error(enter, by, reg):
    lost = UploadFactory(registration=reg)
    assert fetch(enter(by), lost).status_code == 404
    assert enter(by).get(reg.get_absolute_url()).status_code == 200


def test_one_current_file_for_an_item(reg):
    from django.db import IntegrityError, transaction

    UploadFactory(registration=reg)
    with pytest.raises(IntegrityError), transaction.atomic():
        UploadFactory(registration=reg)
    assert registrations.completeness(reg)[1] == 5
