import pytest
from django.urls import reverse

from scouting.base.addresses import address


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("companies:company", ["0"]),
        ("companies:company", ["rui-lin_2"]),
        ("companies:person", [10]),
        ("roadshows:move", [20, "select"]),
        ("roadshows:roll", [0]),
    ],
)
def test_as_reverse_gives_it(name, args):
    assert address(name, *args) == reverse(name, args=args)
