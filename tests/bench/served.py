"""The site as its visitors meet it: gunicorn with the shipped configuration, and many callers at once."""

import os
import re
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

from tests.servers import free_port

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "t" * 32
kept = threading.local()


@contextmanager
def gunicorn():
    """(port, process) of the site, answering."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "--bind", f"127.0.0.1:{port}"]
    process = subprocess.Popen([*command, "scouting.wsgi"], cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)})
    try:
        for _attempt in range(200):
            try:
                if call(port, "GET", "/healthz") == 200:
                    break
            except OSError:
                time.sleep(0.1)
        yield port, process
    finally:
        process.terminate()
        process.wait(30)


def call(port, method, url, session="", data=None):
    """The status of one request over this thread's connection."""
    connection = getattr(kept, "connection", None)
    if connection is None or connection.port != port:
        connection = kept.connection = HTTPConnection("127.0.0.1", port, timeout=120)
    headers = {"Host": "localhost", "Cookie": f"sessionid={session}; csrftoken={TOKEN}"}
    body = None
    if data is not None:
        body = urlencode(data | {"csrfmiddlewaretoken": TOKEN})
        headers |= {"Content-Type": "application/x-www-form-urlencoded", "Referer": "http://localhost/"}
    try:
        connection.request(method, url, body, headers)
        answer = connection.getresponse()
        answer.read()
    except OSError:
        connection.close()
        raise
    return answer.status


def rate(calls, at_once):
    """(answers, answers a second) of calls made so many at a time."""
    start = time.perf_counter()
    with ThreadPoolExecutor(at_once) as pool:
        answers = list(pool.map(lambda act: act(), calls))
    return answers, len(answers) / (time.perf_counter() - start)


def resident_of(process):
    """Megabytes of the largest worker of a gunicorn."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    sizes = [re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{child}/status").read_text()) for child in children]
    return max(int(size[1]) for size in sizes if size) / 1024
