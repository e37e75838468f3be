"""A PPTX that only shows slides: a ZIP of the right parts that fetches nothing, runs nothing and stays small unpacked.

Links to web pages are let through: nothing is fetched until a person presses one. Charts carry their figures in a
workbook of their own, which is looked into the same way, one level deep.
"""

import io
import re
from xml.parsers import expat
from zipfile import ZipFile

from defusedxml.ElementTree import fromstring

from .report import Bad

MOST_PARTS, MOST_UNPACKED, MOST_RATIO = 6000, 300 * 1024 * 1024, 200
SMALL = 1024 * 1024  # of a part this small no ratio matters
MOST_XML, MOST_EMBEDDED, MOST_SLIDES = 20 * 1024 * 1024, 20 * 1024 * 1024, 500
TYPES = "[Content_Types].xml"
MAIN = {
    "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml",
    "application/vnd.openxmlformats-officedocument.presentationml.slideshow.main+xml",
}
EMBEDDABLE = (".xlsx", ".docx", ".pptx")
RUNS = re.compile(r"macroenabled|vbaproject|activex|\.ms-office\.vba", re.I)
RUN_BY_CLICK = re.compile(r"ppaction://(?:program|macro|ole)", re.I)
RUN_BY_LINK = "ddeLink"  # a cell that asks a program
PIECE = 1 << 16
WEB = ("http://", "https://", "mailto:", "tel:", "#")


def check(path):
    """How many slides. Raises Bad."""
    with path.open("rb") as file, ZipFile(file) as package:
        refuse_shape(package)
        types = refuse_types(package)
        if not MAIN & set(types.values()):
            raise Bad("macros" if any("macroenabled" in kind.lower() for kind in types.values()) else "unknown")
        refuse_parts(package, types, depth=0)
        return slides(package, types)


def refuse_shape(package):
    """Names that lead elsewhere, parts twice or encrypted, and what unpacks to more than it may."""
    parts = package.infolist()
    names = [part.filename for part in parts]
    if len(parts) > MOST_PARTS:
        raise Bad("bomb")
    if len({name.casefold() for name in names}) != len(names) or any(strange(part) for part in parts):
        raise Bad("names")
    if any(part.flag_bits & 1 for part in parts):
        raise Bad("encrypted")
    heavy = [p for p in parts if p.file_size > SMALL and p.file_size > MOST_RATIO * max(p.compress_size, 1)]
    if heavy or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Bad("bomb")


def strange(part):
    """An absolute name, one that climbs, one of Windows, one with signs that no eye sees, or a link."""
    name, is_link = part.filename, part.external_attr >> 28 == 0xA
    bits = name.split("/")
    return is_link or name.startswith("/") or ".." in bits or "\\" in name or ":" in name or not name.isprintable()


def read_xml(package, name):
    if package.getinfo(name).file_size > MOST_XML:
        raise Bad("bomb")
    return fromstring(package.read(name), forbid_dtd=True)


def refuse_types(package):
    """{part: content type}, where none of them can run."""
    if TYPES not in package.namelist():
        raise Bad("unknown")
    kinds = {}
    for node in read_xml(package, TYPES):
        kinds[node.get("PartName") or "*." + node.get("Extension", "")] = node.get("ContentType", "")
    if any(RUNS.search(f"{part} {kind}") for part, kind in kinds.items()):
        raise Bad("macros")
    return kinds


def refuse_parts(package, types, depth):
    known = {part.lower(): kind.lower() for part, kind in types.items()}
    for part in package.infolist():
        name = part.filename.lower()
        if RUNS.search(name):
            raise Bad("macros")
        if name.endswith(".rels"):
            refuse_links(package, part.filename)
        elif is_xml(name, known):
            refuse_xml(package, part)
        else:
            refuse_packed(package, part, depth)


def refuse_links(package, name):
    """What is fetched from outside without a press."""
    for node in read_xml(package, name):
        target = (node.get("Target") or "").strip()
        if (node.get("TargetMode") or "").lower() != "external":
            continue
        is_link = (node.get("Type") or "").endswith("/hyperlink")
        if not (is_link and target.lower().startswith(WEB)):
            raise Bad("external")


def is_xml(name, types):
    """By its name or by its type: a slide may be called anything. Drawings in SVG are pictures."""
    kind = types.get(f"/{name}") or types.get(f"*.{name.rpartition('.')[2]}", "")
    return name.endswith(".xml") or (kind.endswith(("+xml", "/xml")) and not kind.startswith("image/"))


def refuse_xml(package, part):
    """Read in pieces, as its reader will, in whatever alphabet and with its signs written as numbers or not: a slide
    that starts a program, a document type that could expand."""
    reader = expat.ParserCreate()
    reader.StartDoctypeDeclHandler, reader.StartElementHandler = refuse_doctype, refuse_element
    with package.open(part) as file:
        while piece := file.read(PIECE):
            reader.Parse(piece)
    reader.Parse(b"", True)


def refuse_doctype(*_said):
    raise Bad("bomb")


def refuse_element(name, attributes):
    if name.endswith(RUN_BY_LINK) or any(RUN_BY_CLICK.search(value) for value in attributes.values()):
        raise Bad("launch")


def refuse_packed(package, part, depth):
    """Pictures and films are let be; a file inside is a workbook or document of the same kind, or nothing."""
    if part.is_dir():
        return
    with package.open(part) as file:
        head = file.read(8)
    inside = "/embeddings/" in part.filename.lower()
    if not inside and not head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"MZ", b"%PDF", b"\x7fELF")):
        return
    if not inside or not part.filename.lower().endswith(EMBEDDABLE) or not head.startswith(b"PK\x03\x04"):
        raise Bad("attached")
    if depth or part.file_size > MOST_EMBEDDED:
        raise Bad("nested")
    with ZipFile(io.BytesIO(package.read(part))) as inner:
        refuse_shape(inner)
        refuse_parts(inner, refuse_types(inner), depth + 1)


def slides(package, types):
    """As many as the presentation lists, each of them there."""
    listed = [part for part, kind in types.items() if kind.endswith("presentationml.slide+xml")]
    there = {f"/{name}" for name in package.namelist()}
    count = sum(part in there for part in listed)
    if not count:
        raise Bad("damaged")
    if count > MOST_SLIDES:
        raise Bad("too_many")
    return count
