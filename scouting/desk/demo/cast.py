"""Who appears: made-up companies with founders, funds with partners, a few officials and scientists."""

from datetime import date, timedelta

from companies.actions import companies, funding, investors, people, places, products
from companies.formats import money, names, partial_date
from companies.models import Area, Park

from . import guests
from .script import dice, person_names, script

SOURCE = "demo"
PEOPLE = 150


def build_cast(users, *, now):
    """Companies, funds and people, entered over the two years before `now`. Returns (companies, funds, people)."""
    pool = iter(enumerate(person_names(PEOPLE)))
    team = [users["promoter"], users["organiser"]]
    firms = [add_company(row, n, pool, team, now=now) for n, row in enumerate(script()["companies"])]
    funds = [add_fund(row, n, pool, team, now=now) for n, row in enumerate(script()["funds"])]
    for n, (_, who) in enumerate(pool):
        add_outsider(who, n, team[0], now=now)
    return firms, funds


def add_company(row, n, pool, team, *, now):
    chance, owner = dice(row["short"]), team[0]
    mark, prefix = script()["mark"], script()["city_prefix"]
    entered = now - timedelta(days=chance.randint(40, 700))
    company = companies.add_company(
        by=owner,
        now=entered,
        name=f"{prefix}{row['short']}{mark}{row['suffix']}" + script()["legal_suffix"],
        short_name=row["short"] + row["suffix"],
        name_en=f"{row['pinyin']} (demo)",
        track=row["track"],
        founded=partial_date.parse(str(chance.randint(2013, 2022))),
        summary=row["one_liner"],
        owner=owner if n % 3 else team[1],
        source=SOURCE,
        demo=True,
        quiet=True,
    )
    place(company, row, chance, owner, now=entered)
    pipeline(company, row, owner, now=entered)
    rounds(company, row, chance, owner, now=entered)
    for k in range(2):
        add_founder(company, next(pool)[1], k, owner, chance, now=entered)
    return company


def place(company, row, chance, by, *, now):
    here = row["city"] == script()["city_prefix"]
    parks = list(Park.objects.filter(area__isnull=False).order_by("pk"))
    places.add_site(
        company,
        by=by,
        now=now,
        park=chance.choice(parks) if here and parks else None,
        area=None if parks or not here else Area.objects.first(),
        role="settled" if here else "registered",
        city=row["city"],
        settled=partial_date.parse(str(chance.randint(2018, 2024))) if here else None,
        source=SOURCE,
        demo=True,
        quiet=True,
    )


def pipeline(company, row, by, *, now):
    product = products.add_product(
        company, by=by, now=now, name=row["product"], modality=row["track"], summary=row["product_kind"],
        source=SOURCE, demo=True,
    )  # fmt: skip
    products.set_stage(
        product, by=by, now=now, indication=row["indication"], region="CN", stage=row["stage"],
        source=SOURCE, demo=True, quiet=True,
    )  # fmt: skip


def rounds(company, row, chance, by, *, now):
    ladder = ["seed", "angel", "pre_a", "a", "b", "c"]
    top = ladder.index(row["round"]) if row["round"] in ladder else 2
    amounts = script()["past_amounts"]
    for k, step in enumerate(ladder[max(0, top - 2) : top + 1]):
        day = date(now.year - 4 + k, chance.randint(1, 12), chance.randint(1, 28))
        labels = script()["round_labels"]
        funding.add_round(
            company,
            by=by,
            now=now,
            label=labels[step],
            type=step,
            amount=money.parse(chance.choice(amounts)),
            announced=partial_date.parse(day.isoformat() if chance.random() < 0.6 else f"{day:%Y-%m}"),
            source=SOURCE,
            demo=True,
            quiet=True,
        )


def add_founder(company, who, k, by, chance, *, now):
    title = script()["people"]["titles"]["founder"][0 if k == 0 else chance.randint(1, 4)]
    person = add_human(
        who, title, by, now=now, kinds=["entrepreneur"] if k == 0 else ["scientist"], mail=chance.random() < 0.8
    )
    people.add_position(
        person, by=by, now=now, company=company, title=title, started=partial_date.parse(str(now.year - 3)),
        source=SOURCE,
    )  # fmt: skip
    return person


def add_fund(row, n, pool, team, *, now):
    chance = dice(row["short"])
    investor = investors.add_investor(
        by=team[0],
        now=now - timedelta(days=chance.randint(60, 720)),
        name=row["short"] + row["suffix"] + script()["fund_mark"],
        short_name=row["short"] + row["suffix"],
        name_en=f"{row['pinyin']} Capital (demo)",
        kind=row["kind"],
        tracks=row["tracks"].split(","),
        stages=row["stages"].split(","),
        ticket=money.parse(row["ticket"]),
        city=row["city"],
        thesis=script()["thesis"],
        source=SOURCE,
        demo=True,
        **guests.mandate(row),
    )
    title = chance.choice(script()["people"]["titles"]["fund"])
    person = add_human(next(pool)[1], title, team[0], now=now, kinds=["investor"], mail=True)
    people.add_position(person, by=team[0], now=now, investor=investor, title=title, started=None, source=SOURCE)
    return investor


def add_outsider(who, n, by, *, now):
    kind = "official" if n % 3 == 0 else "scientist"
    title = script()["people"]["titles"][kind][n % 2]
    person = add_human(who, title, by, now=now, kinds=[kind], mail=n % 4 > 0)
    people.add_position(
        person, by=by, now=now, organisation=script()["organisations"][kind], title=title, started=None,
        source=SOURCE,
    )  # fmt: skip


def add_human(who, title, by, *, now, kinds, mail):
    """A made-up person; numbers from a block that is given to nobody, addresses under example.com."""
    name, name_en, surname = who
    number = dice(name).randint(0, 9999)
    person = people.add_person(
        by=by,
        now=now,
        name=name,
        name_en=name_en,
        address=names.form_of_address(name, title),
        kinds=kinds,
        mobile=f"1990000{number:04d}",
        wechat=f"demo_{number:04d}",
        email=f"{name_en.lower().replace(' ', '.')}@example.com" if mail else "",
        basis_source=SOURCE,
        demo=True,
    )
    people.know(by, person)
    return person
