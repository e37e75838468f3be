"""Small real files for tests, honest and hostile. Every maker gives bytes."""

import io
import zipfile

from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from scouting.desk.demo.papers import assembled
from scouting.desk.demo.papers import pdf as pages_of

REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PRESENTATION = "application/vnd.openxmlformats-officedocument.presentationml"


def pdf(pages=2, title="路演"):
    return pages_of([[f"{title} {n + 1}"] for n in range(pages)])


def pdf_with(extra, *, more=()):
    """One page, with something in the catalogue and further objects from number 5 on."""
    page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 10 10]>>"
    tree = "<</Type/Pages/Kids[3 0 R]/Count 1>>"
    return assembled([f"<</Type/Catalog/Pages 2 0 R{extra}>>", tree, page, "<<>>", *more])


def written_pdf(change):
    """By a writer, which packs objects as real programs do."""
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def named_apart(name):
    """A writer's PDF whose action has the name of its kind in a packed object of its own."""

    def change(writer):
        kind = writer._add_object(NameObject(name))
        action = DictionaryObject({NameObject("/S"): kind, NameObject("/F"): TextStringObject("cmd.exe")})
        writer.root_object[NameObject("/OpenAction")] = action

    return written_pdf(change)


def types(slides=2, main=f"{PRESENTATION}.presentation.main+xml", more=""):
    parts = [f'<Override PartName="/ppt/presentation.xml" ContentType="{main}"/>']
    for n in range(slides):
        parts.append(f'<Override PartName="/ppt/slides/slide{n + 1}.xml" ContentType="{PRESENTATION}.slide+xml"/>')
    space = "http://schemas.openxmlformats.org/package/2006/content-types"
    return f'<?xml version="1.0"?><Types xmlns="{space}">{"".join(parts)}{more}</Types>'


def rels(target="", kind="image", mode="External"):
    one = f'<Relationship Id="rId1" Type="{REL}/{kind}" Target="{target}" TargetMode="{mode}"/>' if target else ""
    return f'<?xml version="1.0"?><Relationships xmlns="{REL}">{one}</Relationships>'


def pptx(slides=2, parts=None, kinds=None, compression=zipfile.ZIP_DEFLATED):
    """A presentation with further `parts` {name: bytes}; None leaves a usual part out."""
    whole = {"[Content_Types].xml": kinds or types(slides), "ppt/presentation.xml": "<p/>", "_rels/.rels": rels()}
    whole |= {f"ppt/slides/slide{n + 1}.xml": "<sld>研发进展</sld>" for n in range(slides)}
    whole |= parts or {}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as package:
        for name, content in whole.items():
            if content is not None:
                package.writestr(name, content)
    return out.getvalue()


def workbook(parts=None):
    space = "http://schemas.openxmlformats.org/package/2006/content-types"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", f'<Types xmlns="{space}"/>')
        for name, content in (parts or {"xl/workbook.xml": "<w/>"}).items():
            package.writestr(name, content)
    return out.getvalue()


def picture(format="JPEG", size=(60, 40), **options):
    out = io.BytesIO()
    Image.new("RGB", size, "white").save(out, format, **options)
    return out.getvalue()
