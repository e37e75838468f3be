"""The Crunchbase export of October 2013 as it came: an excerpt here, the whole files where SCOUTING_DATA names them."""

import csv
import os
import re
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from companies.models import Company, FundingRound

pytestmark = pytest.mark.django_db
EXCERPT = settings.BASE_DIR / "scouting" / "data" / "crunchbase"
SHIPPED = (EXCERPT / "companies-excerpt.csv", EXCERPT / "rounds-excerpt.csv")


def load(files, tmp_path):
    """What the command printed, and its report by row as (kind, file, row)."""
    out, report = StringIO(), tmp_path / "report.csv"
    call_command("load_crunchbase", *map(str, files), report=str(report), stdout=out)
    return out.getvalue(), list(csv.reader(report.read_text(encoding="utf-8-sig").splitlines()))


def test_every_row_of_the_excerpt_is_accounted_for(tmp_path):
    words, rows = load(SHIPPED, tmp_path)
    assert "58 rows read: 58 created" in words
    assert Company.objects.count() == 58
    assert FundingRound.objects.count() == 129
    for oddity in ("exact duplicate", "kept as undisclosed", "ruined by a spreadsheet", "kept as the year",
                   "look like formulas", "not UTF-8"):  # fmt: skip
        assert oddity in words, words
    assert len(rows) > 20


def test_loading_twice_changes_nothing(tmp_path):
    load(SHIPPED, tmp_path)
    before = [Company.objects.count(), FundingRound.objects.count(), Company.history.count()]
    words, _rows = load(SHIPPED, tmp_path)
    assert "58 unchanged" in words and not re.search(r"\d created", words)
    assert [Company.objects.count(), FundingRound.objects.count(), Company.history.count()] == before


def test_oddities_are_kept_honestly(tmp_path):
    load(SHIPPED, tmp_path)
    ruined = Company.objects.get(name="#NAME?")
    assert not ruined.demo and ruined.source
    year_only = Company.objects.filter(founded_precision="year").first()
    assert year_only.founded_on.month == 1
    silent = FundingRound.objects.filter(amount_basis="undisclosed").first()
    assert silent.amount_min is None
    assert Company.objects.filter(name="Panève").exists()


def test_tranches_of_one_round_stay_apart(tmp_path):
    load(SHIPPED, tmp_path)
    counts = [c.rounds.filter(type="b").count() for c in Company.objects.filter(rounds__type="b").distinct()]
    assert max(counts) >= 2


def test_a_wrong_file_is_refused_with_a_sentence(tmp_path):
    wrong = tmp_path / "x.csv"
    wrong.write_text("a,b\n1,2\n")
    with pytest.raises(CommandError):
        load((wrong, SHIPPED[1]), tmp_path)
    with pytest.raises(CommandError):
        load((tmp_path / "none.csv", SHIPPED[1]), tmp_path)
    assert not Company.objects.exists()


@pytest.mark.data
def test_the_whole_files_are_taken_in_and_explained(tmp_path):
    folder = Path(os.environ["SCOUTING_DATA"])
    files = (folder / "cb2013-companies.csv", folder / "cb2013-rounds.csv")
    words, _rows = load(files, tmp_path)
    assert "17727 rows read: 17727 created" in words
    assert "31679 rows read: 31616 created, 63 duplicate" in words
    for line in ("63 exact duplicate rounds", "2579 amounts missing", "13 totals ruined"):
        assert line in words, words
    again, _rows = load(files, tmp_path)
    assert "17727 unchanged" in again and "31616 unchanged" in again and not re.search(r"\d created", again)
    assert FundingRound.objects.count() == 31616
