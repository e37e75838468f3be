"""Starts processes, starts them again when they die, and leaves nothing behind when it ends."""

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field

GRACE = 20.0  # seconds between TERM and KILL
IMPATIENT = 1.5  # a second signal that soon is an echo of the first: make passes on what its group got
STEADY = 60.0  # a child that lived so long starts again without delay
LONGEST_PAUSE = 30.0
LOOK = 0.2


@dataclass
class Child:
    """One process in a session of its own, with all that it starts."""

    name: str
    command: list
    descriptors: tuple = ()
    process: subprocess.Popen | None = None
    started: float = 0
    failures: int = 0
    again_at: float = 0
    pump: threading.Thread | None = field(default=None, repr=False)

    def start(self, env, say):
        self.process = subprocess.Popen(
            self.command,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            pass_fds=self.descriptors,
            text=True,
            errors="replace",
        )
        self.started = time.monotonic()
        self.pump = threading.Thread(target=self.tell, args=(self.process.stdout, say), daemon=True)
        self.pump.start()

    def tell(self, lines, say):
        for line in lines:
            say(f"{self.name:6} | {line.rstrip()}")

    def ended(self):
        """Whether the process has ended; it is not reaped yet, so that its number cannot be given to another."""
        if self.process is None:
            return True
        with suppress(ChildProcessError):
            return os.waitid(os.P_PID, self.process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
        return True

    def signal(self, signum):
        if not self.ended():
            with suppress(ProcessLookupError):
                os.kill(self.process.pid, signum)

    def clear(self):
        """Kill what is left of the session, reap, and return the exit code."""
        if self.process is None:
            return None
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        code = self.process.wait()
        self.process = None
        return code

    def pause(self):
        """Seconds until the next start: at once after a steady life, then 1, 2, 4 … 30."""
        if time.monotonic() - self.started >= STEADY:
            self.failures = 0
        self.failures += 1
        return min(2.0 ** (self.failures - 1), LONGEST_PAUSE)


class Supervisor:
    """Runs the children until INT, TERM or HUP."""

    def __init__(self, say, env):
        self.say = say
        self.env = env
        self.children = []
        self.asked = None  # when we were asked to stop
        self.hurry = False

    def listen(self):
        """Handle the signals ourselves, also where a shell started us in the background with INT ignored.

        HUP stays ignored under nohup, which exists for that.
        """
        signal.signal(signal.SIGINT, self.on_signal)
        signal.signal(signal.SIGTERM, self.on_signal)
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
            signal.signal(signal.SIGHUP, self.on_signal)

    def on_signal(self, signum, frame):
        if not self.children:
            sys.exit(0)  # still preparing: nothing to stop
        if self.asked is None:
            self.asked = time.monotonic()
        elif time.monotonic() - self.asked > IMPATIENT:
            self.hurry = True

    def run(self, children, *, ready=None):
        """Start the children and keep them running. `ready` is tried until it returns true, then no more."""
        self.children = children
        try:
            for child in children:
                child.start(self.env, self.say)
            while self.asked is None:
                for child in children:
                    self.keep(child)
                if ready and ready():
                    ready = None
                time.sleep(LOOK)
        finally:
            self.stop()

    def keep(self, child):
        if child.process is not None and child.ended():
            code = child.clear()
            pause = child.pause()
            child.again_at = time.monotonic() + pause
            self.say(f"{child.name} ended ({code}); starting it again in {pause:.0f} s")
        if child.process is None and time.monotonic() >= child.again_at:
            child.start(self.env, self.say)

    def stop(self):
        """TERM once; KILL to what is left after 20 s, or at once when asked a second time."""
        self.say("Stopping ...")
        for child in self.children:
            child.signal(signal.SIGTERM)
        deadline = time.monotonic() + GRACE
        while time.monotonic() < deadline and not self.hurry:
            if all(child.ended() for child in self.children):
                break
            time.sleep(LOOK / 2)
        for child in self.children:
            child.clear()
        self.say("Everything is stopped.")
