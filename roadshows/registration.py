"""What this room tells those below it, at start."""

from companies.registry import panels
from roadshows import (
    about,
    chase_letters,
    contacts_panel,
    letters,
    personal,
    personal_fund,
    personal_meeting_answers,
    personal_outcome,
    personal_review,
    privacy,
)
from roadshows.querysets import DECIDERS
from scouting.accounts.registry import LinkPurpose, registry

# what is only prepared, ties of interest, and scores, which stand among the reasons of a sheet's changes
OF_THOSE_WHO_DECIDE = ("roadshows.pendingdecision", "roadshows.conflict", "roadshows.sheet", "roadshows.editionimport")


def register():
    registry.purposes[letters.PURPOSE] = LinkPurpose(page=personal.page, public=personal.public)
    registry.purposes[letters.FUND_PURPOSE] = LinkPurpose(page=personal_fund.page, public=personal_fund.public)
    registry.purposes[letters.REVIEW_PURPOSE] = LinkPurpose(page=personal_review.page, public=personal_review.public)
    registry.purposes[chase_letters.PURPOSE] = LinkPurpose(page=personal_outcome.page, public=personal.public)
    fund = LinkPurpose(page=personal_outcome.fund_page, public=personal_fund.public)
    registry.purposes[chase_letters.FUND_PURPOSE] = fund
    registry.exporters["roadshows.Attendance"] = privacy.export
    registry.erasers["roadshows.Attendance"] = privacy.erase
    held, held_fund = personal_meeting_answers.page, personal_meeting_answers.fund_page
    registry.purposes[letters.MEETING_PURPOSE] = LinkPurpose(page=held, public=personal.public)
    registry.purposes[letters.FUND_MEETING_PURPOSE] = LinkPurpose(page=held_fund, public=personal_fund.public)
    registry.readers |= dict.fromkeys(OF_THOSE_WHO_DECIDE, DECIDERS)
    about.register()
    panels.append(contacts_panel.panel)
