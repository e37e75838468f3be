"""The checklist of one registration, ready for a page: each item with its file, its statement or its words."""

from dataclasses import dataclass, field

from roadshows.actions.materials import sentence
from roadshows.actions.uploads import ENDINGS, IMAGES, accepts
from roadshows.materials import Item, Kind, everything, has
from roadshows.models import Answer, Upload
from roadshows.states import UploadState


@dataclass
class Row:
    item: Item
    has: bool
    upload: Upload | None = None
    former: list = field(default_factory=list)
    answer: Answer | None = None
    error: str = ""

    @property
    def accept(self):
        """For the file chooser; what is taken is decided by the content."""
        return ",".join(ending for name in accepts(self.item) for ending in ENDINGS[name])

    @property
    def takes_pictures(self):
        return bool(set(IMAGES) & set(accepts(self.item)))

    @property
    def sentence(self):
        """What was agreed to, else what would be."""
        return (self.answer.text if self.answer else "") or sentence(self.item)

    @property
    def tickable(self):
        """Whether a colleague may say that it came another way."""
        return self.item.kind in (Kind.FILE, Kind.TICK) and not self.upload and not self.item.off

    @property
    def kept(self):
        """Whether there is anything of an item that is no longer asked for."""
        return bool(self.has or self.upload or self.former or self.answer)


def rows_of(reg, *, team=False):
    """What is asked for, in order; for the team also former files and what is no longer asked for but was answered."""
    uploads, answers = {}, {a.code: a for a in reg.answers.filter(ended_at=None).select_related("by")}
    rows = reg.uploads.select_related("by") if team else reg.uploads.current()
    for upload in rows:
        uploads.setdefault(upload.code, []).append(upload)
    found = [row(reg, item, uploads.get(item.code, []), answers.get(item.code)) for item in everything(reg.edition)]
    return [r for r in found if not r.item.off or (team and r.kept)]


def row(reg, item, uploads, answer):
    current = next((u for u in uploads if u.state == UploadState.CURRENT), None)
    return Row(item, has(reg, item), current, [u for u in uploads if u is not current], answer)


def of_kind(rows, *kinds):
    return [r for r in rows if r.item.kind in kinds]
