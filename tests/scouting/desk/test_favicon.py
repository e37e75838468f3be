from django.test import Client


def test_browsers_find_the_sign_of_the_site_where_they_look_for_it(client):
    answer = Client().get("/favicon.ico")
    assert answer.status_code == 302 and answer["Location"].startswith("/static/favicon")
    assert "max-age" in answer["Cache-Control"]
