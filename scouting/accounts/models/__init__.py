from .audit import StateChange
from .links import PersonalLink
from .people import RoleGrant, Team, User, holders
from .subjects import Consent, Subject

__all__ = ["Consent", "PersonalLink", "RoleGrant", "StateChange", "Subject", "Team", "User", "holders"]
