"""What checking a file comes to. `reason` is one of REASONS where it is refused."""

from dataclasses import dataclass

REASONS = (
    "empty", "unknown", "damaged", "mixed", "old_office", "encrypted", "script", "launch", "attached", "media", "form",
    "macros", "external", "names", "bomb", "nested", "too_many", "pixels", "too_hard",
    "opens", "outside",
)  # fmt: skip


class Bad(Exception):
    """The file is refused for that reason."""

    def __init__(self, reason):
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True)
class Report:
    """`pages` of a PDF, slides of a presentation, 1 for an image. `rewritten`: other bytes than came."""

    format: str = ""
    pages: int = 0
    reason: str = ""
    rewritten: bool = False

    @property
    def ok(self):
        return not self.reason
