"""Text files as they arrive: which encoding, which line ends, which delimiter, and what a spreadsheet did to a cell.

text, encoding, notes = decode(data)               # notes: every line that was read differently, and how
text, encoding, notes = decode(data, "gb18030")    # what the user selected in the preview
delimiter(text), spreadsheet_ruin(cell)            # what a cell may not hold: scouting.base.cells
"""

from companies.formats.text_in.cells import RUINS, spreadsheet_ruin
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
    "spreadsheet_ruin",
]
