"""The marks between words, as the reader's language writes them: a Chinese text has full-width ones."""

from django.utils.translation import gettext_lazy, pgettext_lazy

SIGNS = {
    "names": pgettext_lazy("between names", ", "),
    ",": pgettext_lazy("between clauses", ", "),
    ";": gettext_lazy("; "),
    ":": pgettext_lazy("after a label", ": "),
    "(": pgettext_lazy("opens", " ("),
    ")": pgettext_lazy("closes", ")"),
}


def joined(words, sign="names"):
    return str(SIGNS[sign]).join(str(word) for word in words)
