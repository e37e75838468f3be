"""Names of companies to fill a database with, and what search needs of them."""

import os
from itertools import product
from multiprocessing import Pool
from pathlib import Path

TRADES = ("生物科技", "医药", "医疗器械", "基因技术", "药业", "健康科技", "诊断技术", "制药", "医学检验", "细胞工程")
CITIES = (("苏州", "苏"), ("上海", "沪"), ("泰州", "泰"), ("无锡", "锡"), ("杭州", "杭"), ("深圳", "深"))
SYLLABLES = "安邦博辰达恩凡光瀚嘉凯岚铭诺普启瑞盛天维翔雅泽"
HEAD_LINES = 3


def short_names(count):
    """Real ones where SCOUTING_DATA names their folder; else put together from syllables."""
    folder = os.environ.get("SCOUTING_DATA")
    if folder:
        text = (Path(folder) / "cn-company-names.txt").read_text(encoding="utf-8-sig")
        names = [line.strip() for line in text.splitlines()[HEAD_LINES:]]
    else:
        names = ["".join(letters) for letters in product(SYLLABLES, repeat=4)]
    return list(dict.fromkeys(name for name in names if 0 < len(name) <= 40))[:count]


def described(item):
    """(short name, legal name, tokens, sort key) as the verbs would store them."""
    from companies import keys
    from companies.models import Company

    number, short = item
    legal = f"{short}{TRADES[number % len(TRADES)]}有限公司"
    columns = keys.company_columns(Company(name=legal, short_name=short))
    return short, legal, columns["tokens"], columns["sort_key"]


def _set_up():
    import django

    django.setup()


def describe(names):
    with Pool(os.cpu_count(), initializer=_set_up) as pool:
        yield from pool.imap(described, enumerate(names), chunksize=500)
