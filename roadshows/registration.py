"""What this room tells those below it, at start."""

from roadshows import about, letters, personal, personal_fund
from scouting.accounts.registry import LinkPurpose, registry


def register():
    registry.purposes[letters.PURPOSE] = LinkPurpose(page=personal.page, public=personal.public)
    registry.purposes[letters.FUND_PURPOSE] = LinkPurpose(page=personal_fund.page, public=personal_fund.public)
    about.register()
