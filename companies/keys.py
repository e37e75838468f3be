"""What rows are found and sorted by, computed from their names alone. Pure functions, no database."""

from companies.formats import names, phone
from companies.formats.search_tokens import tokens

SORT_LENGTH = 120
MARK_LENGTH = 60
RESERVED = ("new",)  # /companies/new/ adds one


def company_columns(company, aliases=(), others=()):
    """tokens and sort_key of a company; `others` are stock codes and products."""
    own = [company.short_name, company.name]
    said = [*own, *aliases, company.name_en, *others, company.credit_code]
    return {"tokens": tokens(said) + marks([*own, company.name_en, *aliases]), "sort_key": sort_key(own[0] or own[1])}


def marks(said):
    """Whole names as they compare, each one token that no typed query can hold: finds the same name again."""
    return list(dict.fromkeys(filter(None, map(mark, said))))


def mark(name):
    same = "_".join(names.normalise_company(name).split())
    return f"={same[:MARK_LENGTH]}" if same else ""


def investor_columns(investor):
    own = [investor.short_name, investor.name]
    return {"tokens": tokens([*own, investor.name_en]), "sort_key": sort_key(own[0] or own[1])}


def person_columns(person):
    """Names for everybody; numbers and addresses apart, for those who may see contact details."""
    number = phone.show(person.mobile) if person.mobile else ""
    contact = [number.replace(" ", ""), number, phone.last4(person.mobile), person.mobile, person.wechat, person.email]
    return {
        "tokens_public": tokens([person.name, person.name_en, person.address]),
        "tokens_contact": tokens(contact),
        "sort_key": sort_key(person.name, person=True),
    }


def sort_key(name, *, person=False):
    return names.sort_key(name, person=person)[:SORT_LENGTH]


def stock_codes(code):
    """02096.HK is also searched as 2096 and 02096."""
    number = code.partition(".")[0]
    return list(dict.fromkeys([code, number, number.lstrip("0") or number]))


def free_slug(base, taken):
    """`base`, or with a number behind it, not among the addresses `taken`, which it joins."""
    slug, n = base, 1
    while slug in taken or slug in RESERVED:
        n += 1
        slug = f"{base}-{n}"
    taken.add(slug)
    return slug


def slug_base(row, default="company"):
    return names.slugify(row.short_name or row.name, default=default)
