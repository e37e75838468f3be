"""Verbs of accounts: grants, personal links, consents."""

import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from scouting.accounts.models import Consent, PersonalLink, RoleGrant, User
from scouting.accounts.models.links import token_hash
from scouting.accounts.roles import TEAM

CHECKS_ALLOWED = 5
CHECK_PAUSE = timedelta(minutes=15)
LINK_LIFE = timedelta(days=60)


@transaction.atomic
def add_user(*, username, name, email, roles=(), password=None, name_en="", team=None, language="zh-hans", mobile=""):
    """An account with its roles; the team's may browse the admin. Without a password nobody can sign in yet."""
    user = User(username=username, name=name, email=email, name_en=name_en, team=team, language=language, mobile=mobile)
    user.is_staff = bool(set(roles).intersection(TEAM))
    user.set_password(password)
    user.save()
    for role in roles:
        grant_role(user, role)
    return user


@transaction.atomic
def grant_role(user, role, *, scope="", ends=None):
    """Give a role from now on; giving it twice changes nothing. Real time, since access does not follow the demo."""
    grant = user.grants.in_force(timezone.now()).filter(role=role, scope=scope).first()
    return grant or RoleGrant.objects.create(user=user, role=role, scope=scope, ends=ends)


def revoke_role(user, role, *, scope=""):
    """End the role at once; the row stays."""
    now = timezone.now()
    return user.grants.in_force(now).filter(role=role, scope=scope).update(ends=now)


@transaction.atomic
def link_for(subject, purpose, *, now, object_id=None, life=LINK_LIFE):
    """The valid link of this subject, purpose and object with the most time left, or a new one."""
    found = PersonalLink.objects.valid(now).filter(subject=subject, purpose=purpose, object_id=object_id)
    link = found.filter(expires_at__gt=now + life / 2).order_by("-expires_at").first()
    return link or PersonalLink.objects.create(
        subject=subject, purpose=purpose, object_id=object_id, created_at=now, expires_at=now + life
    )


@transaction.atomic
def links_for(subjects, purpose, *, now, life=LINK_LIFE):
    """{subject pk: link}: link_for() without an object, for many subjects in two statements."""
    rows = PersonalLink.objects.valid(now).filter(subject__in=subjects, purpose=purpose, object_id=None)
    found = {link.subject_id: link for link in rows.filter(expires_at__gt=now + life / 2).order_by("expires_at")}
    made = [
        PersonalLink(subject=subject, purpose=purpose, created_at=now, expires_at=now + life)
        for subject in subjects
        if subject.pk not in found
    ]
    for link in made:
        link.hash = token_hash(link.token)
    return found | {link.subject_id: link for link in PersonalLink.objects.bulk_create(made)}


@transaction.atomic
def links_about(pairs, purpose, *, now, life=LINK_LIFE):
    """{object id: link}: link_for() for many (subject, object id) by two statements; one subject an object."""
    rows = PersonalLink.objects.valid(now).filter(purpose=purpose, object_id__in=[pk for _subject, pk in pairs])
    there = rows.filter(expires_at__gt=now + life / 2).order_by("expires_at")
    found = {(link.subject_id, link.object_id): link for link in there}
    same = {"purpose": purpose, "created_at": now, "expires_at": now + life}
    made = [
        PersonalLink(subject=subject, object_id=pk, **same) for subject, pk in pairs if (subject.pk, pk) not in found
    ]
    for link in made:
        link.hash = token_hash(link.token)
    found |= {(link.subject_id, link.object_id): link for link in PersonalLink.objects.bulk_create(made)}
    return {pk: found[subject.pk, pk] for subject, pk in pairs}


def find_link(token, *, now):
    """The valid link behind a token, or None."""
    return PersonalLink.objects.valid(now).filter(hash=token_hash(token)).select_related("subject").first()


def prolong_links(purpose, object_ids, *, now, until):
    """What was handed out stays good until then; a later end is left as it is. Returns how many."""
    links = PersonalLink.objects.valid(now).filter(purpose=purpose, object_id__in=object_ids)
    return links.filter(expires_at__lt=until).update(expires_at=until)


def revoke_links(purpose, object_id, *, now):
    return PersonalLink.objects.valid(now).filter(purpose=purpose, object_id=object_id).update(revoked_at=now)


def may_check(link, *, now):
    """Each five wrong answers close the check: for fifteen minutes first, then for twice as long every time."""
    if not link.failures or link.failures % CHECKS_ALLOWED:
        return True
    return now - link.failed_at >= CHECK_PAUSE * 2 ** (link.failures // CHECKS_ALLOWED - 1)


@transaction.atomic
def renew_link(subject, purpose, *, now, life=LINK_LIFE):
    """A link that replaces every former one of this subject and purpose: those open nothing from now on."""
    PersonalLink.objects.valid(now).filter(subject=subject, purpose=purpose).update(revoked_at=now)
    return PersonalLink.objects.create(subject=subject, purpose=purpose, created_at=now, expires_at=now + life)


def record_check(link, passed, *, now):
    """Judge one answer to the question for the last four digits: True, False, or None while the check is closed.

    The attempt is counted before the answer counts, so that many at once get no more attempts than one by one.
    """
    rows = PersonalLink.objects.filter(pk=link.pk)
    counted = may_check(link, now=now) and rows.filter(failures=link.failures).update(
        failures=F("failures") + 1, failed_at=now
    )
    if not counted:
        return None
    if passed:
        rows.update(failures=0, opened_at=now)
    return bool(passed)


def record_consent(subject, kind, given, *, now, source=""):
    return Consent.objects.create(subject=subject, kind=kind, given=given, at=now, source=source[:200])


def allowed_subjects(subject_ids, kind):
    """Those of the subjects whose latest consent row of this kind does not withdraw it."""
    rows = Consent.objects.filter(subject__in=subject_ids, kind=kind).order_by("subject", "at", "id")
    latest = dict(rows.values_list("subject", "given"))
    return {s for s in subject_ids if latest.get(s, True)}


def renew_feed(user):
    """A new private calendar address: returns its token, which is kept nowhere; the former one opens nothing."""
    token = secrets.token_urlsafe(24)
    User.objects.filter(pk=user.pk).update(feed_key=token_hash(token))
    return token


def revoke_feed(user):
    """No private calendar address any more. Returns whether there was one."""
    return bool(User.objects.filter(pk=user.pk).exclude(feed_key="").update(feed_key=""))


def feed_owner(token):
    """The active user whose private calendar this token opens, or None."""
    return User.objects.filter(feed_key=token_hash(token), is_active=True).first()
