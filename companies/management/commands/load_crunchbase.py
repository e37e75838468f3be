"""manage.py load_crunchbase COMPANIES.csv ROUNDS.csv: the Crunchbase export of October 2013, through the verbs."""

from contextlib import ExitStack

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from companies.loaders import crunchbase
from scouting.base import clock


class Command(BaseCommand):
    help = "Loads Crunchbase's companies and rounds and reports every oddity by row. Loading twice adds nothing."

    def add_arguments(self, parser):
        parser.add_argument("companies", help="the companies' file")
        parser.add_argument("rounds", help="the rounds' file")
        default = settings.HOME / "crunchbase-report.csv"
        parser.add_argument("--report", default=default, help="where every oddity is written by row (%(default)s)")

    def handle(self, *args, **options):
        with ExitStack() as opened:
            try:
                files = [opened.enter_context(open(options[name], "rb")) for name in ("companies", "rounds")]
                out = opened.enter_context(open(options["report"], "w", encoding="utf-8", newline=""))
            except OSError as error:
                raise CommandError(f"{error.filename}: {error.strerror}") from error
            report = crunchbase.Report(out)
            try:
                crunchbase.load(*files, report, by=None, now=clock.now())
            except ValueError as error:
                raise CommandError(f"these are not Crunchbase's two files: {error}") from error
        for line in report.lines(options["report"]):
            self.stdout.write(line)
