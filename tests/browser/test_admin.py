"""The admin obeys the content security policy on its lists, forms, histories and exports."""

import pytest

from scouting.accounts.roles import Role
from tests.factories import RegistrationFactory, UserFactory


@pytest.mark.parametrize("path", ["", "companies/company/", "roadshows/registration/", "companies/company/export/"])
def test_admin_pages_load_without_complaint(visit, path):
    RegistrationFactory()
    visitor = visit().log_in(UserFactory(roles=[Role.DATA_ADMIN]))
    assert visitor.open(f"/admin/{path}").status == 200


def test_forms_and_histories_load_without_complaint(visit):
    company = RegistrationFactory().project.company
    visitor = visit().log_in(UserFactory(roles=[Role.DATA_ADMIN]))
    for tail in ("change/", "history/", "delete/"):
        assert visitor.open(f"/admin/companies/company/{company.pk}/{tail}").status == 200
