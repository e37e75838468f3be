"""`manage.py up`: everything at once on this machine, until Ctrl-C."""

import fcntl
import os
import signal
import socket
import sys
from contextlib import redirect_stdout, suppress
from http.client import HTTPConnection
from io import StringIO

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction

from companies.models import Company
from scouting.accounts.roles import Role
from scouting.base import boot, services
from scouting.base.lifeline import end_with_parent
from scouting.desk import demo_users
from scouting.desk.supervisor import Child, Supervisor

PORTS_TO_TRY = 50


class Command(BaseCommand):
    help = "Prepares the database and runs the web process and the worker with beat, until Ctrl-C."
    requires_system_checks = []  # what is wrong is said by refusals of one line

    def add_arguments(self, parser):
        parser.add_argument(
            "--with-parent", action="store_true", help="stop also when the process that started this one ends"
        )

    def handle(self, *, with_parent, **options):
        self.supervisor = Supervisor(self.say, os.environ.copy())
        self.supervisor.listen()
        if with_parent:
            end_with_parent(signal.SIGTERM)
        lock = self.lock()
        if lock is None:
            return
        for problem in filter(None, (services.database_problem(), services.broker_problem())):
            boot.refuse(problem)
        listener = self.listen()
        self.note(lock)
        self.prepare()
        try:
            self.supervisor.run(self.children(listener), ready=self.ready)
        finally:
            lock.truncate(0)

    def say(self, line):
        """To a terminal that may be gone by now."""
        with suppress(OSError, ValueError):
            self.stdout.write(line)
            self.stdout.flush()

    def lock(self):
        """The lock on the state directory, or None after saying who holds it. It ends with this process."""
        file = open(settings.HOME / "up.lock", "a+")  # noqa: SIM115 - held until the process ends
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.seek(0)
            self.say(f"Scouting is already running here: {file.read().strip() or 'it is just starting'}")
            return None
        file.truncate(0)
        return file

    def note(self, lock):
        lock.write(f"{settings.SITE_URL}/ (process {os.getpid()})\n")
        lock.flush()

    def listen(self):
        """A listening socket on SCOUTING_BIND, or on the next free port; the addresses follow it."""
        host, _colon, port = settings.BIND.rpartition(":")
        first = int(port)
        for number in range(first, min(first + PORTS_TO_TRY, 65536)):
            listener = self.bound(host.strip("[]"), number)
            if listener:
                break
            self.say(f"Port {number} is taken by another program; trying {number + 1}.")
        else:
            boot.refuse(f"no free port from {first} on; set SCOUTING_BIND to another port")
        if number != first:
            self.move_address(f"{host}:{number}")
        return listener

    def bound(self, host, port):
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
            listener.listen(256)
        except PermissionError:
            boot.refuse(f"port {port} is not allowed to this user; set SCOUTING_BIND to a port above 1023")
        except socket.gaierror:
            boot.refuse(f"SCOUTING_BIND={settings.BIND} names no address of this machine; bind to 127.0.0.1")
        except OSError:
            listener.close()
            return None
        return listener

    def move_address(self, bind):
        """The demo's letters are written by this process, the others by its children."""
        settings.BIND = self.supervisor.env["SCOUTING_BIND"] = bind
        if "SITE_URL" not in os.environ:
            settings.SITE_URL = f"http://{bind}"

    def prepare(self):
        self.say("Preparing the database ...")
        call_command("migrate", interactive=False, verbosity=0)
        if settings.PRODUCTION:
            call_command("collectstatic", interactive=False, verbosity=0)
        for stale in (settings.HOME / "broker" / "queue").iterdir():
            stale.unlink()  # doorbells of the last run, perhaps cut off; the tick finds what is due
        self.passwords = self.make_logins()
        if settings.DEMO and self.passwords and not Company.objects.exists():
            self.say("Laying out the demo data (at the first start only) ...")
            # Whole or not at all, so that a first start that is cut off is made good by the next.
            with transaction.atomic(), redirect_stdout(StringIO()):
                call_command("demo", if_empty=True)

    def make_logins(self):
        """{username: password} of the demo's logins; nothing where the database is somebody's own."""
        if not settings.DEMO or demo_users.strangers().exists():
            return {}
        passwords = demo_users.kept_passwords(settings.HOME / "logins.txt")
        demo_users.ensure(passwords)
        return passwords

    def children(self, listener):
        number = listener.fileno()
        start = [sys.executable, "-m", "scouting.desk.child"]
        parent = str(os.getpid())
        self.supervisor.env.setdefault("LOG_LEVEL", "WARNING")
        self.supervisor.env["PYTHONPATH"] = str(settings.BASE_DIR)
        return [
            Child("web", [*start, "web", parent, str(number)], descriptors=(number,)),
            Child("worker", [*start, "worker", parent]),
        ]

    def ready(self):
        """Once the web process answers, say where."""
        host, _colon, port = settings.BIND.rpartition(":")
        connection = HTTPConnection(host.strip("[]").replace("0.0.0.0", "127.0.0.1"), int(port), timeout=2)
        try:
            connection.request("GET", "/healthz")
            connection.getresponse().read()
        except OSError:
            return False
        finally:
            connection.close()
        self.banner()
        return True

    def banner(self):
        lines = [f"\nScouting is running: {settings.SITE_URL}/\n"]
        if self.passwords:
            roles = {row["username"]: Role(row["role"]) for row in demo_users.data()["logins"]}
            lines += [f"  {name:<10} {secret}   {roles[name].value}" for name, secret in self.passwords.items()]
            lines.append(f"\nThe login page lets you in without them. Kept in {settings.HOME / 'logins.txt'}")
        else:
            lines.append("Logins are made with: manage.py add_login NAME --role ROLE")
        lines.append("Ctrl-C stops everything.\n")
        self.say("\n".join(lines))
