"""The mathematics of a review, and nothing else: no models, no pages.

A total is the sum of weight x score / 10 over the criteria, so from 10 to 100 with weights that sum to 100.

The adjusted mean answers harsh and lenient reviewers. Each reviewer's habit is how far their totals lie, on average,
from what the project got from everybody; it is shrunk towards nothing (n / (n + SHRINK)), since two sheets are weak
evidence of a habit. Project levels and habits depend on each other, so both are worked out in turn until they stand
still. A project's adjusted mean is the mean of its totals after taking each reviewer's habit away. Where all
reviewers read all projects the order stays that of the raw means; where they read different ones, luck is evened out.
"""

from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal

LOWEST, HIGHEST = 1, 10  # score of a criterion
COMMENT_BELOW, COMMENT_ABOVE = 60, 90
TRIM_FROM = 5  # sheets; below that the lowest and highest would be half of the evidence
DISAGREE = 25  # points between the lowest and the highest total
SHRINK = 2
ROUNDS, STILL = 60, 0.002  # points: finer than anything shown
CENT, TENTH = Decimal("0.01"), Decimal("0.1")


def total(scores, weights):
    """{key: 1 to 10} and {key: weight} as a Decimal with one digit; exact, since both are whole numbers."""
    return (Decimal(sum(scores[key] * weight for key, weight in weights.items())) / 10).quantize(TENTH)


def needs_comment(value):
    return value < COMMENT_BELOW or value > COMMENT_ABOVE


def rounded(value):
    return Decimal(value).quantize(CENT, ROUND_HALF_UP)


def mean(values):
    """None of nothing."""
    return rounded(sum(values, Decimal(0)) / len(values)) if values else None


def trimmed(values):
    """The mean without one lowest and one highest; None with fewer than TRIM_FROM."""
    return mean(sorted(values)[1:-1]) if len(values) >= TRIM_FROM else None


def spread(values):
    return max(values) - min(values) if values else Decimal(0)


def disagree(points):
    return points >= DISAGREE


def habits(readings):
    """{reviewer: points they give more (or fewer, below 0) than others do} from [(project, reviewer, total)]."""
    by_project, by_reviewer = defaultdict(list), defaultdict(list)
    for project, reviewer, value in readings:
        by_project[project].append((reviewer, float(value)))
        by_reviewer[reviewer].append((project, float(value)))
    habit = dict.fromkeys(by_reviewer, 0.0)
    for _round in range(ROUNDS):
        level = {p: sum(v - habit[r] for r, v in rows) / len(rows) for p, rows in by_project.items()}
        after = {r: sum(v - level[p] for p, v in rows) / (len(rows) + SHRINK) for r, rows in by_reviewer.items()}
        moved = max((abs(after[r] - habit[r]) for r in habit), default=0)
        habit = after
        if moved < STILL:
            break
    return habit


def adjusted(readings):
    """{project: mean after taking the reviewers' habits away}, between 0 and 100."""
    habit, rows = habits(readings), defaultdict(list)
    for project, reviewer, value in readings:
        rows[project].append(float(value) - habit[reviewer])
    return {p: rounded(min(max(sum(v) / len(v), 0), 100)) for p, v in rows.items()}


def ranks(values):
    """{key: rank} with the highest first; equals share a rank and the next one is skipped, as in sport."""
    order = sorted(values, key=lambda key: -values[key])
    found = {}
    for n, key in enumerate(order, 1):
        before = order[n - 2] if n > 1 else None
        found[key] = found[before] if before is not None and values[before] == values[key] else n
    return found
