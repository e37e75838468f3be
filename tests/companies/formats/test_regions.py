"""Which regions a city lies in, and that an unknown place lies nowhere."""

import pytest

from companies.formats import regions, vocab
from companies.vocab import Region


@pytest.mark.parametrize(
    ("city", "holds"),
    [
        ("南京", {"nanjing", "jiangsu", "delta", "china"}),
        ("南京市", {"nanjing", "jiangsu", "delta", "china"}),
        (" SUZHOU ", {"jiangsu", "delta", "china"}),
        ("Suzhou City", {"jiangsu", "delta", "china"}),
        ("上海", {"delta", "china"}),
        ("香港", {"bay", "overseas"}),
        ("Boston", {"overseas"}),
        ("某地", None),
        ("", None),
        ("市", None),
    ],
)
def test_of(city, holds):
    assert regions.of(city) == holds


@pytest.mark.parametrize(
    ("city", "zh", "en"),
    [("南京市", "南京", "Nanjing"), ("nanjing", "南京", "Nanjing"), ("某地", "某地", "某地"), ("", "", "")],
)
def test_name(city, zh, en):
    assert (regions.name(city, "zh-hans"), regions.name(city, "en")) == (zh, en)


def test_every_region_of_the_file_is_one_of_the_vocabulary_and_no_place_stands_twice():
    groups = vocab.load("regions")["groups"]
    assert {code for group in groups for code in group["regions"]} == set(Region.values)
    names = [regions.key(name) for group in groups for pair in group["cities"] for name in pair]
    assert len(names) == len(set(names))
