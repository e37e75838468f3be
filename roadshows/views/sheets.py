"""The expert's own sheets on the desk, for those who have an account."""

from django.urls import reverse

from roadshows import scoring_page


def place_of(user):
    return scoring_page.Place(
        subject=user.subject,
        who={"by": user, "subject": user.subject},
        home=reverse("roadshows:my_sheets"),
        sheet_url=lambda pk: reverse("roadshows:sheet", args=[pk]),
        layout="desk",
    )


def my_sheets(request):
    return scoring_page.listing(request, place_of(request.user))


def sheet(request, pk):
    return scoring_page.sheet(request, place_of(request.user), pk)
