"""Small objects for tests. Every factory makes the least that is valid."""

from datetime import date, timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from roadshows.materials import completeness
from scouting.accounts.roles import Role
from scouting.base import clock


class UserFactory(DjangoModelFactory):
    class Meta:
        model = "accounts.User"
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"user{n}")
    name = factory.Sequence(lambda n: f"用户{n}")
    email = factory.LazyAttribute(lambda u: f"{u.username}@example.com")

    @factory.post_generation
    def roles(self, create, roles, **kwargs):
        for role in roles or ():
            self.grants.create(role=role, starts=timezone.now() - timedelta(days=1))


def promoter(**kwargs):
    return UserFactory(roles=[Role.PROMOTER, Role.CONTACTS], **kwargs)


def organiser(**kwargs):
    return UserFactory(roles=[Role.ORGANISER, Role.CONTACTS], **kwargs)


class CompanyFactory(DjangoModelFactory):
    class Meta:
        model = "companies.Company"

    name = factory.Sequence(lambda n: f"测试{n}生物科技有限公司")
    slug = factory.Sequence(lambda n: f"test-{n}")
    sort_key = factory.LazyAttribute(lambda c: c.slug)
    demo = True


class SubjectFactory(DjangoModelFactory):
    class Meta:
        model = "accounts.Subject"


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = "companies.Person"

    subject = factory.SubFactory(SubjectFactory)
    name = factory.Sequence(lambda n: f"许{n}")
    address = "许总"
    mobile = factory.Sequence(lambda n: f"1380000{n:04d}")
    mobile_e164 = factory.LazyAttribute(lambda p: f"+86{p.mobile}" if p.mobile else "")
    email = factory.Sequence(lambda n: f"person{n}@example.com")
    demo = True


class InvestorFactory(DjangoModelFactory):
    class Meta:
        model = "companies.Investor"

    name = factory.Sequence(lambda n: f"测试基金{n}")
    slug = factory.Sequence(lambda n: f"fund-{n}")
    demo = True


class EditionFactory(DjangoModelFactory):
    """The edition of the scenarios: Monday 30 November 2026, 14:00 to 17:00, call open until the 23rd."""

    class Meta:
        model = "roadshows.Edition"

    slug = factory.Sequence(lambda n: "2026-11" if n == 0 else f"2026-11-{n}")
    theme = "细胞与基因治疗"
    starts = clock.at(date(2026, 11, 30), 14)
    ends = clock.at(date(2026, 11, 30), 17)
    call_opens = clock.at(date(2026, 11, 2), 9)
    deadline = clock.end_of_day(date(2026, 11, 23))
    venue = "树屋十六栋"
    state = "open"
    demo = True


class ProjectFactory(DjangoModelFactory):
    class Meta:
        model = "roadshows.Project"

    company = factory.SubFactory(CompanyFactory)
    name = factory.Sequence(lambda n: f"项目{n}")
    track = "cgt"
    demo = True
    presenter = factory.SubFactory(PersonFactory)


class RegistrationFactory(DjangoModelFactory):
    """Submitted by default; set state and the columns its constraints need for others."""

    class Meta:
        model = "roadshows.Registration"

    edition = factory.SubFactory(EditionFactory)
    project = factory.SubFactory(ProjectFactory)
    presenter = factory.LazyAttribute(lambda r: r.project.presenter)
    state = "submitted"
    ask_text = ""
    materials = factory.LazyFunction(dict)
    materials_done = factory.LazyAttribute(lambda r: completeness(r)[0])
    materials_needed = factory.LazyAttribute(lambda r: completeness(r)[1])
    number = factory.Sequence(lambda n: f"T-{n:03d}")
    submitted_at = clock.at(date(2026, 11, 16), 10)
    entered_state_at = clock.at(date(2026, 11, 16), 10)
    demo = True


class UploadFactory(DjangoModelFactory):
    """A row without a file; tests of files use the verb."""

    class Meta:
        model = "roadshows.Upload"

    registration = factory.SubFactory(RegistrationFactory)
    code = "deck"
    name = "路演PPT.pdf"
    stored = factory.Sequence(lambda n: f"{n:032x}")
    format, pages, size, sha256 = "pdf", 12, 2_400_000, "0" * 64
    at = clock.at(date(2026, 11, 16), 9)
    demo = True


class InvitationFactory(DjangoModelFactory):
    """Invited by default; seats are counted by the verbs only."""

    class Meta:
        model = "roadshows.Invitation"

    edition = factory.SubFactory(EditionFactory)
    investor = factory.SubFactory(InvestorFactory)
    person = factory.SubFactory(PersonFactory)
    invited_at = clock.at(date(2026, 11, 16), 10)
    answer_by = clock.end_of_day(date(2026, 11, 19))
    demo = True


class ReviewFactory(DjangoModelFactory):
    class Meta:
        model = "roadshows.Review"

    edition = factory.SubFactory(EditionFactory)
    demo = True


def two_criteria():
    return [
        {"key": "science", "name": "科学性", "name_en": "Science", "weight": 60},
        {"key": "team", "name": "团队", "name_en": "Team", "weight": 40},
    ]


class RubricFactory(DjangoModelFactory):
    class Meta:
        model = "roadshows.Rubric"

    review = factory.SubFactory(ReviewFactory)
    version = factory.Sequence(lambda n: n % 30000 + 1)
    criteria = factory.LazyFunction(two_criteria)
    at = clock.at(date(2026, 11, 16), 9)


class ReviewerFactory(DjangoModelFactory):
    class Meta:
        model = "roadshows.Reviewer"

    review = factory.SubFactory(ReviewFactory)
    person = factory.SubFactory(PersonFactory)
    demo = True


class SheetFactory(DjangoModelFactory):
    """A sheet nobody has touched yet, with everything around it."""

    class Meta:
        model = "roadshows.Sheet"

    review = factory.SubFactory(ReviewFactory)
    reviewer = factory.SubFactory(ReviewerFactory, review=factory.SelfAttribute("..review"))
    registration = factory.SubFactory(RegistrationFactory, edition=factory.SelfAttribute("..review.edition"))
    rubric = factory.SubFactory(RubricFactory, review=factory.SelfAttribute("..review"))
    assigned_at = clock.at(date(2026, 11, 16), 9)
    demo = True


class ResultFactory(DjangoModelFactory):
    class Meta:
        model = "roadshows.Result"

    review = factory.SubFactory(ReviewFactory)
    registration = factory.SubFactory(RegistrationFactory, edition=factory.SelfAttribute("..review.edition"))
    alias = factory.Sequence(lambda n: n + 1)


class MessageFactory(DjangoModelFactory):
    """A letter that waits to be sent."""

    class Meta:
        model = "outbox.Message"

    key = factory.Sequence(lambda n: f"test:{n}")
    kind = "test"
    subject = factory.SubFactory(SubjectFactory)
    to_name = "许总"
    to_address = factory.Sequence(lambda n: f"xu{n}@example.com")
    title = factory.Sequence(lambda n: f"标题{n}")
    text = "正文"
    created_at = clock.at(date(2026, 11, 16), 10)
    due_at = clock.at(date(2026, 11, 16), 10)


class InterestFactory(DjangoModelFactory):
    """A fund that wants a meeting with one project of the event it is invited to."""

    class Meta:
        model = "roadshows.Interest"

    invitation = factory.SubFactory(InvitationFactory, state="coming")
    registration = factory.SubFactory(
        RegistrationFactory, edition=factory.SelfAttribute("..invitation.edition"), state="confirmed", slot=1
    )
    state = "meeting"
    marked_at = clock.at(date(2026, 11, 30), 15)
    changed_at = clock.at(date(2026, 11, 30), 15)
    demo = True


class ContactOpeningFactory(DjangoModelFactory):
    """Contacts that both sides opened by their links."""

    class Meta:
        model = "roadshows.ContactOpening"

    class Params:
        mark = factory.SubFactory(InterestFactory)

    registration = factory.SelfAttribute("mark.registration")
    invitation = factory.SelfAttribute("mark.invitation")
    edition = factory.SelfAttribute("mark.invitation.edition")
    fund_person = factory.SelfAttribute("mark.invitation.person")
    presenter = factory.SelfAttribute("mark.registration.presenter")
    fund_at = project_at = opened_at = clock.at(date(2026, 11, 30), 18)
    fund_via = project_via = "link"
    demo = True


class MeetingPlanFactory(DjangoModelFactory):
    """Three tables and six times from the end of the event on."""

    class Meta:
        model = "roadshows.MeetingPlan"

    edition = factory.SubFactory(EditionFactory)
    tables = factory.LazyFunction(lambda: ["1", "2", "3"])
    starts = factory.LazyAttribute(lambda p: p.edition.ends)
    demo = True


class MeetingFactory(DjangoModelFactory):
    """Planned for the first time and table; nothing is booked, which the verbs do."""

    class Meta:
        model = "roadshows.Meeting"

    plan = factory.SubFactory(MeetingPlanFactory)
    registration = factory.SubFactory(
        RegistrationFactory, edition=factory.SelfAttribute("..plan.edition"), state="confirmed", slot=1
    )
    invitation = factory.SubFactory(InvitationFactory, edition=factory.SelfAttribute("..plan.edition"), state="coming")
    starts = factory.LazyAttribute(lambda m: m.plan.starts)
    ends = factory.LazyAttribute(lambda m: m.plan.starts + timedelta(minutes=15))
    table = 1
    told_starts = factory.LazyAttribute(lambda m: m.starts)
    told_ends = factory.LazyAttribute(lambda m: m.ends)
    demo = True


class MeetingWishFactory(DjangoModelFactory):
    class Meta:
        model = "roadshows.MeetingWish"

    registration = factory.SubFactory(RegistrationFactory)
    invitation = factory.SubFactory(InvitationFactory, edition=factory.SelfAttribute("..registration.edition"))
    side = "fund"
    wish = "meet"
    at = clock.at(date(2026, 11, 16), 9)
    demo = True
