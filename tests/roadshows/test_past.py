"""Events of before from a file: each row with its verdict, nothing saved before confirming, undone by number."""

import io
import zipfile
from copy import copy
from datetime import date

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from companies.models import Company
from roadshows import past_files, past_rows
from roadshows.actions import past, past_jobs
from roadshows.models import (
    Edition,
    EditionImport,
    Outcome,
    Project,
    Registration,
)
from scouting.accounts.roles import Role
from scouting.accounts.states import WrongState, changes_of
from scouting.outbox.models import Message
from tests.factories import (
    CompanyFactory,
    EditionFactory,
    UserFactory,
    organiser,
    promoter,
)

pytestmark = pytest.mark.django_db
PAGE = "/roadshows/past/"
HEADER = ["期数", "日期", "系列", "主题", "路演项目", "机构", "现场人数", "最高同时在线", "累计观看",
          "成果", "成果项目", "融资金额", "落地"]  # fmt: skip
ROW = [1, date(2018, 10, 31), "路演", "抗体", "甲药（睿璘）；乙械（某团队）", "5", 86, 1200, 2300,
       "签约", "甲药", "3000万元", "是"]  # fmt: skip


def workbook(*rows, header=HEADER):
    book = openpyxl.Workbook()
    for row in (header, *rows):
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.fixture
def chief():
    return organiser()


@pytest.fixture
def firm():
    company = CompanyFactory(name="南京睿璘生物科技有限公司", short_name="睿璘生物")
    company.aliases.create(name="睿璘")
    return company


def kept(chief, now, *rows, **more):
    return past.keep(past_files.rows_of("x.xlsx", workbook(*rows, **more)), file_name="x.xlsx", by=chief, now=now)


def verdicts(found, now):
    return [j.verdict for j in past.judge(found, now=now)]


def test_nothing_is_saved_before_it_is_confirmed_and_then_it_is_held_in_its_month(chief, firm, now):
    found = kept(chief, now, ROW)
    assert verdicts(found, now) == ["new"] and not Edition.objects.exists() and not Project.objects.exists()
    past_jobs.confirm(found, by=chief, now=now)
    edition = Edition.objects.get()
    assert (edition.slug, edition.number, edition.state, edition.theme) == ("2018-10", 1, "held", "抗体")
    assert (edition.visitors, edition.viewers_peak, edition.viewers_total, edition.funds_told) == (86, 1200, 2300, 5)
    change = changes_of(edition).get()
    assert (change.after, change.effective_on, change.via) == ("held", date(2018, 10, 31), "import")
    regs = list(edition.registrations.order_by("slot"))
    assert [(r.state, r.project.name, r.project.company, r.project.team_name) for r in regs] == [
        ("presented", "甲药", firm, ""),
        ("presented", "乙械", None, "某团队"),
    ]
    line = Outcome.objects.get()
    assert (line.registration, line.on, line.text, line.landed) == (regs[0], date(2018, 10, 31), "签约", True)
    assert line.raised.minimum == 30_000_000 and edition.taken == 2
    assert Company.objects.count() == 1 and not Message.objects.exists()


def test_the_same_file_twice_adds_nothing(chief, firm, now):
    past_jobs.confirm(kept(chief, now, ROW), by=chief, now=now)
    again = kept(chief, now, ROW)
    assert verdicts(again, now) == ["same"]
    counts = [m.objects.count() for m in (Edition, Registration, Project, Outcome)]
    past_jobs.confirm(again, by=chief, now=now)
    assert [m.objects.count() for m in (Edition, Registration, Project, Outcome)] == counts
    with pytest.raises(WrongState):
        past_jobs.confirm(again, by=chief, now=now)


def test_a_changed_figure_is_an_update_and_undo_puts_it_back(chief, firm, now):
    first = kept(chief, now, ROW)
    past_jobs.confirm(first, by=chief, now=now)
    second = kept(chief, now, [*ROW[:6], 90, *ROW[7:]])
    assert [list(j.changes) for j in past.judge(second, now=now)] == [["visitors"]]
    past_jobs.confirm(second, by=chief, now=now)
    assert Edition.objects.get().visitors == 90
    past_jobs.undo(EditionImport.objects.get(pk=second.pk), by=chief, now=now)
    assert Edition.objects.get().visitors == 86
    past_jobs.undo(EditionImport.objects.get(pk=first.pk), by=chief, now=now)
    assert not any(m.objects.exists() for m in (Edition, Registration, Project, Outcome))


@pytest.mark.parametrize(
    ("column", "value", "says"),
    [
        (1, "去年秋天", "日期"),
        (1, date(2026, 11, 30), "日期"),
        (2, "酒会", "系列"),
        (6, "很多", "现场人数"),
        (6, -3, "现场人数"),
        (7, 9000, "最高同时在线"),
        (11, "若干", "融资金额"),
        (12, "也许", "落地"),
        (10, "别的项目", "成果项目"),
        (3, "9.13E+17", "主题"),
    ],
)
def test_a_wrong_cell_is_named_by_row_and_column(chief, firm, now, column, value, says):
    row = [*ROW]
    row[column] = value
    found = kept(chief, now, row, [2, date(2018, 11, 30), "路演"])
    judged = past.judge(found, now=now)
    assert [j.verdict for j in judged] == ["error", "new"]
    assert judged[0].row.line == 2 and says in [name for name, _text in judged[0].row.errors]
    past_jobs.confirm(found, by=chief, now=now)
    assert [e.slug for e in Edition.objects.all()] == ["2018-11"]  # good rows go in, wrong ones stay out


def test_clashes_with_what_is_there_or_in_the_file(chief, now):
    EditionFactory(slug="2026-09", number=96, state="closed")
    EditionFactory(slug="2019-01", number=4, state="held")
    rows = [
        [96, date(2026, 9, 25), "路演"],
        [4, date(2019, 2, 25), "路演"],
        [7, date(2019, 3, 25), "路演"],
        [8, date(2019, 3, 26), "路演"],
        [7, date(2019, 5, 26), "路演"],
    ]
    assert verdicts(kept(chief, now, *rows), now) == ["error", "error", "new", "error", "error"]


def test_two_companies_of_one_name_are_an_error(chief, now):
    for _ in range(2):
        CompanyFactory(short_name="同名生物")
    found = kept(chief, now, [1, date(2018, 10, 31), "路演", "", "甲（同名生物）"])
    assert verdicts(found, now) == ["error"]


def test_english_headings_names_of_funds_and_a_csv_in_gb18030(chief, now):
    text = "No.,Date,Theme,Projects,Funds\r\n3,2018-12-28,细胞䶮,甲,毅达；元禾；红杉\r\n"
    rows = past_files.rows_of("x.csv", text.encode("gb18030"))
    found = past.keep(rows, file_name="x.csv", by=chief, now=now)
    [judged] = past.judge(found, now=now)
    assert judged.verdict == "new" and judged.row.values["funds_told"] == 3 and judged.row.values["theme"] == "细胞䶮"


@pytest.mark.parametrize("text", ["2018-10-31", "2018/10/31", "2018年10月31日", "43404"])
def test_days_as_people_and_spreadsheets_write_them(text, now):
    assert past_rows.understood(2, {"date": text}, now.date()).values["date"] == date(2018, 10, 31)


@pytest.mark.parametrize("text", ["2024年3月", "2024-03", "2024/3", "2024.3."])
def test_of_a_month_without_its_day_the_day_is_asked_and_none_is_made_up(text, chief, now):
    found = kept(chief, now, [*ROW[:1], text, *ROW[2:]])
    with translation.override("en"):
        [judged] = past.judge(found, now=now)
    assert judged.verdict == "error" and judged.row.values["date"] is None
    assert [(c, "Which day" in words) for c, words in judged.row.errors] == [("日期", True)]


@pytest.mark.parametrize(
    ("shown", "verdict"), [("yyyy-mm", "error"), (57, "error"), ("yyyy-mm-dd", "new"), (31, "new")]
)
def test_a_cell_that_shows_only_a_month_is_no_day(shown, verdict, chief, now):
    """Excel makes the first of the month of what was typed as a month."""
    book = openpyxl.Workbook()
    book.active.append(HEADER[:3])
    book.active.append([1, date(2024, 3, 1), "路演"])
    cell, file = book.active["B2"], io.BytesIO()
    if isinstance(shown, str):
        cell.number_format = shown
    else:  # one of the numbers that only a Chinese Excel gives a meaning to
        cell.value = 45352
        cell._style = copy(cell._style)
        cell._style.numFmtId = shown
    book.save(file)
    rows = past_files.rows_of("x.xlsx", file.getvalue())
    assert rows[1][1].startswith("2024-03") or rows[1][1] == "45352"
    assert verdicts(past.keep(rows, file_name="x.xlsx", by=chief, now=now), now) == [verdict]


def test_a_cell_with_a_hundred_projects_is_refused_with_the_reason(chief, now):
    most = past_rows.MOST_PROJECTS
    row = [1, date(2018, 10, 31), "路演", "抗体"]
    enough, many = ("；".join(f"药{n}" for n in range(number)) for number in (most, most + 1))
    found = kept(chief, now, [*row, many], [2, date(2018, 11, 30), "路演", "抗体", enough])
    with translation.override("en"):
        judged = past.judge(found, now=now)
    assert [j.verdict for j in judged] == ["error", "new"]
    assert f"{most + 1} projects in one event" in judged[0].row.errors[0][1]


def test_a_file_with_more_projects_than_can_be_saved_at_once_is_refused(enter, chief, monkeypatch):
    monkeypatch.setattr(past, "MOST_PROJECTS", 3)
    sheet = workbook([1, date(2018, 10, 31), "路演", "", "甲；乙"], [2, date(2018, 11, 30), "路演", "", "丙；丁"])
    answer = enter(chief).post(PAGE, {"file": SimpleUploadedFile("x.xlsx", sheet)})
    assert answer.status_code == 422 and "More than 3 projects" in answer.content.decode()


def test_judging_asks_as_often_for_many_rows_as_for_few(chief, firm, now, django_assert_max_num_queries):
    rows = [
        [n + 1, date(2010 + n // 12, n % 12 + 1, 20), "路演", "抗体", f"药{n}（睿璘）；械{n}（队{n}）"]
        for n in range(60)
    ]
    past_jobs.confirm(kept(chief, now, *rows[:30]), by=chief, now=now)
    found = kept(chief, now, *rows)
    with django_assert_max_num_queries(8):
        judged = past.judge(found, now=now)
    assert [j.verdict for j in judged] == ["same"] * 30 + ["new"] * 30
    assert all(j.row.projects[0].company == firm for j in judged)


def test_a_company_is_found_by_each_of_its_names(chief, now):
    company = CompanyFactory(name="南京睿璘生物科技有限公司", short_name="睿璘生物", name_en="Ruilin École")
    company.aliases.create(name="睿璘")
    merged = CompanyFactory(name="旧名", merged_into=company)
    merged.aliases.create(name="旧别名")
    names = [company.name, company.short_name, "ruilin École", "Ruilin École", "睿璘"]
    known = past_rows.companies_named([*names, "旧名", "旧别名", "别家"])
    assert known == dict.fromkeys(names, [company])


def bomb():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"x")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (40 * 1024 * 1024))
    return file.getvalue()


def deep():
    """Small enough inside, and a long way down."""
    source, file = io.BytesIO(workbook(ROW)), io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(
                name, old.read(name) if "sheet1" not in name else b"<worksheet><sheetData>" + b"<a>" * 2_000_000
            )
    return file.getvalue()


def test_what_takes_long_to_read_is_refused_within_five_seconds():
    with pytest.raises(past_files.Unreadable):
        past_files.rows_of("x.xlsx", deep())


def entities():
    """A workbook whose strings unfold a thousandfold."""
    source, file = io.BytesIO(workbook(ROW)), io.BytesIO()
    evil = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, evil + data.split(b"?>", 1)[-1] if name.startswith("xl/") else data)
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("x.xlsx", b"PK\x03\x04 nothing"),
        ("x.xlsx", b"no archive at all"),
        ("x.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        ("x.csv", b"a,b\n" * 2000),
        ("x.csv", b"x" * (past_files.LARGEST + 1)),
        ("x.xlsx", bomb()),
        ("x.xlsx", entities()),
    ],
)
def test_hostile_and_foreign_files_end_in_one_sentence(name, data):
    with pytest.raises(past_files.Unreadable) as error:
        past_files.rows_of(name, data)
    assert str(error.value)


def test_by_hand_from_the_template_to_the_comparison(enter, chief, now):
    window = enter(chief)
    sheet = b"".join(window.get(f"{PAGE}template.xlsx").streaming_content)
    answer = window.post(PAGE, {"file": SimpleUploadedFile("往期.xlsx", sheet)}, follow=True)
    text = answer.content.decode()
    assert "Save 1 row" in text and "entered as a team" in text and not Edition.objects.exists()
    found = EditionImport.objects.get()
    window.post(f"{PAGE}{found.pk}/confirm/")
    assert past_jobs.run(found.pk, now=now)
    saved = window.get(f"{PAGE}{found.pk}/").content.decode()
    assert "1 row is saved" in saved and "Undo this import" in saved
    row = next(r for r in window.get("/roadshows/compare/").context["rows"] if r.report)
    assert (row.report.presented, row.report.accepted, row.report.landed) == (2, 5, 1)
    window.post(f"{PAGE}{found.pk}/undo/")
    assert past_jobs.run(found.pk, now=now)
    undone = window.get(f"{PAGE}{found.pk}/").content.decode()
    assert not Edition.objects.exists()
    assert "This import was undone" in undone and "Taken back" in undone and "Undo this import" not in undone


def test_what_is_no_list_is_refused_beside_the_field(enter, chief):
    window = enter(chief)
    for data in (
        {},
        {"file": SimpleUploadedFile("x.csv", b"a,b\n1,2\n")},
        {"file": SimpleUploadedFile("x.xlsx", b"PK")},
    ):
        answer = window.post(PAGE, data)
        assert answer.status_code == 422 and 'role="alert"' in answer.content.decode()
    assert not EditionImport.objects.exists()


def test_only_those_who_decide_import(chief, enter, now):
    found = kept(chief, now, ROW)
    for user in (promoter(), UserFactory(roles=[Role.FUND])):
        assert enter(user).get(f"{PAGE}{found.pk}/").status_code == 403
        assert PAGE not in enter(user).get("/roadshows/compare/").content.decode()


def test_every_column_has_a_chinese_and_an_english_heading():
    for template in past_rows.words()["template"].values():
        assert len(past_rows.columns_of(template[0])[0]) == len(past_rows.words()["columns"])


def test_one_project_written_with_brackets_of_both_widths_is_one(chief, now):
    past_jobs.confirm(
        kept(chief, now, [1, date(2018, 10, 31), "路演", "抗体", "甲药(某团队)；甲药（某团队）"]), by=chief, now=now
    )
    assert Registration.objects.count() == 1
