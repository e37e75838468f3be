"""Text files as they arrive: which encoding, which line ends, which delimiter, and what a spreadsheet did to a cell.

text, encoding, notes = decode(data)               # notes: every line that was read differently, and how
text, encoding, notes = decode(data, "gb18030")    # what the user selected in the preview
delimiter(text), formula_like(cell), neutralise(cell), restore(cell), spreadsheet_ruin(cell)
"""

from companies.formats.text_in.cells import RUINS, formula_like, neutralise, restore, spreadsheet_ruin
from companies.formats.text_in.decoding import ENCODINGS, Decoded, Note, decode
from companies.formats.text_in.delimiters import DELIMITERS, delimiter

__all__ = [
    "DELIMITERS",
    "ENCODINGS",
    "RUINS",
    "Decoded",
    "Note",
    "decode",
    "delimiter",
    "formula_like",
    "neutralise",
    "restore",
    "spreadsheet_ruin",
]
