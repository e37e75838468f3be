"""Processes that end with the process that started them, even when that one is killed outright.

Linux does it by itself (prctl); elsewhere a thread watches. The order is not inherited by fork: every process
of the tree asks for itself.
"""

import ctypes
import os
import signal
import threading
import time

PR_SET_PDEATHSIG = 1
WATCH_SECONDS = 1


def end_with_parent(signum=signal.SIGKILL, *, parent=None):
    """Have this process signalled when its parent ends. Call from the main thread, as early as can be.

    `parent` is the process id that the caller was started by: if that is gone already, the signal comes at once.
    """
    parent = parent or os.getppid()
    if not _ask_linux(signum):
        threading.Thread(target=_watch, args=(parent, signum), daemon=True).start()
    if os.getppid() != parent:
        os.kill(os.getpid(), signum)


def _ask_linux(signum):
    try:
        return ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, int(signum), 0, 0, 0) == 0
    except (OSError, AttributeError):
        return False


def _watch(parent, signum):
    while os.getppid() == parent:
        time.sleep(WATCH_SECONDS)
    os.kill(os.getpid(), signum)
