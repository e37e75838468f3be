"""How contact details look to those who may not read them."""


def mask_mobile(text):
    """138****0000; shorter numbers lose all but the last two digits."""
    digits = text.strip()
    if len(digits) >= 11:
        return f"{digits[:-8]}****{digits[-4:]}"
    return f"****{digits[-2:]}" if digits else ""


def mask_email(text):
    """a***@example.com."""
    name, at, host = text.partition("@")
    return f"{name[:1]}***@{host}" if at else ("***" if text else "")


def mask_name(text):
    """The first sign and nothing more: enough for its owner to know it, too little to learn who it is."""
    return f"{text.strip()[:1]}**" if text.strip() else ""


def mask_word(text):
    """The first letter and nothing more, for WeChat ids."""
    return f"{text[:1]}***" if text else ""
