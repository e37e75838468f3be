"""manage.py load_facts: the shipped facts about Nanjing's cluster. Loading them twice changes nothing."""

from django.core.management.base import BaseCommand

from companies.loaders import nanjing
from scouting.base import clock


class Command(BaseCommand):
    help = "Loads the shipped facts about Nanjing's biomedical cluster; what is there already is left as it is."

    def handle(self, *args, **options):
        data = nanjing.shipped()
        report = nanjing.load(data, by=None, now=clock.now())
        self.stdout.write(f"{len(data['rows'])} rows of two articles, read as:")
        for kind in report.created | report.unchanged:
            new, same = report.created[kind], report.unchanged[kind]
            self.stdout.write(f"  {kind:<12}{new:>5} new{same:>6} unchanged")
        self.stdout.write(f"{len(data['kept'])} rows are kept in the file and not loaded:")
        for kept in data["kept"]:
            self.stdout.write(f"  {kept['row']}: {kept['en']}")
        for name, known, reason in report.twins:
            self.stdout.write(f"  perhaps twice: {name} – {known} {reason}")
