"""What a parser raises. A ValidationError, so forms, models and imports show it beside the field unchanged.

try: credit_code.check(text)
except FormatError as error: error.code, error.suggestion, str(error)
"""

from django.core.exceptions import ValidationError


class FormatError(ValidationError):
    """`code` names the reason for programs, `message` (lazily translated) tells people what is expected."""

    def __init__(self, code, message, *, suggestion="", **params):
        super().__init__(message, code=code, params={"suggestion": suggestion, **params})
        self.suggestion = suggestion

    def __str__(self):
        return " ".join(self.messages)
