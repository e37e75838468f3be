import pytest
from django.core.exceptions import ValidationError

from companies import actions
from companies.models import Follow
from tests.factories import CompanyFactory, InvestorFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_follow_each_kind_once_and_stop(now):
    user = UserFactory()
    for thing in ({"company": CompanyFactory()}, {"investor": InvestorFactory()}, {"track": "cgt"}):
        rows = {actions.follow(user, now=now, **thing).pk for _ in range(2)}
        assert len(rows) == 1
        assert actions.unfollow(user, now=now, **thing) and not actions.unfollow(user, **thing)
    assert not Follow.objects.exists()


@pytest.mark.parametrize("thing", [{}, {"track": "alchemy"}, {"track": "cgt", "company": True}])
def test_not_exactly_one_known_thing_is_refused(now, thing):
    if "company" in thing:
        thing = thing | {"company": CompanyFactory()}
    with pytest.raises(ValidationError):
        actions.follow(UserFactory(), now=now, **thing)
