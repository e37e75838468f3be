"""A show with funds and projects that can meet, for the tests of 1:1 meetings."""

from datetime import timedelta

from roadshows.actions import agenda, agenda_versions, decisions, invitations, wishes
from roadshows.models import Invitation, Registration
from tests.factories import (
    EditionFactory,
    InvestorFactory,
    MeetingPlanFactory,
    PersonFactory,
    ProjectFactory,
    RegistrationFactory,
    organiser,
)


class Show:
    """`projects` confirmed, `funds` coming, the agenda published; everybody says "meet" where `all_meet`."""

    def __init__(self, now, *, funds=5, projects=3, all_meet=False, **edition):
        self.now, self.by = now, organiser(name="陈静", mobile="13900002222")
        self.edition = EditionFactory(number=98, slots=max(projects, 3), seats=max(funds, 5), owner=self.by, **edition)
        for n in range(projects):
            person = PersonFactory(name=f"创始人{n}", address=f"许总{n}", language="en")
            reg = RegistrationFactory(
                edition=self.edition, project=ProjectFactory(name=f"项目{n}", presenter=person), owner=self.by
            )
            decisions.confirm(decisions.select(reg, by=self.by, now=now), now=now)
        for n in range(funds):
            fund = InvestorFactory(name=f"{n}号基金", sort_key=f"{n:03}")
            partner = PersonFactory(name=f"合伙人{n}", language="en")
            row = invitations.invite(self.edition, fund, by=self.by, now=now, person=partner)
            invitations.answer(row, "coming", now=now)
        agenda.lay_out(self.edition, by=self.by, now=now)
        agenda_versions.publish(self.edition, by=self.by, now=now)
        self.plan = MeetingPlanFactory(edition=self.edition)
        if all_meet:
            for f in range(funds):
                for p in range(projects):
                    self.wish(f, p)

    @property
    def regs(self):
        rows = Registration.objects.filter(edition=self.edition).select_related("edition", "project", "presenter")
        return list(rows.order_by("slot", "pk"))

    @property
    def funds(self):
        rows = Invitation.objects.filter(edition=self.edition).select_related("edition", "investor", "person")
        return list(rows.order_by("pk"))

    def wish(self, fund, project, of_fund="meet", of_project="meet"):
        reg, inv = self.regs[project], self.funds[fund]
        for side, wish in (("fund", of_fund), ("project", of_project)):
            if wish:
                wishes.set_wishes([(reg, inv, wish)], side, now=self.now)

    def time(self, number):
        step = timedelta(minutes=self.plan.minutes + self.plan.pause)
        return self.plan.starts + number * step

    def over(self):
        """Moments behind the last meeting."""
        return self.time(self.plan.times)

    def reload(self):
        self.plan.refresh_from_db()
        return self.plan
