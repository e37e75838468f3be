"""What each kind of letter is called on pages. Rooms above register their letters' names in AppConfig.ready."""

names = {}  # "roadshows/selected" -> "Selected", translated lazily


def name_of(kind):
    return str(names.get(kind, kind))


def choices():
    """For filters: the named kinds, in the order in which the rooms gave them."""
    return list(names.items())
