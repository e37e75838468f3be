"""Every letter: its four parts in both languages, WeChat texts of 3-6 lines, links, nothing confidential."""

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from roadshows import letters
from roadshows.actions import deadlines, decisions, registrations
from roadshows.actions.meeting_publishing import Line
from scouting.accounts.registry import Contact
from scouting.outbox import delivery
from scouting.outbox.actions import fill_links
from scouting.outbox.actions.links import LINK
from scouting.outbox.models import Message
from tests.factories import EditionFactory, PersonFactory, ProjectFactory, RegistrationFactory, promoter

pytestmark = pytest.mark.django_db
FOLDER = Path(settings.BASE_DIR) / "templates" / "emails" / "roadshows"
NAMES = sorted(p.name for p in FOLDER.iterdir() if p.is_dir())
PARTS = {"subject.txt", "said.txt", "body.txt", "body.html", "wechat.txt"}
TO_FUNDS = ("reminder_fund",)
TO_COLLEAGUES = ("extension_asked",)
EXTRAS = {
    "until": lambda reg: reg.edition.deadline,
    "deadline": lambda reg: reg.edition.deadline,
    "reason": lambda reg: "场地停电 <b>",
    "host": lambda reg: "冯若谷",
    "fund": lambda reg: "观澜资本",
    "missing": lambda reg: ["licence", "deck"],
    "turn": lambda reg: reg.edition.starts,
    "was": lambda reg: reg.edition.ends,
    "minutes": lambda reg: 15,
    "waiting": lambda reg: 3,
    "review": lambda reg: {"closes_at": reg.edition.deadline},
    "lines": lambda reg: [
        Line("观澜资本", mark, reg.edition.starts, reg.edition.ends, "1号桌", reg.edition.starts)
        for mark in ("same", "new", "gone")
    ],
    "item": lambda reg: "致辞 <b>",
    "former": lambda reg: reg.edition,
    "before": lambda reg: {"starts": reg.edition.starts, "ends": reg.edition.ends, "venue": "旧场地"},
}


@pytest.fixture
def reg(now):
    presenter = PersonFactory(name="Xu & Sons", address="许总", language="zh-hans")
    project = ProjectFactory(name="A<B> & C", presenter=presenter)
    owner = promoter(name="王敏", mobile="13900001111")
    return RegistrationFactory(
        project=project, owner=owner, number="2026-11-007", edition=EditionFactory(number=98), confirm_by=now
    )


def write(reg, name, now, language="zh-hans"):
    type(reg.presenter).objects.filter(pk=reg.presenter_id).update(language=language)
    reg.presenter.refresh_from_db()
    context = {key: make(reg) for key, make in EXTRAS.items()}
    return letters.to_presenter(reg, name, now=now, key=f"{name}:{language}", **context)


@pytest.mark.parametrize("name", NAMES)
def test_every_letter_has_its_parts(name):
    assert {p.name for p in (FOLDER / name).iterdir()} == PARTS


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("name", [n for n in NAMES if n not in TO_COLLEAGUES])
def test_every_letter_says_who_what_when_and_how_to_answer(reg, name, language, now):
    letter = write(reg, name, now, language)
    lines = letter.wechat.splitlines()
    assert 3 <= len(lines) <= 6, letter.wechat
    assert all(line.strip() for line in lines)
    assert "许总" in lines[0]
    assert LINK.search(letter.wechat) and LINK.search(letter.text) and LINK.search(letter.html)
    assert "王敏 13900001111" in letter.wechat
    assert letter.title and "\n" not in letter.title
    assert "&lt;" not in letter.text + letter.wechat + letter.title  # plain text is not escaped
    assert "A<B>" not in letter.html and "<b>" not in letter.html  # HTML is
    assert f'<html lang="{language}"' in letter.html


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("name", [n for n in NAMES if n not in TO_COLLEAGUES])
def test_no_letter_tells_a_rank_or_an_internal_word(reg, name, language, now):
    letter = write(reg, name, now, language)
    for word in ("rank", "None", "{{", "{%", "{'", "draft_", "PROJECT"):
        assert word not in letter.text + letter.wechat + letter.title + letter.html


def test_links_are_kept_as_placeholders_until_shown(reg, now):
    letter = write(reg, "selected", now)
    link = letters.link_of(reg, now=now)
    assert link.token not in "".join(map(str, Message.objects.values_list()))
    assert f"{settings.SITE_URL}{link.path}" in fill_links(letter.wechat)


def test_a_link_outlives_the_event_by_two_weeks_and_is_used_again(reg, now):
    link = letters.link_of(reg, now=now)
    assert link.expires_at == reg.edition.ends + timedelta(days=31)
    assert letters.link_of(reg, now=now + timedelta(days=1)) == link


def test_without_a_colleague_the_letter_names_none(reg, now):
    reg.owner = None
    letter = write(reg, "received", now)
    assert "None" not in letter.wechat and 3 <= len(letter.wechat.splitlines()) <= 6


@pytest.mark.parametrize("name", NAMES)
def test_the_html_letter_is_the_frame_with_the_same_sentences(reg, name, now):
    context = {key: make(reg) for key, make in EXTRAS.items()} | letters.context_of(reg) | {"by": reg.owner}
    context |= {"said": f"emails/roadshows/{name}/said.txt", "contact": Contact(name="许"), "page": "/roadshows/"}
    with translation.override("en"):
        html = render_to_string(f"emails/roadshows/{name}/body.html", context)
    assert html.count("<h1") == 1 and "max-width:600px" in html


def test_a_reason_of_many_lines_is_one_line_of_the_wechat_text(reg, now):
    draft = registrations.save_draft(uid=uuid4(), by=reg.owner, now=now, fields={}, edition=reg.edition)
    type(reg.edition).objects.update(owner=reg.owner)
    draft.refresh_from_db()
    letter = deadlines.ask_extension(draft, by=reg.owner, now=now, reason="执照补办中\n\n一周后拿到\n请通融\n谢谢\n!")
    assert len(letter.wechat.splitlines()) == 3


def test_colleagues_are_told_on_the_page_but_not_who_did_it(now):
    owner, organiser_, other = promoter(), promoter(), promoter(language="en")
    edition = EditionFactory(owner=other)
    reg = RegistrationFactory(edition=edition, owner=owner)
    decisions.decline(reg, by=organiser_, now=now, reason="赛道不符")
    told = Message.objects.filter(channel="notice")
    assert {m.subject_id for m in told} == {owner.subject_id, other.subject_id}
    notice = told.get(subject=other.subject)
    assert notice.title == f"“{reg.project}”: Not selected" and "赛道不符" in notice.text
    assert str(organiser_) in notice.text and "http" not in notice.text
    mine = RegistrationFactory(edition=edition, owner=other)
    decisions.start_review(mine, by=other, now=now)
    assert not Message.objects.about(mine).exists()


def test_a_notice_rings_the_bell_once_the_worker_has_posted_it(client, now):
    owner = promoter()
    reg = RegistrationFactory(
        edition=EditionFactory(starts=now + timedelta(days=9), ends=now + timedelta(days=10)), owner=owner
    )
    decisions.start_review(reg, by=promoter(), now=now)
    delivery.deliver_due(now=now)
    client.force_login(owner)
    page = client.get("/notices/")
    assert str(reg.project) in page.content.decode() and page.context["shell"].unread_notices == 1


def test_a_notice_is_read_in_the_language_of_the_page_and_leads_to_its_page(client, now):
    """Written while its reader used Chinese, read in English: no bare address, the state of then, the names of now."""
    owner, chief = promoter(language="zh-hans"), promoter(name="周岚", name_en="Zhou Lan")
    reg = RegistrationFactory(edition=EditionFactory(theme="细胞治疗", theme_en="Cell therapy"), owner=owner)
    type(reg.project).objects.update(name="双抗平台", name_en="Bispecific platform")
    reg = type(reg).objects.select_related("project", "edition").get(pk=reg.pk)
    decisions.decline(reg, by=chief, now=now, reason="赛道不符")
    delivery.deliver_due(now=now)
    type(reg).objects.filter(pk=reg.pk).update(state="in_review")  # what a notice says is how it was
    client.force_login(owner)
    for language, words in (
        ("en", ["Bispecific platform", "Not selected", "Cell therapy", "Zhou Lan", "赛道不符"]),
        ("zh-hans", ["双抗平台", "未入选", "细胞治疗", "周岚", "赛道不符"]),
    ):
        client.cookies["django_language"] = language
        shown = client.get("/notices/").content.decode().split('<ul class="rows">')[1].split("</ul>")[0]
        assert [w for w in words if w not in shown] == []
        assert f'<a href="{reg.get_absolute_url()}">' in shown and "http://" not in shown
