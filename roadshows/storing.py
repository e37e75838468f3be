"""Where handed-in files lie: under $SCOUTING_HOME/files, by random names, in a folder that no server serves."""

import hashlib
import os
import secrets
from pathlib import Path

from django.conf import settings

FOLDER = "materials"
PIECE = 1 << 16


def path_of(stored):
    return folder() / stored


def folder():
    found = Path(settings.MEDIA_ROOT) / FOLDER
    found.mkdir(mode=0o700, parents=True, exist_ok=True)
    return found


def keep(pieces):
    """Write the bytes to a new file. Returns its name; nothing is left of one that breaks off."""
    stored = secrets.token_hex(16)
    path = path_of(stored)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            for piece in pieces:
                file.write(piece)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return stored


def drop(stored):
    """Delete the file. Returns whether there was one."""
    try:
        path_of(stored).unlink()
    except FileNotFoundError:
        return False
    return True


def digest(stored):
    with path_of(stored).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
