"""Small real PDFs of made-up companies, handed in by the verb that checks them. Some owe theirs, so that the desk has
somebody to ask."""

from datetime import timedelta

from django.core.files.base import ContentFile

from roadshows.actions import materials, uploads
from roadshows.models import Registration

from .script import at_work, script

PAGE = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 842 595]/Resources<</Font<</F 3 0 R>>>>/Contents {} 0 R>>"
FONT = (
    "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UTF16-H/DescendantFonts"
    "[<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo"
    "<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>/DW 1000>>]>>"
)


def pdf(pages):
    """A PDF of so many pages; each is a list of lines. The font is the reader's own."""
    numbers = [4 + 2 * n for n in range(len(pages))]
    kids = " ".join(f"{n} 0 R" for n in numbers)
    objects = ["<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>", FONT]
    for number, lines in zip(numbers, pages, strict=True):
        drawn = "\n".join(text_line(line, n) for n, line in enumerate(lines))
        objects += [PAGE.format(number + 1), f"<</Length {len(drawn)}>>stream\n{drawn}\nendstream"]
    return assembled(objects)


def text_line(line, n):
    size = 20 if n else 34
    return f"BT /F {size} Tf 60 {480 - 52 * n} Td <{line.encode('utf-16-be').hex()}> Tj ET"


def assembled(objects):
    whole, places = b"%PDF-1.5\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(whole))
        whole += f"{number} 0 obj{body}endobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    start = len(whole)
    whole += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}".encode()
    return whole + f"trailer<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n".encode()


def deck_of(reg):
    """A title page and one for each thing a fund reads first."""
    project, words = reg.project, script()["deck"]
    facts = [project.one_liner, project.get_stage_display(), reg.ask_text]
    titles = [[str(project), project.holder, words["demo"]]]
    titles += [[title, fact or "", words["demo"]] for title, fact in zip(words["pages"], facts, strict=True)]
    return pdf(titles)


def hand_in(reg, code, content, name, *, now, subject=None):
    file = ContentFile(content, name=name)
    who = {"subject": subject, "via": "link"} if subject else {"by": reg.owner}
    return uploads.take_in(reg, code=code, file=file, now=now, **who)


def lay_out(edition, *, now):
    """Decks of those that have one in hand, one of them replaced; who still owes something was asked yesterday."""
    words = script()["deck"]
    live = Registration.objects.filter(edition=edition, state__in=materials.CHASED)
    regs = list(live.select_related("edition", "project__company", "presenter__subject", "owner").order_by("pk"))
    with_deck = [reg for reg in regs if reg.materials.get("deck")]
    for n, reg in enumerate(with_deck[:4]):
        at = at_work(now - timedelta(hours=30 - 3 * n))
        name = words["name"] % {"company": reg.project.holder}
        if n == 0:
            hand_in(reg, "deck", deck_of(reg)[:-1] + b"\n\n", name, now=at - timedelta(hours=20))
        hand_in(reg, "deck", deck_of(reg), name, now=at, subject=reg.presenter.subject)
    owing = [reg for reg in regs if reg.materials_done < reg.materials_needed]
    for reg in owing[:2]:
        materials.chase_materials(reg, by=reg.owner, now=at_work(now - timedelta(days=3)))


def keep(edition, *, now):
    """The decks of a show that is over, as they were presented."""
    rows = Registration.objects.filter(edition=edition, slot__isnull=False)
    for reg in rows.select_related("edition", "project__company", "presenter__subject", "owner").order_by("slot")[:2]:
        name = script()["deck"]["name"] % {"company": reg.project.holder}
        hand_in(reg, "deck", deck_of(reg), name, now=now)
