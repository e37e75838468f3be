"""The format of a file by its first and last bytes. A file that begins as one thing and ends as another is refused."""

from .report import Bad

HEAD, TAIL = 1024, 70_000  # a ZIP's last record may carry a comment of 64 KB
ZIP, ZIP_END = b"PK\x03\x04", b"PK\x05\x06"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BEGINNINGS = {b"%PDF-": "pdf", ZIP: "pptx", b"\xff\xd8\xff": "jpeg", b"\x89PNG\r\n\x1a\n": "png"}


def sniff(head, tail, size):
    """ "pdf", "pptx", "jpeg" or "png" of the first HEAD and the last TAIL bytes of a file. Raises Bad."""
    if not size:
        raise Bad("empty")
    if head.startswith(OLE):
        raise Bad("old_office")
    found = next((name for start, name in BEGINNINGS.items() if head.startswith(start)), "")
    if not found:
        raise Bad("unknown")
    refuse_two_in_one(found, head[:HEAD], tail[-TAIL:])
    return found


def refuse_two_in_one(found, head, tail):
    """Readers look for a PDF's head in the first kilobyte, for a ZIP's directory at the end, whatever comes before."""
    is_zip = found == "pptx"
    if b"%PDF-" in head[1:] or (ZIP_END in tail and not is_zip):
        raise Bad("mixed")
    if found == "pdf" and b"%%EOF" not in tail[-2048:]:
        raise Bad("damaged")
    if is_zip and not ends_as_zip(tail):
        raise Bad("damaged")


def ends_as_zip(tail):
    """Whether the directory's last record ends with the file."""
    at = tail.rfind(ZIP_END)
    if at < 0 or len(tail) - at < 22:
        return False
    return len(tail) - at - 22 == int.from_bytes(tail[at + 20 : at + 22], "little")
