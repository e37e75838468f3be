"""Which colour a state has. One mapping for the whole site, so that a state looks the same on every page."""

TONES = {
    "neutral": (
        "draft",
        "planned",
        "preparing",
        "recused",
        "taken_back",
        "withdrawn",
        "deferred",
        "cancelled",
        "superseded",
        "skipped",
        "paused",
        "expired",
        "pass",
    ),
    "info": ("submitted", "open", "queued", "new", "invited", "sending", "lead", "triage", "deck", "saving", "undoing"),
    "review": ("in_review", "frozen", "talking", "visited", "admission", "update"),
    "wait": ("selected", "closed", "held_back", "unknown", "pending", "yellow", "duplicate", "claim", "warning"),
    "good": ("confirmed", "sent", "accepted", "green", "signed", "registered", "success", "granted", "meeting"),
    "done": ("presented", "held", "told", "settled", "started", "producing", "full", "same", "done"),
    "hold": ("reserve", "waiting", "watch"),
    "bad": ("lapsed", "declined", "failed", "red", "lost", "error", "revoked", "late"),
}
BY_STATE = {state: tone for tone, states in TONES.items() for state in states}
# The same word means two things: an edition that was held is over, a letter that is held waits for somebody.
BY_KIND = {
    ("outbox.message", "held"): "wait",
    ("roadshows.edition", "open"): "good",
    ("roadshows.review", "open"): "good",
    ("roadshows.review", "closed"): "done",
    ("roadshows.sheet", "submitted"): "good",
    ("roadshows.sheet", "open"): "wait",
}
INVITATIONS = {
    "proposed": "hold", "invited": "wait", "coming": "good", "delegated": "good", "online": "done",
    "declined": "neutral", "lapsed": "neutral", "dropped": "neutral",
}  # fmt: skip
BY_KIND |= {("roadshows.invitation", state): tone for state, tone in INVITATIONS.items()}

PLANS = {"draft": "neutral", "solving": "info", "failed": "bad", "ready": "wait", "published": "good"}
MEETINGS = {
    "planned": "wait", "published": "good", "removed": "bad", "cancelled": "neutral", "held": "done",
    "missed": "neutral",
}  # fmt: skip
BY_KIND |= {("roadshows.meetingplan", state): tone for state, tone in PLANS.items()}
BY_KIND |= {("roadshows.meeting", state): tone for state, tone in MEETINGS.items()}


def tone(state, kind=""):
    """The tone of a state code; `kind` is the model's label in lower case where a word is used twice."""
    code = str(state)
    return BY_KIND.get((kind, code)) or BY_STATE.get(code, "neutral")
