"""The verbs of this room. Each is one transaction with all its consequences; `by` is who acts, `now` when."""

from .bulk_companies import add_companies
from .bulk_rounds import add_rounds
from .chores import complete_task, plan_task
from .companies import add_alias, add_company, edit_company, remove_alias
from .following import follow, receive_digest, receives_digest, unfollow
from .funding import add_round, edit_round, recompute_totals, remove_round
from .investors import add_investor, edit_investor
from .people import add_note, add_person, add_position, edit_person, end_position, know, log_contact
from .places import add_honour, add_listing, add_site, remove_site
from .products import add_milestone, add_product, edit_milestone, edit_product, set_stage

__all__ = [
    "add_alias", "add_companies", "add_company", "add_honour", "add_investor", "add_listing", "add_milestone",
    "add_note", "add_person", "add_position", "add_product", "add_round", "add_rounds", "add_site", "complete_task",
    "edit_company", "edit_investor", "edit_milestone", "edit_person", "edit_product", "edit_round", "end_position",
    "follow", "know", "log_contact", "plan_task", "receive_digest", "receives_digest",
    "recompute_totals", "remove_alias", "remove_round", "remove_site",
    "set_stage", "unfollow",
]  # fmt: skip
