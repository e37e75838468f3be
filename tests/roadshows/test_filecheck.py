"""Honest files pass with their pages counted; hostile ones are refused by name, quickly, in a process of their own."""

import io
import resource
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from roadshows.filecheck import __main__ as examiner
from roadshows.filecheck import office, pdf, sniff
from roadshows.filecheck.checking import check
from roadshows.filecheck.report import REASONS, Bad
from tests import papers

SVG = '<Default Extension="svg" ContentType="image/svg+xml"/>'
DRAWN = '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/svg11.dtd"><svg/>'
PNG, JPEG = papers.picture("PNG"), papers.picture("JPEG")


@pytest.fixture
def told(tmp_path):
    """What examining bytes comes to, in this process."""

    def tell(content):
        path = tmp_path / "file"
        path.write_bytes(content)
        return examiner.said(path)

    return tell


# --- honest files ---
@pytest.mark.parametrize(
    ("content", "format", "pages"),
    [
        (papers.pdf(3), "pdf", 3),
        (papers.written_pdf(lambda w: w.add_metadata({"/Title": "路演", "/Author": "许知远"})), "pdf", 1),
        (papers.written_pdf(lambda w: w.add_uri(0, "https://example.com", (0, 0, 9, 9))), "pdf", 1),
        (papers.pptx(4), "pptx", 4),
        (papers.pptx(parts={"ppt/slides/_rels/slide1.xml.rels": papers.rels("https://a.cn", "hyperlink")}), "pptx", 2),
        (papers.pptx(parts={"ppt/embeddings/Book1.xlsx": papers.workbook()}), "pptx", 2),
        (papers.pptx(parts={"ppt/media/图片.png": PNG}), "pptx", 2),
        (papers.pptx(parts={"ppt/media/图.svg": DRAWN}, kinds=papers.types(more=SVG)), "pptx", 2),
        (PNG, "png", 1),
        (JPEG, "jpeg", 1),
        (papers.picture("MPO", save_all=True, append_images=[Image.new("RGB", (9, 9))]), "jpeg", 1),
    ],
)
def test_honest_files_pass_and_are_counted(told, content, format, pages):
    report = told(content)
    assert (report.reason, report.format, report.pages) == ("", format, pages)


def test_a_place_to_begin_at_is_no_action(told):
    assert told(papers.pdf_with("/OpenAction[3 0 R/Fit]")).ok
    assert told(papers.pdf_with("/OpenAction<</S/GoTo/D[3 0 R/Fit]>>")).ok


def test_a_picture_is_drawn_anew_without_what_lay_beside_it(tmp_path):
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "CanaryCamera", 6
    path = tmp_path / "photo"
    path.write_bytes(papers.picture("JPEG", exif=exif.tobytes()) + b"PK-not-really CanaryTail")
    assert b"CanaryCamera" in path.read_bytes()
    report = examiner.said(path)
    assert report.ok and report.rewritten and b"Canary" not in path.read_bytes()
    with Image.open(path) as image:
        assert image.size == (40, 60)  # turned as the camera was held


# --- hostile ones ---
def bomb(size=80 * 1024 * 1024):
    return papers.pptx(parts={"ppt/media/zero.bin": b"\0" * size})


def many_small_bombs():
    return papers.pptx(parts={f"ppt/media/{n}.bin": b"\0" * 1_000_000 for n in range(320)})


def in_parts(**parts):
    return papers.pptx(parts=parts)


def elsewhere(what):
    return f"<</Type/XObject/Subtype/Image/Length 0{what}>>stream\n\nendstream"


MACRO = papers.types(main="application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml")
SCRIPT = "<</Type/Action/S/JavaScript/JS(app.alert(1))>>"
PAGE = "<</S/URI/URI(https://example.com)>>"
PROGRAM = '<a action="ppaction://program"/>'
OVERRIDE = f'<Override PartName="/ppt/slides/slide3.dat" ContentType="{papers.PRESENTATION}.slide+xml"/>'
DDE = '<x:externalLink xmlns:x="x"><x:ddeLink ddeService="cmd" ddeTopic="/c calc"/></x:externalLink>'
DOCTYPE = '<!DOCTYPE a [<!ENTITY b "bbbb">]><a>&b;</a>'
ATTACHED = papers.written_pdf(lambda w: w.add_attachment("deck.exe", b"MZ"))
HOSTILE = {
    "nothing": (b"", "empty"),
    "text under a good name": (b"hello", "unknown"),
    "a program": (b"MZ\x90\0" + b"\0" * 500, "unknown"),
    "a zip that is no presentation": (papers.workbook(), "unknown"),
    "old powerpoint or one with a password": (sniff.OLE + b"\0" * 600, "old_office"),
    "pdf cut off": (papers.pdf()[:-200], "damaged"),
    "pdf that is only a head and an end": (b"%PDF-1.5\n%%EOF\n", "damaged"),
    "pdf with a zip behind it": (papers.pdf() + papers.pptx(), "mixed"),
    "zip with a pdf in its first kilobyte": (
        papers.pptx(compression=zipfile.ZIP_STORED, kinds=papers.types(more="<!--%PDF-1.5-->")),
        "mixed",
    ),
    "pdf with a password": (papers.written_pdf(lambda w: w.encrypt("secret")), "encrypted"),
    "pdf with an empty password": (papers.written_pdf(lambda w: w.encrypt("", "owner")), "encrypted"),
    "script on opening": (papers.pdf_with(f"/OpenAction{SCRIPT}"), "script"),
    "script packed by a writer": (papers.written_pdf(lambda w: w.add_js("app.alert(1)")), "script"),
    "script with a name in disguise": (papers.pdf_with("/OpenAction<</S/J#61vaScript/J#53(1)>>"), "script"),
    "script that no table lists": (papers.pdf()[:-1] + f"\n99 0 obj{SCRIPT}endobj\n%%EOF\n".encode(), "script"),
    "a program started": (papers.pdf_with("/OpenAction<</S/Launch/F(cmd.exe)>>"), "launch"),
    "another file opened, from anywhere": (papers.pdf_with(r"/OpenAction<</S/GoToR/F(\\\\x\\s)/D[0/Fit]>>"), "launch"),
    "another file opened, its kind named apart": (papers.named_apart("/GoToR"), "launch"),
    "a web page opened": (papers.pdf_with(f"/OpenAction{PAGE}"), "opens"),
    "a web page opened, written apart": (papers.pdf_with("/OpenAction 5 0 R", more=[PAGE]), "opens"),
    "a web page opened after a harmless step": (papers.pdf_with(f"/OpenAction<</S/Named/Next[{PAGE}]>>"), "opens"),
    "a web page opened with a page": (papers.pdf_with("", more=[f"<</AA<</O{PAGE}>>>>"]), "opens"),
    "steps without an end": (papers.pdf_with("/OpenAction 5 0 R", more=["<</S/Named/Next 5 0 R>>"]), "too_hard"),
    "a picture whose data is elsewhere": (papers.pdf_with("", more=[elsewhere("/F(http://x/1.jpg)")]), "outside"),
    "the same by its system": (papers.pdf_with("", more=[elsewhere("/F<</FS/URL/F(http://x)>>")]), "outside"),
    "a page drawn from another file": (papers.pdf_with("", more=[elsewhere("/Ref<</F(x.pdf)/Page 0>>")]), "outside"),
    "a file attached": (ATTACHED, "attached"),
    "a form of another kind": (papers.pdf_with("/AcroForm<</XFA(x)>>"), "form"),
    "data sent away": (papers.pdf_with("/AA<</O<</S/SubmitForm/F(http://x)>>>>"), "form"),
    "film": (papers.pdf_with("", more=["<</Type/Annot/Subtype/RichMedia>>"]), "media"),
    "presentation cut off": (papers.pptx()[:-30], "damaged"),
    "presentation with something behind": (papers.pptx() + b"MZ", "damaged"),
    "macros by type": (papers.pptx(kinds=MACRO), "macros"),
    "macros by part": (in_parts(**{"ppt/vbaProject.bin": b"x"}), "macros"),
    "controls": (in_parts(**{"ppt/activeX/activeX1.xml": "<a/>"}), "macros"),
    "a picture from elsewhere": (
        in_parts(**{"ppt/slides/_rels/slide1.xml.rels": papers.rels("https://x.cn/1.png")}),
        "external",
    ),
    "a template from elsewhere": (
        in_parts(**{"ppt/_rels/p.rels": papers.rels("http://x/t.dotm", "attachedTemplate")}),
        "external",
    ),
    "a link into a share": (in_parts(**{"ppt/_rels/p.rels": papers.rels("file:////x/s", "hyperlink")}), "external"),
    "a program by a press": (in_parts(**{"ppt/slides/slide3.xml": '<a action="ppaction://program"/>'}), "launch"),
    "a program in another alphabet": (in_parts(**{"ppt/slides/slide3.xml": PROGRAM.encode("utf-16")}), "launch"),
    "a program in numbers": (
        in_parts(**{"ppt/slides/slide3.xml": PROGRAM.replace(":", "&#58;").replace("/p", "&#x2F;p")}),
        "launch",
    ),
    "a slide under another name": (
        papers.pptx(parts={"ppt/slides/slide3.dat": PROGRAM}, kinds=papers.types(more=OVERRIDE)),
        "launch",
    ),
    "a cell that asks a program": (
        in_parts(**{"ppt/embeddings/a.xlsx": papers.workbook({"xl/externalLinks/externalLink1.xml": DDE})}),
        "launch",
    ),
    "entities in another alphabet": (in_parts(**{"ppt/slides/slide3.xml": DOCTYPE.encode("utf-16")}), "bomb"),
    "entities far down": (in_parts(**{"ppt/slides/slide3.xml": f"<!--{'x' * 9000}-->{DOCTYPE}"}), "bomb"),
    "entities": (in_parts(**{"ppt/slides/slide3.xml": DOCTYPE}), "bomb"),
    "one part that unpacks for ever": (bomb(), "bomb"),
    "many parts that unpack to too much": (many_small_bombs(), "bomb"),
    "too many parts": (papers.pptx(parts={f"a/{n}": "" for n in range(office.MOST_PARTS)}), "bomb"),
    "a path that climbs": (in_parts(**{"../../etc/cron.d/x": "x"}), "names"),
    "an absolute path": (in_parts(**{"/etc/passwd": "x"}), "names"),
    "a path of Windows": (in_parts(**{"ppt\\..\\x": "x"}), "names"),
    "a drive": (in_parts(**{"C:/x": "x"}), "names"),
    "a name twice": (in_parts(**{"PPT/presentation.xml": "x"}), "names"),
    "a sign that turns text": (in_parts(**{"ppt/\u202exe.fdp": "x"}), "names"),
    "a program inside": (in_parts(**{"ppt/media/x.png": b"MZ\x90"}), "attached"),
    "a package inside": (in_parts(**{"ppt/embeddings/oleObject1.bin": sniff.OLE}), "attached"),
    "a bomb inside a workbook": (
        in_parts(**{"ppt/embeddings/a.xlsx": papers.workbook({"xl/a.bin": b"\0" * 40_000_000})}),
        "bomb",
    ),
    "packed in packed in packed": (
        in_parts(**{"ppt/embeddings/a.xlsx": papers.workbook({"xl/embeddings/b.xlsx": papers.workbook()})}),
        "nested",
    ),
    "macros inside a workbook": (
        in_parts(**{"ppt/embeddings/a.xlsx": papers.workbook({"xl/vbaProject.bin": "x"})}),
        "macros",
    ),
    "no slide": (papers.pptx(0), "damaged"),
    "slides that are not there": (papers.pptx(0, kinds=papers.types(2)), "damaged"),
    "a picture cut off": (PNG[:60], "damaged"),
    "a picture too large": (papers.picture("PNG", size=(9000, 9000)), "pixels"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_with_the_reason(told, name):
    content, reason = HOSTILE[name]
    found = told(content)
    assert (found.reason, found.ok) == (reason, False)


def test_every_reason_is_tried_or_told_why_not():
    tried = {reason for _content, reason in HOSTILE.values()}
    assert set(REASONS) - tried == {"too_many"}  # below


def test_a_presentation_whose_parts_are_marked_as_links_or_encrypted_is_refused(told):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("[Content_Types].xml", papers.types())
        link = zipfile.ZipInfo("ppt/link")
        link.external_attr = 0o120777 << 16
        package.writestr(link, "/etc/passwd")
    assert told(out.getvalue()).reason == "names"
    locked = bytearray(papers.pptx())
    at = locked.index(b"PK\x01\x02")
    locked[at + 8] |= 1
    assert told(bytes(locked)).reason == "encrypted"


def test_too_many_pages(told, monkeypatch):
    monkeypatch.setattr(pdf, "MOST_PAGES", 2)
    assert told(papers.pdf(2)).ok and told(papers.pdf(3)).reason == "too_many"


# --- the process of its own ---
def test_a_process_of_its_own_says_the_same(tmp_path):
    good, bad = tmp_path / "good", tmp_path / "bad"
    good.write_bytes(papers.pdf(3))
    bad.write_bytes(papers.pdf_with(f"/OpenAction{SCRIPT}"))
    assert (check(good).pages, check(bad).reason) == (3, "script")


def endless_pages():
    """A page tree of two million branches, written small."""
    kids = " ".join(["3 0 R"] * 400_000)
    return papers.assembled(
        ["<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Count 400000/Kids[{kids}]>>", f"<</Type/Pages/Kids[{kids}]>>"]
    )


def unclosed_streams():
    return b"%PDF-1.5\n" + b"stream\n" * 3_000_000 + b"%%EOF\n"


def worked():
    """Seconds that processes of their own have computed so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@pytest.mark.parametrize("make", [bomb, endless_pages, unclosed_streams], ids=lambda make: make.__name__)
def test_the_worst_costs_a_few_seconds_elsewhere_and_this_process_nothing(tmp_path, make):
    path = tmp_path / "file"
    path.write_bytes(make())
    before, spent = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, worked()
    assert not check(path).ok
    assert worked() - spent < 4.5  # by its processor time: tests share the machine with others
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000  # kilobytes


# --- sniffing ---
@given(st.binary(max_size=400), st.binary(max_size=400))
@settings(deadline=None)
def test_sniffing_any_bytes_gives_a_format_or_a_reason(head, tail):
    for start in (b"", *sniff.BEGINNINGS, sniff.OLE):
        try:
            found = sniff.sniff(start + head, tail, len(start + head))
        except Bad as refusal:
            assert refusal.reason in REASONS
        else:
            assert (start + head).startswith(next(b for b, name in sniff.BEGINNINGS.items() if name == found))


@given(st.binary(max_size=300))
@settings(deadline=None)
def test_whatever_stands_before_or_behind_an_honest_file_is_not_taken_for_one(noise):
    """A byte before it is another format; what follows a presentation breaks it off."""
    if noise:
        whole = papers.pptx() + noise
        with pytest.raises(Bad):
            sniff.sniff(whole[: sniff.HEAD], whole[-sniff.TAIL :], len(whole))
