"""How facts are written: codes, amounts, dates, telephones, names, files. Pure functions, no models, no clock.

Every `parse` either returns a value or raises a `FormatError` (a ValidationError) that says what is expected.
Words of a language live in scouting/data/vocab, so that parsers and printers share one vocabulary.
"""
