"""Contact cards: written as phones and Outlook read them, read as phones and Outlook write them.

data = write([Card(name="...", mobiles=("138 0000 0000",))])     # bytes, vCard 3.0 in UTF-8; version="2.1" for old
cards, problems = read(data)                                     # 2.1, 3.0, 4.0; any charset; many cards a file
"""

from companies.formats.vcard.card import Card
from companies.formats.vcard.reading import Problem, Reading, read
from companies.formats.vcard.writing import VERSIONS, write

__all__ = ["VERSIONS", "Card", "Problem", "Reading", "read", "write"]
