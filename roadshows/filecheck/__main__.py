"""python -m roadshows.filecheck PATH: one line of JSON. It limits itself before it opens the file."""

import json
import resource
import sys
from contextlib import suppress
from pathlib import Path

from . import sniff
from .report import Bad, Report

MEMORY, SECONDS, LARGEST, OPEN_FILES = 600 * 1024 * 1024, 3, 30 * 1024 * 1024, 64


def limit():
    """Beyond its limits the process ends, and nothing else with it."""
    wanted = {
        resource.RLIMIT_AS: MEMORY,
        resource.RLIMIT_CPU: SECONDS,
        resource.RLIMIT_FSIZE: LARGEST,
        resource.RLIMIT_NOFILE: OPEN_FILES,
        resource.RLIMIT_CORE: 0,
    }
    for what, most in wanted.items():
        with suppress(ValueError, OSError):  # some systems know not all of them
            resource.setrlimit(what, (most, most))


def ends(path):
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(sniff.HEAD)
        file.seek(max(size - sniff.TAIL, 0))
        return head, file.read(), size


def examine(path):
    """The Report of a file; an image is rewritten in place."""
    found = sniff.sniff(*ends(path))
    if found == "pdf":
        from . import pdf  # noqa: PLC0415 - only the one reader that is needed is loaded into the limited memory

        return Report(found, pdf.check(path))
    if found == "pptx":
        from . import office  # noqa: PLC0415 - as above

        return Report(found, office.check(path))
    from . import image  # noqa: PLC0415 - as above

    image.rewrite(path, found)
    return Report(found, 1, rewritten=True)


def said(path):
    try:
        return examine(path)
    except Bad as refusal:
        return Report(reason=refusal.reason)
    except (MemoryError, RecursionError):
        return Report(reason="too_hard")
    except Exception:  # noqa: BLE001 - whatever a reader trips over, the file is not one that others can read
        return Report(reason="damaged")


if __name__ == "__main__":
    limit()
    json.dump(vars(said(Path(sys.argv[1]))), sys.stdout)
