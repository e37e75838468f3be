"""Who is tied to which project: declared ties and those that follow from what we know, by a fixed number of queries.

Derived: same employer (the company, or where its presenter works), their fund or its family in the company's rounds,
a post at a rival or their fund in one, the same e-mail domain. A rival works in the same track on the same indication.
"""

from collections import defaultdict
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.db.models import Q
from django.utils.translation import gettext as _

from companies.formats import plain
from companies.models import Company, Investor, Participation, Position, ProductStage
from roadshows.models import Conflict
from roadshows.models.reviews import ConflictKind
from scouting.base import clock

K = ConflictKind
# Addresses that anybody can have say nothing about an employer; reserved names (RFC 2606) belong to nobody.
PUBLIC_MAIL = (
    "qq.com", "foxmail.com", "163.com", "126.com", "yeah.net", "vip.163.com", "139.com", "189.cn", "sina.com",
    "sina.cn", "sohu.com", "aliyun.com", "21cn.com", "tom.com", "gmail.com", "googlemail.com", "outlook.com",
    "hotmail.com", "live.com", "msn.com", "yahoo.com", "yahoo.cn", "yahoo.com.cn", "icloud.com", "me.com", "mac.com",
    "proton.me", "protonmail.com", "example.com", "example.org", "example.net",
)  # fmt: skip
RESERVED = ("invalid", "example", "test", "localhost")


@dataclass(frozen=True)
class Tie:
    kind: str
    detail: str = ""

    def __str__(self):
        label = str(K(self.kind).label)
        return _("%(kind)s (%(detail)s)") % {"kind": label, "detail": self.detail} if self.detail else label


def found(people, registrations, *, now):
    """{(person, registration): [Tie]} by primary keys. Registrations come with project and company selected."""
    people, registrations = list(people), list(registrations)
    ties = defaultdict(list)
    if not people or not registrations:
        return ties
    facts = Facts(people, registrations, now)
    for reg in registrations:
        for person in people:
            if tied := facts.between(person, reg):
                ties[person.pk, reg.pk] = tied
    return ties


def presenters(reg):
    return {pk for pk in (reg.presenter_id, reg.project.presenter_id) if pk}


def domain(address):
    """The part of an address that names an employer, or an empty string."""
    name = address.rpartition("@")[2].strip().casefold().removeprefix("www.")
    return "" if name in PUBLIC_MAIL or name.rpartition(".")[2] in RESERVED or "." not in name else name


class Facts:
    """Everything looked up once for all people and all projects."""

    def __init__(self, people, registrations, now):
        self.companies = {r.project.company_id for r in registrations if r.project.company_id}
        self.rivals = rivals_of(self.companies)
        who = {p.pk for p in people} | {pk for r in registrations for pk in presenters(r)}
        self.posts = self.posts_of(who, now)
        self.family = family_of({post["investor"] for posts in self.posts.values() for post in posts} - {None})
        self.backers = backers_of(self.companies.union(*self.rivals.values()))
        self.names = names_of(self.companies)
        self.domains = self.domains_of(registrations)
        self.declared = declared_by([p.pk for p in people])

    def posts_of(self, people, now):
        rows = Position.objects.filter(Q(person__in=people) | Q(company__in=self.companies))
        rows = rows.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=clock.local_date(now)))
        posts, self.mail, self.staff = defaultdict(list), {}, defaultdict(set)
        for post in rows.values("person", "company", "investor", "organisation", "person__email"):
            posts[post["person"]].append(post)
            self.mail[post["person"]] = post["person__email"]
            if post["company"]:
                self.staff[post["company"]].add(domain(post["person__email"]))
        return posts

    def domains_of(self, registrations):
        """{registration: domains of the company's site, of its people, of the presenter}."""
        sites = dict(Company.objects.filter(pk__in=self.companies).values_list("pk", "website"))
        found = {}
        for reg in registrations:
            names = {domain(reg.presenter.email)} if reg.presenter_id else set()
            names |= {domain(self.mail.get(pk, "")) for pk in presenters(reg)}
            names |= self.staff[reg.project.company_id]
            names.add(domain(urlsplit(sites.get(reg.project.company_id, "")).hostname or ""))
            found[reg.pk] = names - {""}
        return found

    def between(self, person, reg):
        """Ties of one expert to one project, each kind once."""
        ties = [*self.by_word(person, reg), *self.by_post(person, reg), *self.by_fund(person, reg)]
        own = domain(person.email)
        if own and own in self.domains[reg.pk]:
            ties.append(Tie(K.DOMAIN, own))
        if person.pk in presenters(reg):
            ties.append(Tie(K.OTHER, str(person)))
        return list({tie.kind: tie for tie in reversed(ties)}.values())

    def by_word(self, person, reg):
        """Declared by the expert, or recorded by us."""
        keys = (("project", reg.project_id), ("company", reg.project.company_id))
        return [tie for key in keys for tie in self.declared[person.pk, key]]

    def by_post(self, person, reg):
        company, rivals = reg.project.company_id, self.rivals.get(reg.project.company_id, ())
        theirs = [post for pk in presenters(reg) - {person.pk} for post in self.posts[pk]]
        places = {(kind, p[kind]) for p in theirs for kind in ("company", "investor") if p[kind]}
        named = {plain.fold(p["organisation"]).casefold() for p in theirs if p["organisation"]} | self.names[company]
        for post in self.posts[person.pk]:
            held = {(kind, post[kind]) for kind in ("company", "investor") if post[kind]}
            if (company and post["company"] == company) or held & places:
                yield Tie(K.EMPLOYER)
            elif post["organisation"] and plain.fold(post["organisation"]).casefold() in named:
                yield Tie(K.EMPLOYER, post["organisation"])
            elif post["company"] in rivals:
                yield Tie(K.RIVAL)

    def by_fund(self, person, reg):
        family = {m for post in self.posts[person.pk] for m in self.family.get(post["investor"], ())}
        company = reg.project.company_id
        if family & self.backers[company]:
            yield Tie(K.FUND)
        elif any(family & self.backers[rival] for rival in self.rivals.get(company, ())):
            yield Tie(K.RIVAL)


def rivals_of(companies):
    """{company: others that work in the same track on the same indication}."""
    aims = ProductStage.objects.exclude(indication="").values_list(
        "product__company", "product__company__track", "indication"
    )
    own = {(c, track, text.casefold()) for c, track, text in aims.filter(product__company__in=companies)}
    same = aims.filter(product__company__track__in={t for _c, t, _i in own}) if own else aims.none()
    by_aim = defaultdict(set)
    for company, track, text in same:
        by_aim[track, text.casefold()].add(company)
    rivals = defaultdict(set)
    for company, track, text in own:
        rivals[company] |= by_aim[track, text] - {company}
    return rivals


def family_of(investors):
    """{investor: itself, its manager and the manager's other vehicles}."""
    rows = Investor.objects.values_list("pk", "manager")
    heads = {pk: manager or pk for pk, manager in rows.filter(pk__in=investors)}
    members = defaultdict(set)
    for pk, manager in rows.filter(Q(pk__in=heads.values()) | Q(manager__in=heads.values())):
        members[manager or pk].add(pk)
    return {pk: members[head] | {pk, head} for pk, head in heads.items()}


def backers_of(companies):
    """{company: investors in its rounds}."""
    backers = defaultdict(set)
    rows = Participation.objects.filter(round__company__in=companies, investor__isnull=False)
    for company, investor in rows.values_list("round__company", "investor"):
        backers[company].add(investor)
    return backers


def names_of(companies):
    """{company: its names, folded}, as somebody may have typed them for an employer."""
    names = defaultdict(set)
    for pk, *said in Company.objects.filter(pk__in=companies).values_list("pk", "name", "short_name", "name_en"):
        names[pk] = {plain.fold(name).casefold() for name in said if name}
    return names


def declared_by(people):
    """{(person, ("project" or "company", pk)): [Tie]} of what is in force."""
    declared = defaultdict(list)
    for row in Conflict.objects.in_force().filter(person__in=people):
        key = ("project", row.project_id) if row.project_id else ("company", row.company_id)
        declared[row.person_id, key].append(Tie(row.kind, row.note))
    return declared
