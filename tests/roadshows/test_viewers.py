"""Viewers from a file: the peak is the highest figure, the views in all stay what was entered. And how people came."""

import io
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from roadshows import report_words, viewers
from roadshows.actions import attendance, outcomes
from roadshows.models import Edition
from roadshows.report import report_of
from tests.factories import EditionFactory, InvestorFactory, InvitationFactory, organiser, promoter


def sheet(*rows):
    book, file = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        '时间,在线人数\r\n14:00,120\r\n14:05,"3,000"\r\n14:10,2871\r\n'.encode("gb18030"),
        b"14:00\t120\n14:05\t3000\n14:10\t2871\n",
        b"\xef\xbb\xbftime;viewers\n14:00;120\n14:05;3000.0\n14:10;2871\n\n",
    ],
)
def test_a_text_file_of_any_make_is_read(data):
    assert viewers.read(data, "watch.csv") == [("14:00", 120), ("14:05", 3000), ("14:10", 2871)]


def test_a_workbook_is_read():
    data = sheet(["time", "viewers"], ["14:00", 120], ["14:05", 3000])
    assert viewers.read(data, "watch.XLSX") == [("14:00", 120), ("14:05", 3000)]


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"", "a.csv"),
        (b"time,viewers\n", "a.csv"),
        (b"14:00,120\n14:05,many\n", "a.csv"),
        (b"14:00,120\n14:05,-3\n", "a.csv"),
        (b"14:00,99999999999\n14:05,99999999999\n", "a.csv"),
        (b"no workbook", "a.xlsx"),
        (b"x" * (viewers.LARGEST + 1), "a.csv"),
        (b"14:00,1\n" * (viewers.ROWS + 1), "a.csv"),
    ],
)
def test_what_is_no_such_file_is_refused_in_words(data, name):
    with pytest.raises(ValidationError) as refusal:
        viewers.read(data, name)
    assert refusal.value.messages[0]


# --- on the report --------------------------------------------------------------------------------
@pytest.fixture
def held(db):
    return EditionFactory(slug="2026-10", state="held")


def sent(client, data, name="watch.csv"):
    return client.post("/roadshows/2026-10/viewers/", {"file": SimpleUploadedFile(name, data)})


def test_the_peak_comes_from_the_file_and_the_total_stays(enter, held):
    """Scenario 18: 3,000 at once and 5,200 in all are two figures."""
    outcomes.record_viewers(held, by=organiser(), now=held.ends, peak=10, total=5200)
    answer = sent(enter(organiser()), b"14:00,120\n14:05,3000\n14:10,2871\n")
    assert answer.status_code == 302
    assert Edition.objects.values_list("viewers_peak", "viewers_total").get() == (3000, 5200)
    assert sent(enter(promoter()), b"14:00,1\n").status_code == 403


@pytest.mark.parametrize(("data", "words"), [(b"14:00,x\n14:01,y\n", "no number"), (b"14:00,6000\n", "cannot be more")])
def test_a_wrong_file_changes_nothing_and_says_why(enter, held, data, words):
    outcomes.record_viewers(held, by=organiser(), now=held.ends, peak=10, total=5200)
    answer = sent(enter(organiser()), data)
    assert answer.status_code == 422 and words in answer.content.decode()
    assert Edition.objects.get().viewers_peak == 10


def test_the_report_tells_the_channels_apart(held):
    at = held.starts - timedelta(minutes=5)
    said = [
        InvitationFactory(edition=held, state=s, investor=InvestorFactory()) for s in ("coming", "coming", "online")
    ]
    attendance.check_in(held, said[0].person, now=at, channel="qr")
    attendance.check_in(held, said[1].person, now=at, channel="online")
    attendance.check_in(held, said[2].person, now=at)
    attendance.add_guest(held, name="林一", now=at)
    undone = attendance.add_guest(held, name="林二", now=at).row
    attendance.undo(undone, by=organiser(), now=at)
    found = report_of(held)
    assert (found.attended(), found.attended(online=False), found.attended(online=True)) == (3, 2, 1)
    [lines] = [s.lines for s in report_words.sections(found) if s.code == "attendance"]
    assert [line.value for line in lines][:7] == [2, 1, 3, 1, 1, 1, 1]
