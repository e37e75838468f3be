"""The demo: made-up companies, funds and people around the day it is first started, all marked demo=True.

Everything goes through the same verbs as the pages, with `now` in the past where it lies in the past.
"""
