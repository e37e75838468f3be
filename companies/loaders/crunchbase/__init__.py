"""Takes in the Crunchbase export of October 2013 as it came, and says what it made of every oddity, row by row.

What is read and what is not: the category (which is none of our tracks, so that no track is guessed), status and
region go into the summary, city and state become a site of unstated role. Month, quarter and year repeat the date
and are compared with it. Totals, counts and first and last rounds are compared with the rounds, never stored: the
rounds are the facts. The date of a last milestone says nothing of what was reached, and is reported, not stored.
"""

from companies.loaders.crunchbase.load import load
from companies.loaders.crunchbase.report import Report

__all__ = ["Report", "load"]
