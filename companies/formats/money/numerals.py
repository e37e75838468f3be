"""Reads number tokens, Arabic, Chinese and English alike, into one figure."""

from dataclasses import dataclass
from decimal import Decimal

ZERO = Decimal(0)


@dataclass(frozen=True)
class Figure:
    """`bare`: only a unit was written ("a hundred million" without the hundred's number)."""

    value: Decimal
    bare: bool
    scale: Decimal  # what one unit of the written number is worth
    has_unit: bool


def read_figure(tokens: list[tuple[str, Decimal]]) -> Figure:
    """Tokens number, small (10, 100, 1000 within a section) and big (closing a section). ValueError if senseless."""
    total, section, number, last_big = ZERO, ZERO, None, None
    for kind, value in tokens:
        if kind == "number":
            if number:
                raise ValueError("two numbers side by side")
            number = value
        elif kind == "small":
            section += value if number is None else number * value
            number = None
        else:
            total = _close(total, section, number, last_big, value)
            section, number, last_big = ZERO, None, value
    rest = section + (number or ZERO)
    if rest and last_big and (number is not None or last_big > 10000):
        raise ValueError("the last part has no unit of its own")
    return _figure(tokens, total + rest)


def _close(total, section, number, last_big, unit):
    if number is None and not section:
        return total * unit if total else unit
    if last_big is not None and last_big <= unit:
        raise ValueError("units must fall")
    return total + (section + (number or ZERO)) * unit


def _figure(tokens, value):
    numbers = [value for kind, value in tokens if kind == "number"]
    single = len(numbers) == 1 and numbers[0]
    return Figure(
        value=value,
        bare=not numbers,
        scale=value / numbers[0] if single else Decimal(1),
        has_unit=any(kind != "number" for kind, _value in tokens),
    )
