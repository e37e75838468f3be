"""The processes that `manage.py up` starts: python -m scouting.desk.child web|worker PARENT [FD].

Each process of the tree ends with the one that started it, so that a killed supervisor leaves nothing behind
and a killed worker no second beat.
"""

import os
import sys
import tempfile
import warnings

import django
from celery import signals
from celery.platforms import SecurityWarning
from gunicorn.app.base import BaseApplication

from scouting.base.lifeline import end_with_parent
from scouting.celery import app as celery_app

SHARED_MEMORY = "/dev/shm"
WEB = {
    "workers": 2,
    "threads": 4,
    "worker_class": "gthread",
    "preload_app": True,  # the workers share the memory of one start
    "timeout": 60,
    "graceful_timeout": 10,  # under the supervisor's 20 s
    "loglevel": "warning",
    "worker_tmp_dir": SHARED_MEMORY if os.path.isdir(SHARED_MEMORY) else tempfile.gettempdir(),
    "control_socket_disable": True,
    "proc_name": "scouting-web",
}
WORKER = ("--beat", "--concurrency=2", "--loglevel=WARNING", "--without-gossip", "--without-mingle")


class Web(BaseApplication):
    """gunicorn on a socket that the supervisor holds, so that the port stays ours while it restarts."""

    def __init__(self, descriptor):
        self.descriptor = descriptor
        super().__init__()

    def load_config(self):
        from django.conf import settings  # noqa: PLC0415 - the environment is only complete in the child

        proxies = "127.0.0.1,::1" if settings.PROXY_COUNT else ""
        options = WEB | {"bind": f"fd://{self.descriptor}", "forwarded_allow_ips": proxies, "post_fork": follow_arbiter}
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self):
        from scouting.wsgi import application  # noqa: PLC0415 - loads Django

        return application


def follow_arbiter(arbiter, worker):
    end_with_parent(parent=arbiter.pid)


def run_web(descriptor):
    Web(int(descriptor)).run()


def run_worker():
    main = os.getpid()

    def follow_main(**kwargs):
        end_with_parent(parent=main)

    signals.worker_process_init.connect(follow_main, weak=False)
    signals.beat_embedded_init.connect(follow_main, weak=False)
    warnings.simplefilter("ignore", SecurityWarning)  # as root: only JSON is accepted, nothing is unpickled
    django.setup()
    celery_app.worker_main(["--quiet", "worker", *WORKER])


def main(kind, parent, *rest):
    end_with_parent(parent=int(parent))
    {"web": run_web, "worker": run_worker}[kind](*rest)


if __name__ == "__main__":
    main(*sys.argv[1:])
