"""What the rooms above add to this room's pages, registered in AppConfig.ready().

`panels` of the company page: callables (request, company) -> {"title", "template", "context"} or None.
"""

panels = []


def panels_for(request, company):
    """The panels that have something to say about the company to this reader."""
    return [found for panel in panels if (found := panel(request, company))]
