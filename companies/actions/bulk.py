"""What set verbs share: chunks, and what became of each row.

A row that is there already, by its key or its announcement, is left as it is: people may have corrected it since.
A row that is refused stays out and is named; the others go in.
"""

from collections import Counter
from dataclasses import dataclass, field

CHUNK = 500  # rows a transaction: well under a second, so that other writers of SQLite wait for nobody
CREATED, UNCHANGED, DIFFERENT, DUPLICATE, REFUSED = "created", "unchanged", "different", "duplicate", "refused"


@dataclass
class Outcome:
    """Counts by verdict; `odd` lists (place in the input from 0, verdict, message) of all not created or unchanged.

    different: it is there and says something else (the message names the fields); duplicate: it stood in the
    input before.
    """

    counts: Counter = field(default_factory=Counter)
    odd: list = field(default_factory=list)

    def note(self, place, verdict, message=""):
        self.counts[verdict] += 1
        if verdict not in (CREATED, UNCHANGED):
            self.odd.append((place, verdict, message))


def in_chunks(rows, size=CHUNK):
    """Lists of (place, row), reading `rows` once and no further ahead than a chunk."""
    chunk = []
    for numbered in enumerate(rows):
        chunk.append(numbered)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def each_once(chunk, key_of, seen, outcome):
    """The rows of a chunk whose key did not stand in the input before; rows without a key all count."""
    for place, row in chunk:
        key = key_of(row)
        if key and key in seen:
            outcome.note(place, DUPLICATE)
            continue
        seen.add(key)
        yield place, row
