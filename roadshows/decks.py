"""Where the presentation of a project lies, for a colleague who passes it on to a fund that asked for it."""


def urls_of(regs, user):
    """{registration id: address} of presentations this colleague may open; the desk and the page of a pair link them.

    Presentations still reach the team by mail and WeChat, so there is none to link yet.
    """
    return {}
