"""What rooms above tell of the things letters are about, so that a letter can name its company and its promoter."""

from collections import defaultdict
from dataclasses import dataclass


@dataclass(frozen=True)
class About:
    """`owner` is the id of the colleague who looks after it, None where nobody does."""

    company: str = ""
    owner: int | None = None


known = {}  # "roadshows.registration" -> callable(ids) -> {id: About}, registered in AppConfig.ready


def about_of(messages):
    """{message id: About} by one query for each kind of thing."""
    wanted = defaultdict(set)
    for message in messages:
        if message.about_kind in known:
            wanted[message.about_kind].add(message.about_id)
    found = {kind: known[kind](ids) for kind, ids in wanted.items()}
    return {m.pk: found.get(m.about_kind, {}).get(m.about_id, About()) for m in messages}
