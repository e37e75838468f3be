"""The API's description, under the site's content security policy."""

from tests.factories import promoter


def test_the_docs_load_without_complaint(visit):
    visitor = visit().log_in(promoter())
    assert visitor.open("/api/docs/").status == 200
    visitor.page.wait_for_selector(".swagger-ui .info", timeout=20_000)
