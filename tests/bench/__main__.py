"""`make bench`: fills a database, measures every case, prints one table and writes it to docs/performance.md.

usage: python -m tests.bench [--companies 1000000] [--rounds 1000000] [--others ROWS] [--only WORD ...]
       [--write] [--keep]
DATABASE_URL names a PostgreSQL server on which the database scouting_bench may be made. With --keep it stays, and the
next run starts from it.
"""

import argparse
import contextlib
import importlib
import os
import pkgutil
import sys
import time
from functools import cached_property

import psycopg

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.settings"


class Bench:
    """What the cases share: somebody signed in, the bare page, words to search for."""

    def __init__(self):
        """Names of this run, 5,000 of them a second, so that a kept database takes another one."""
        from factory import Factory

        from tests import factories

        self.run = int(time.time())
        for made in vars(factories).values():
            if isinstance(made, type) and issubclass(made, Factory) and made._meta.model:
                made.reset_sequence(self.run % 1_000_000 * 5_000, force=True)

    @cached_property
    def users(self):
        from scouting.accounts.roles import Role
        from tests import factories

        roles = {
            "promoter": [Role.PROMOTER, Role.CONTACTS],
            "dataadmin": [Role.DATA_ADMIN],
            "organiser": [Role.ORGANISER],
        }
        return {name: factories.UserFactory(roles=given, is_staff=True) for name, given in roles.items()}

    def client(self, name="promoter"):
        from django.test import Client

        client = Client()
        client.force_login(self.users[name])
        return client

    def session(self, name="promoter"):
        return self.client(name).cookies["sessionid"].value

    @cached_property
    def bare(self):
        from tests.bench import measure

        return measure.asks(self.client(), "/bench/bare/")

    def rare_word(self):
        """Two characters that few names hold."""
        return self.sample("length(short_name) BETWEEN 3 AND 6").short_name[:2]

    def rare_initials(self):
        return "".join(word[0] for word in self.sample("length(short_name) BETWEEN 4 AND 5").sort_key.split()[:5])

    def sample(self, condition):
        from companies.models import Company

        return Company.objects.extra(where=[condition]).order_by("-id").first()


def arguments():
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--companies", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=1_000_000)
    parser.add_argument("--others", type=int, help="rows of each of the other models; as many as companies")
    parser.add_argument("--only", nargs="*", default=[], help="cases whose name holds one of these words")
    parser.add_argument("--write", action="store_true", help="write docs/performance.md also from --only")
    parser.add_argument("--keep", action="store_true", help="leave the database for the next run")
    return parser.parse_args()


def server(url, statement):
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)


def make_database(url, name):
    with contextlib.suppress(psycopg.errors.DuplicateDatabase):
        server(
            url, f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'"
        )


def cases(only):
    from tests.bench import cases as package

    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"{package.__name__}.{module.name}")
    return [c for c in package.CASES if not only or any(word in f"{c.__module__}.{c.__name__}" for word in only)]


def long_ago():
    """An edition that nobody looks at, for all the registrations that only fill the table: over long since, so that
    none of them waits on anybody's desk."""
    from datetime import timedelta

    from roadshows.models import Edition
    from scouting.base import clock
    from tests.factories import EditionFactory

    starts = clock.now() - timedelta(days=3000)
    when = {"starts": starts, "ends": starts + timedelta(hours=3), "deadline": starts - timedelta(days=7)}
    return Edition.objects.filter(slug="long-ago").first() or EditionFactory(slug="long-ago", state="held", **when)


def run(options):
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from tests.bench import fill, measure, related, report

    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)
    bench, results = Bench(), []
    fill.fill(options.companies, options.rounds)
    others = options.companies if options.others is None else options.others
    related.fill_related(others, bench.users["promoter"], long_ago())
    for measured in cases(options.only):
        for result in measured(bench):
            results.append(result)
            print(report.tables([result]).splitlines()[-1], flush=True)
    rows = f"{options.companies:,} companies, {options.rounds:,} rounds, {others:,} of each other model"
    rows += f"; the process held {measure.resident():.0f} MB in the end"
    print("\n" + report.tables(results))
    if options.write or not options.only:
        report.write(results, bare=measure.side_by_side(bench.bare)[0][0], rows=rows)
    connection.close_pool()
    return sum(not result.met for result in results)


def main():
    options, url = arguments(), os.environ["DATABASE_URL"]
    from tests.bench.settings import DATABASE

    make_database(url, DATABASE)
    try:
        missed = run(options)
    finally:
        if not options.keep:
            server(url, f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
    print(f"\n{missed} missed" if missed else "\nall met")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
