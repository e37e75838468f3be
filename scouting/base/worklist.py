"""One row of "whom must I call today". Each room offers worklist.rows_for(user, now); the desk merges them."""

from dataclasses import dataclass, field
from datetime import datetime

MOST = 100  # rows a desk lists of one group; what reads rows of a kind reads one more, to know that there are more


@dataclass(frozen=True)
class WorkRow:
    """A thing to do. `key` is stable for one thing; `due` is an aware instant or None for "when you can"."""

    key: str
    why: str
    due: datetime | None
    url: str
    address: str = ""  # form of address: 许总
    company: str = ""
    phone: str = ""  # empty where the user may not see it or none is known
    wechat: str = ""  # text to copy
    actions: list = field(default_factory=list)  # [(label, url)]: POST buttons
    message_id: int | None = None  # the letter behind it, for "told by"
