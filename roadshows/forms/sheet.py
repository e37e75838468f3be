"""The score sheet: a choice from 1 to 10 for each criterion, and a comment."""

from django import forms
from django.utils.translation import gettext as _

from roadshows import rubric as rules
from roadshows.models.reviews import ConflictKind, in_language
from roadshows.scoring import HIGHEST, LOWEST

PREFIX = "score-"


class Criterion:
    """One criterion as the page shows it: `marks` are (score, chosen)."""

    def __init__(self, rule, value, error):
        self.key, self.weight, self.error = rule["key"], rule["weight"], error
        self.name = in_language(rule, "name")
        self.anchors = [
            (span, in_language(rule, word))
            for span, word in zip(("9–10", "5–6", "1–2"), rules.ANCHORS, strict=True)
            if in_language(rule, word)
        ]
        self.marks = [(n, n == value) for n in range(LOWEST, HIGHEST + 1)]


class SheetForm(forms.Form):
    """`data` is what was posted; without it the draft is shown, else what was submitted."""

    comment = forms.CharField(required=False, widget=forms.Textarea, max_length=4_000)

    def __init__(self, sheet, data=None):
        kept = sheet.draft or {"scores": sheet.scores, "comment": sheet.comment}
        super().__init__(data, initial={"comment": kept.get("comment", "")})
        self.sheet, self.wrong = sheet, {}
        self.kept = typed(data) if data is not None else kept.get("scores", {})

    @property
    def criteria(self):
        rows = self.sheet.rubric.criteria
        return [Criterion(c, rules.as_score(self.kept.get(c["key"])), self.wrong.get(c["key"])) for c in rows]

    def mark_missing(self):
        """Say beside each criterion that lacks a score what is expected."""
        _read, missing = rules.whole_scores(self.kept, self.sheet.rubric.criteria)
        self.wrong = {c["key"]: _("Choose a score from 1 to 10.") for c in missing}


def typed(data):
    """{key: what was chosen} from a posted sheet."""
    return {name.removeprefix(PREFIX): data[name] for name in data if name.startswith(PREFIX)}


class TieForm(forms.Form):
    """An expert says that they are tied to a project."""

    kind = forms.ChoiceField(choices=ConflictKind)
    note = forms.CharField(required=False, max_length=300)
