from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companies.formats import money
from companies.formats.money import Amount, AmountError

WAN, YI = Decimal(10**4), Decimal(10**8)

PHRASES = [
    ("未披露", None, None, "undisclosed"),
    ("未透露", None, None, "undisclosed"),
    ("（未披露）", None, None, "undisclosed"),
    ("undisclosed", None, None, "undisclosed"),
    ("数百万", 2_000_000, 9_999_999, "phrase"),
    ("近千万", 8_000_000, 9_999_999, "phrase"),
    ("千万级", 10_000_000, 99_999_999, "phrase"),
    ("千万元级别", 10_000_000, 99_999_999, "phrase"),
    ("数千万", 20_000_000, 99_999_999, "phrase"),
    ("数千万元级别", 20_000_000, 99_999_999, "phrase"),
    ("近亿元", 80_000_000, 99_999_999, "phrase"),
    ("近亿元（人民币）", 80_000_000, 99_999_999, "phrase"),
    ("过亿", 100_000_000, None, "at_least"),
    ("超亿", 100_000_000, None, "at_least"),
    ("亿元及以上", 100_000_000, None, "at_least"),
    ("上亿元", 100_000_000, None, "at_least"),
    ("亿元级", 100_000_000, 999_999_999, "phrase"),
    ("数亿", 200_000_000, 999_999_999, "phrase"),
    ("数十亿元", 2_000_000_000, 9_999_999_999, "phrase"),
    ("3000万元以上", 30_000_000, None, "at_least"),
    ("近2亿元", 160_000_000, 200_000_000, "phrase"),
    ("最高不超过3000万元", None, 30_000_000, "at_most"),
    ("约1.2亿元", 108_000_000, 132_000_000, "phrase"),
    ("十几亿", 1_000_000_000, None, "at_least"),
    ("三千多万", 30_000_000, None, "at_least"),
    ("1.2亿元", 120_000_000, 120_000_000, "exact"),
    ("１．２亿元", 120_000_000, 120_000_000, "exact"),
    ("1亿2000万元", 120_000_000, 120_000_000, "exact"),
    ("三千五百万元", 35_000_000, 35_000_000, "exact"),
    ("1万5千元", 15_000, 15_000, "exact"),
    ("拟融资3000万元", 30_000_000, 30_000_000, "exact"),
    ("10,000,000", 10_000_000, 10_000_000, "exact"),
    ("10 000 000", 10_000_000, 10_000_000, "exact"),
    ("500w", 5_000_000, 5_000_000, "exact"),
    ("5000万-1亿元", 50_000_000, 100_000_000, "range"),
    ("5000万至1亿元", 50_000_000, 100_000_000, "range"),
    ("5000万元～1亿元", 50_000_000, 100_000_000, "range"),
    ("1-2亿元", 100_000_000, 200_000_000, "range"),
    ("RMB 120 million", 120_000_000, 120_000_000, "exact"),
    ("3.558 billion yuan", 3_558_000_000, 3_558_000_000, "exact"),
    ("tens of millions of yuan", 20_000_000, 99_999_999, "phrase"),
    ("hundreds of millions", 200_000_000, 999_999_999, "phrase"),
    ("nearly 100 million", 80_000_000, 99_999_999, "phrase"),
    ("several million yuan", 2_000_000, 9_999_999, "phrase"),
    ("over 100 million yuan", 100_000_000, None, "at_least"),
    ("up to 30 million yuan", None, 30_000_000, "at_most"),
    ("between 5 and 10 million", 5_000_000, 10_000_000, "range"),
    ("500,000 - 1 million", 500_000, 1_000_000, "range"),
]


@pytest.mark.parametrize(("text", "minimum", "maximum", "basis"), PHRASES)
def test_words_of_announcements(text, minimum, maximum, basis):
    assert money.parse(text) == Amount(text, minimum, maximum, "CNY", basis)


@pytest.mark.parametrize(
    ("text", "currency", "value"),
    [
        ("500万美元", "USD", 5_000_000),
        ("USD 5 million", "USD", 5_000_000),
        ("$5M", "USD", 5_000_000),
        ("US$1.5bn", "USD", 1_500_000_000),
        ("HK$500 million", "HKD", 500_000_000),
        ("5亿港元", "HKD", 500_000_000),
        ("€3m", "EUR", 3_000_000),
        ("300万欧元", "EUR", 3_000_000),
        ("¥5000", "CNY", 5000),
        ("500万美元（约合3500万元人民币）", "USD", 5_000_000),
    ],
)
def test_currencies(text, currency, value):
    assert money.parse(text) == Amount(text, value, value, currency, "exact")


def test_a_phrase_keeps_its_currency_and_a_bare_number_takes_the_given_one():
    assert money.parse("数千万美元").currency == "USD"
    assert money.parse("5000", currency="HKD").currency == "HKD"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "blank"),
        ("   ", "blank"),
        ("a" * 300, "length"),
        ("9.13E+17", "ruined"),
        ("10/23/75", "ruined"),
        ("#" * 50, "ruined"),
        ("abc", "words"),
        ("很多钱", "words"),
        ("500万日元", "currency"),
        ("£5m", "currency"),
        ("500万美元-1亿元", "currencies"),
        ("2亿-1亿", "order"),
        ("5-1亿", "order"),
        ("0", "zero"),
        ("0.001元", "zero"),
        ("9" * 30, "large"),
        ("-500万", "form"),
        ("1亿3千", "form"),
        ("融资", "form"),
        ("近超1亿", "form"),
        ("1-2-3亿", "form"),
        ("1亿元（首期3000万）", "words"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(text, reason):
    with pytest.raises(AmountError) as caught:
        money.parse(text)
    assert caught.value.code == reason
    assert str(caught.value)


OWN_WORDS = "数 近 过 千 百 十 亿 万 元 级 1.2 5 0 - ~ 至 以上 不超过 约 美元 $ m million of ( ) , . 未披露"


@given(st.text())
def test_any_text_is_an_amount_or_a_clear_refusal(text):
    read_or_refused(text)


@given(st.lists(st.sampled_from(OWN_WORDS.split()), max_size=30))
def test_any_mix_of_its_own_words_is_an_amount_or_a_clear_refusal(words):
    read_or_refused("".join(words))


def read_or_refused(text):
    try:
        amount = money.parse(text)
    except AmountError as error:
        assert str(error)
        return
    assert amount.basis in money.BASES
    assert amount.currency in money.CURRENCIES
    if amount.minimum is not None and amount.maximum is not None:
        assert 0 < amount.minimum <= amount.maximum
    again = money.parse(money.show(amount, "en"), currency=amount.currency)
    assert (again.minimum, again.maximum, again.basis) == (amount.minimum, amount.maximum, amount.basis)


figures = st.decimals(min_value="0.01", max_value=10**14, places=2)
currencies = st.sampled_from(money.CURRENCIES)
languages = st.sampled_from(["zh-hans", "en"])


@given(figures, currencies, languages)
def test_an_exact_figure_reads_back_as_itself(value, currency, language):
    amount = money.parse(money.exact(value, currency, language))
    assert (amount.minimum, amount.maximum, amount.currency) == (value, value, currency)


@given(figures, currencies, languages)
def test_a_short_figure_is_near_and_reads_back(value, currency, language):
    value = max(value, Decimal(1))
    amount = money.parse(money.short(value, currency, language))
    assert abs(amount.minimum - value) <= max(value * Decimal("0.006"), Decimal("0.5"))


@given(figures, figures, languages)
def test_a_range_reads_back_as_a_range(one, other, language):
    low, high = sorted([max(one, Decimal(1)), max(other, Decimal(1))])
    amount = money.parse(money.show_range(low, high, "CNY", language))
    assert amount.basis == "range"
    assert abs(amount.maximum - high) <= high * Decimal("0.06") + 1


def test_figures_in_both_languages():
    value = Decimal(120_000_000)
    assert money.short(value, "CNY", "zh-hans") == "1.2亿元"
    assert money.short(value, "CNY", "en") == "CNY 120M"
    assert money.short(Decimal(5_000_000), "USD", "zh-hans") == "500万美元"
    assert money.short(Decimal(3_558_000_000), "CNY", "zh-hans") == "35.58亿元"
    assert money.short(Decimal(99_999_999), "CNY", "zh-hans") == "1亿元"
    assert money.exact(Decimal(123_456_789), "CNY", "zh-hans") == "123,456,789元"


def test_words_are_shown_as_announced_and_silence_in_the_readers_language():
    assert money.show(money.parse("千万元级别"), "en") == "千万元级别"
    assert money.show(money.parse("未透露"), "en") == "undisclosed"
    assert money.show(money.parse("undisclosed"), "zh-hans") == "未披露"


@pytest.mark.parametrize(
    ("minimum", "maximum", "shown"),
    [(YI, None, "1亿元以上"), (None, YI, "不超过1亿元"), (YI, YI, "1亿元"), (YI, 2 * YI, "1.0-2.0亿元")],
)
def test_an_amount_without_words_is_shown_by_its_bounds(minimum, maximum, shown):
    assert money.show(Amount("", minimum, maximum, "CNY", "range"), "zh-hans") == shown


ANNOUNCED = ["千万元级别", "近亿元", "未披露", "1.2亿元", "500万美元"]


def test_totals_are_honest():
    yuan, dollars = money.totals(map(money.parse, ANNOUNCED))
    assert (yuan.exact, yuan.estimated_min, yuan.estimated_max) == (120_000_000, 90_000_000, 199_999_998)
    assert (yuan.undisclosed, dollars.undisclosed, dollars.exact) == (1, 0, 5_000_000)
    assert money.show_totals([yuan, dollars], "zh-hans") == "1.2亿元 + 约0.9-2.0亿元 + 1笔未披露；500万美元"
    english = "CNY 120,000,000 + about CNY 90-200M + 1 undisclosed; USD 5,000,000"
    assert money.show_totals([yuan, dollars], "en") == english


def test_totals_without_an_upper_end_say_so():
    rows = money.totals(map(money.parse, ["过亿", "数千万"]))
    assert rows[0].estimated_max is None
    assert money.show_totals(rows, "zh-hans") == "约1.2亿元以上"


def test_totals_of_nothing_and_of_silence():
    assert money.show_totals([], "zh-hans") == "-"
    assert money.show_totals(money.totals([money.parse("未披露")]), "zh-hans") == "1笔未披露"
    rows = money.totals(map(money.parse, ["未披露", "500万美元"]))
    assert money.show_totals(rows, "en") == "USD 5,000,000 + 1 undisclosed"
    assert money.show_totals(money.totals([money.parse("不超过1亿元")]), "zh-hans") == "不超过1亿元"


def test_undisclosed_sorts_by_nothing_and_a_cap_by_its_top():
    values = [money.sort_value(money.parse(text)) for text in ("未披露", "不超过1亿元", "近亿元")]
    assert values == [None, YI, 8000 * WAN]
