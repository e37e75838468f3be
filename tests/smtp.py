"""A real SMTP server on loopback that keeps what it is given and can refuse, drop or stall."""

import asyncio
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller

from tests.servers import free_port


class Sink:
    """Kept mails in `mails`. `behave(envelope, nth)` may return an SMTP answer instead of keeping the mail.

    "stall" answers nothing until go_on() is called, "keep, then stall" likewise but has the mail already.
    """

    def __init__(self):
        self.mails: list[EmailMessage] = []
        self.seen = 0
        self.behave = None
        self.stalled = False

    async def handle_DATA(self, server, session, envelope):
        self.seen += 1
        answer = self.behave(envelope, self.seen) if self.behave else None
        if answer == "drop after accepting":
            self.keep(envelope)
            server.transport.abort()
            return "250 lost"
        if answer in ("stall", "keep, then stall"):
            return await self.stall(envelope, kept=answer == "keep, then stall")
        if answer:
            return answer
        self.keep(envelope)
        return "250 OK"

    async def stall(self, envelope, *, kept):
        if kept:
            self.keep(envelope)
        self.stalled = True
        while self.stalled:
            await asyncio.sleep(0.05)
        if not kept:
            self.keep(envelope)
        return "250 OK"

    def go_on(self):
        self.stalled = False

    def keep(self, envelope):
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))

    @property
    def ids(self):
        return [m["Message-ID"] for m in self.mails]


@contextmanager
def smtp_sink():
    """A listening sink; yields (sink, port)."""
    sink = Sink()
    port = free_port()
    controller = Controller(sink, hostname="127.0.0.1", port=port, ready_timeout=10)
    controller.start()
    try:
        yield sink, port
    finally:
        controller.stop()
