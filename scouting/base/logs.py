"""What of a refused request goes into the log."""

import logging

REFUSED = range(400, 500)


class OneLine(logging.Filter):
    """A refusal as designed is one line: Django would add a traceback to it, as to a fault of ours.

    Of an address that is closed only its form is told. The address itself may name a person or carry a key.
    """

    def filter(self, record):
        status = getattr(record, "status_code", 0)
        if status in REFUSED:
            record.exc_info = record.exc_text = None
        if status == 403:
            match = getattr(record.request, "resolver_match", None)
            record.msg, record.args = "Forbidden: %s %s", (record.request.method, match.route if match else "?")
        return True
