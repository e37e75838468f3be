"""Projects: made or found when one is registered; a team's project finds its company later."""

from django.db import transaction

from companies.actions.companies import add_company
from companies.actions.people import add_person
from companies.formats import phone
from companies.formats.errors import FormatError
from roadshows.models import Project
from scouting.accounts.actions import record_consent as record
from scouting.accounts.models.subjects import ConsentKind

WORDS = ("one_liner", "track", "modality", "stage", "city", "competing", "landing", "needs")
EDITABLE = ("name", "name_en", "presenter", *WORDS)


def for_registration(*, by, now, data):
    """The company's project of that name, brought up to date, or a new one; company and presenter as needed."""
    company = data.get("company") or _new_company(by=by, now=now, data=data)
    presenter = data.get("presenter") or _new_presenter(by=by, now=now, data=data, company=company)
    name = data["project_name"].strip()
    team = "" if company else data["team_name"].strip()
    project = Project.objects.filter(company=company, team_name=team, name=name).order_by("-id").first()
    project = project or Project(company=company, team_name=team, name=name)
    for field in WORDS:
        if field in data:
            setattr(project, field, data[field] or "")
    project.presenter = presenter
    project.demo = company.demo if company else project.demo
    project._history_user = by
    project.save()
    return project


def _new_company(*, by, now, data):
    name = (data.get("company_name") or "").strip()
    if not name:
        return None
    return add_company(
        by=by,
        now=now,
        name=name,
        credit_code=data.get("credit_code", ""),
        track=data.get("track") or "other",
        owner=by,
        source=data.get("source", ""),
    )


def _new_presenter(*, by, now, data, company):
    name = (data.get("presenter_name") or "").strip()
    if not name:
        return None
    return add_person(
        by=by,
        now=now,
        name=name,
        kinds=["entrepreneur"],
        mobile=data.get("mobile", ""),
        wechat=data.get("wechat", ""),
        email=data.get("email", ""),
        language=data.get("language") or "zh-hans",
        title=data.get("presenter_title", "") if company else "",
        company=company,
        known_by=by,
        demo=company.demo if company else False,
    )


def applied(application, person):
    """Whether it was this person: the same mobile."""
    try:
        number = phone.parse(application.mobile).e164
    except FormatError:
        return False
    return bool(number) and number == person.mobile_e164


def record_consent(reg):
    """Who applied on the call page agreed then to the notice shown there: they, not whoever presents instead."""
    application = getattr(reg, "application", None)
    if application is None or reg.presenter is None or not applied(application, reg.presenter):
        return
    source = f"{reg.edition.slug} {application.notice_version}"
    record(reg.presenter.subject, ConsentKind.MAIL, True, now=application.received_at, source=source)


@transaction.atomic
def edit_project(project, *, by, now, changes):
    """Change the project's words; what is not named stays."""
    row = Project.objects.select_for_update().get(pk=project.pk)
    wanted = {k: v for k, v in changes.items() if k in EDITABLE and getattr(row, k) != v}
    if not wanted:
        return row
    for name, value in wanted.items():
        setattr(row, name, value)
    row._history_user = by
    row.save()
    return row
