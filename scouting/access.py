"""The permission table: every address by name, and the roles that may open it. What is missing opens for nobody.

"prefix:*" (namespaces) and "prefix_*" (names of third parties) cover a family. Rows a role may see are decided
by each model's visible_to(); this table decides which pages exist for whom.
"""

from scouting.accounts.roles import EVERYBODY, NOBODY, PUBLIC, TEAM, WRITERS, Role

DECIDERS = (Role.ORGANISER, Role.DATA_ADMIN)

TABLE = {
    # --- site
    "admin:*": TEAM,
    "set_language": PUBLIC,
    # --- accounts (allauth)
    "account_login": PUBLIC,
    "account_logout": EVERYBODY,
    "account_reset_password": PUBLIC,
    "account_reset_password_done": PUBLIC,
    "account_reset_password_from_key": PUBLIC,
    "account_reset_password_from_key_done": PUBLIC,
    "account_signup": PUBLIC,
    "account_reauthenticate": EVERYBODY,
    "account_change_password": EVERYBODY,
    "account_inactive": PUBLIC,
    "account_*": NOBODY,  # what allauth offers besides: sign-up by mail, codes, changing one's address
    "mfa_*": EVERYBODY,
    "mfa_authenticate": PUBLIC,
    "accounts:link": PUBLIC,
    # --- outbox
    "outbox:list": TEAM,
    "outbox:message": TEAM,
    "outbox:html": TEAM,
    "outbox:told": WRITERS,
    "outbox:hold": WRITERS,
    "outbox:release": WRITERS,
    "outbox:resend": WRITERS,
    "outbox:dismiss": WRITERS,
    "outbox:arrived": WRITERS,
    "outbox:open_as": TEAM,  # 404 outside demo mode
    "outbox:notices": EVERYBODY,
    # --- companies
    "companies:list": (*TEAM, Role.FUND),
    "companies:company": (*TEAM, Role.FUND, Role.FOUNDER),
    "companies:rounds": (*TEAM, Role.FUND),
    "companies:products": (*TEAM, Role.FUND),
    "companies:milestones": (*TEAM, Role.FUND),
    "companies:investors": (*TEAM, Role.FUND),
    "companies:people": TEAM,
    **dict.fromkeys(
        [
            f"api-{room}-{page}"
            for room in ("companies", "rounds", "products", "milestones", "investors")
            for page in ("list", "detail")
        ],
        (*TEAM, Role.FUND),
    ),
    "api-people-list": TEAM,
    "api-people-detail": TEAM,
    "companies:timeline": (*TEAM, Role.FUND, Role.FOUNDER),
    "companies:one_pager": (*TEAM, Role.FUND, Role.FOUNDER),
    "companies:person": TEAM,
    "companies:investor": (*TEAM, Role.FUND),
    "companies:following": (*TEAM, Role.FUND, Role.FOUNDER),
    "companies:follow": (*TEAM, Role.FUND, Role.FOUNDER),
    "companies:park": EVERYBODY,
    "companies:add": WRITERS,
    "companies:duplicates": WRITERS,
    "companies:amount_read": WRITERS,
    "companies:edit": WRITERS,
    "companies:contact": WRITERS,
    "companies:add_fact": WRITERS,
    "companies:edit_fact": WRITERS,
    "companies:remove_fact": WRITERS,
    "companies:remove_round": WRITERS,
    "companies:stage": WRITERS,
    "companies:complete_task": WRITERS,
    "companies:add_person": WRITERS,
    "companies:edit_person": WRITERS,
    "companies:add_position": WRITERS,
    "companies:end_position": WRITERS,
    "companies:know": WRITERS,
    "companies:add_investor": WRITERS,
    "companies:edit_investor": WRITERS,
    # --- roadshows
    "roadshows:list": EVERYBODY,
    "roadshows:calendar": EVERYBODY,
    "roadshows:edition": EVERYBODY,
    "roadshows:ics": PUBLIC,  # 404 for strangers where the edition is not announced
    "roadshows:feed": PUBLIC,  # the token is the key
    "roadshows:feed_page": EVERYBODY,
    "roadshows:call": PUBLIC,
    "roadshows:apply": PUBLIC,
    "roadshows:thanks": PUBLIC,
    "roadshows:create_month": DECIDERS,
    "roadshows:edition_edit": DECIDERS,
    "roadshows:edition_step": DECIDERS,
    "roadshows:reschedule": DECIDERS,
    "roadshows:extend": DECIDERS,
    "roadshows:compare": TEAM,
    "roadshows:clone": DECIDERS,
    "roadshows:report": TEAM,
    "roadshows:attendance": DECIDERS,
    "roadshows:board": TEAM,
    "roadshows:matching": TEAM,
    "roadshows:invitations": TEAM,
    "roadshows:propose": DECIDERS,
    "roadshows:invite_wave": DECIDERS,
    "roadshows:invitation": WRITERS,
    "roadshows:invitation_edit": DECIDERS,
    "roadshows:invitation_ask": DECIDERS,
    "roadshows:invitation_drop": DECIDERS,
    "roadshows:agenda": TEAM,
    **dict.fromkeys(
        [
            f"roadshows:agenda_{deed}"
            for deed in ("add", "restore", "lay_out", "draw", "pitches", "publish", "item", "move", "remove")
        ],
        DECIDERS,
    ),
    "roadshows:pack": TEAM,
    "roadshows:pack_part": TEAM,
    "roadshows:plan": TEAM,
    "roadshows:plan_approve": (Role.DIRECTOR,),
    "roadshows:promote": DECIDERS,
    "roadshows:review_all": DECIDERS,
    "roadshows:move": WRITERS,
    "roadshows:registration": (*TEAM, Role.FOUNDER),
    "roadshows:registration_edit": WRITERS,
    "roadshows:materials": WRITERS,
    "roadshows:chase": WRITERS,
    "roadshows:outcome": WRITERS,
    "roadshows:claims": TEAM,
    "roadshows:claim": WRITERS,
    "roadshows:register": WRITERS,
    "roadshows:registered": WRITERS,
    "roadshows:autosave": WRITERS,
    "roadshows:discard": WRITERS,
    "roadshows:ask_extension": WRITERS,
    "roadshows:found_companies": WRITERS,
    "roadshows:duplicates": WRITERS,
    "roadshows:amount_in_words": WRITERS,
    "roadshows:review": TEAM,
    "roadshows:review_project": TEAM,
    "roadshows:review_prepare": DECIDERS,
    "roadshows:review_settings": DECIDERS,
    "roadshows:review_step": DECIDERS,
    "roadshows:review_rubric": DECIDERS,
    "roadshows:review_panel": DECIDERS,
    "roadshows:review_leave": DECIDERS,
    "roadshows:review_tie": DECIDERS,
    "roadshows:review_lift": DECIDERS,
    "roadshows:review_assign": DECIDERS,
    "roadshows:review_take_back": DECIDERS,
    "roadshows:my_sheets": (Role.EXPERT,),
    "roadshows:sheet": (Role.EXPERT,),
    "api-editions-list": EVERYBODY,
    "api-editions-detail": EVERYBODY,
    "api-registrations-list": TEAM,
    "api-registrations-detail": TEAM,
    # --- desk
    "desk:home": EVERYBODY,
    "desk:search": EVERYBODY,
    "desk:enter": PUBLIC,  # 404 outside demo mode
    "desk:clock": EVERYBODY,  # likewise
    "desk:favicon": PUBLIC,
    "desk:healthz": PUBLIC,
    "desk:readyz": PUBLIC,
    "desk:api": EVERYBODY,
    "desk:api-schema": EVERYBODY,
    "desk:api-docs": EVERYBODY,
    "desk:ui": PUBLIC,  # 404 outside debug and demo mode
}
