"""The funds of the open edition: two waves invited, one proposed, every answer given by somebody."""

from datetime import timedelta

from companies.vocab import Track
from roadshows import matching
from roadshows.actions import invitations, waves
from roadshows.models import Invitation
from scouting.accounts.models.audit import Via

from .script import dice, person_names, script

MODALITIES = {
    Track.SMALL_MOLECULE: ["small_molecule", "peptide"],
    Track.ANTIBODY: ["antibody", "bispecific", "adc"],
    Track.CGT: ["cell", "gene"],
    Track.NUCLEIC_ACID: ["rna"],
    Track.VACCINE: ["vaccine"],
    Track.TCM: ["tcm"],
    Track.DEVICE: ["device"],
    Track.IMAGING: ["device", "radio"],
    Track.IVD: ["diagnostic"],
    Track.AI_PHARMA: ["software", "small_molecule"],
    Track.DIGITAL: ["software"],
    Track.CXO: ["service"],
    Track.REAGENTS: ["service"],
    Track.TESTING: ["service", "diagnostic"],
}
EARLY = ["discovery", "preclinical", "type_test", "ind_filed", "ind_ok", "iit"]
CLINICAL = ["ind_ok", "iit", "ph1", "ph1_2", "ph2", "clinical"]
LATE = ["ph2", "ph2_3", "ph3", "nda_filed", "approved", "marketed"]
REGIONS = ["delta", "china", "jiangsu", "china", "delta", ""]
NEVER = ["tcm", "generics", "distribution"]


def mandate(row):
    """What else a made-up fund says of itself; some say nothing, as in life."""
    chance, tracks, stages = dice(f"mandate {row['short']}"), row["tracks"].split(","), row["stages"].split(",")
    region = "nanjing" if row["kind"] == "government" else chance.choice(REGIONS)
    phases = EARLY if {"seed", "angel", "pre_a"} & set(stages) else LATE if "c" in stages else CLINICAL
    return {
        "modalities": [m for t in tracks for m in MODALITIES.get(t, ())] if chance.random() < 0.7 else [],
        "phases": phases if chance.random() < 0.7 else [],
        "regions": [region] if region else [],
        "excluded_tracks": [t for t in NEVER if t not in tracks] if chance.random() < 0.4 else [],
        "exclusions": script()["fund_exclusions"] if chance.random() < 0.3 else [],
    }


def modality(row):
    """A made-up project's modality, from its track and what its product is called."""
    if "ADC" in row["product_kind"]:
        return "adc"
    return MODALITIES.get(row["track"], [""])[0]


def in_order(edition, funds, *, now):
    """Those that fit best first, then the others."""
    best = [fund for fund, _project, _fit in matching.best(edition, now=now)]
    return best + [f for f in funds if f not in best]


def first_wave(edition, users, funds, *, now):
    """Five are asked: one comes, one sends somebody, one watches online, one cannot, one does not answer."""
    by, said = users["organiser"], now + timedelta(hours=2)
    five = in_order(edition, funds, now=now)[: edition.seats]
    people = waves.representatives(five)
    for fund in five:
        waves.propose(edition, fund, by=by, now=now, person=people.get(fund.pk))
    asked = invitations.invite_wave(edition, by=by, now=now)
    name = person_names(200)[-1][0]
    invitations.answer(asked[0], "coming", now=said, subject=asked[0].person.subject)
    invitations.send_delegate(asked[1], name=name, mobile="19900007001", now=said, subject=asked[1].person.subject)
    invitations.answer(asked[2], "online", now=said, subject=asked[2].person.subject)
    reason = script()["reasons"]["fund"]
    invitations.answer(asked[3], "declined", now=said, by=users["promoter"], via=Via.PHONE, reason=reason)
    return asked


def second_wave(edition, users, funds, *, now):
    """Who did not answer has lapsed; of the next one comes, the others cannot: a third wave is proposed."""
    by = users["organiser"]
    invitations.lapse_due(now=now)
    top_up(edition, by, funds, 3, now=now)
    asked = invitations.invite_wave(edition, by=by, now=now)
    said = now + timedelta(hours=3)
    invitations.answer(asked[0], "coming", now=said, subject=asked[0].person.subject)
    for other in asked[1:]:
        invitations.answer(
            other, "declined", now=said, subject=other.person.subject, reason=script()["reasons"]["fund"]
        )
    top_up(edition, by, funds, 2, now=said)


def top_up(edition, by, funds, number, *, now):
    """As many proposals as that, chosen by hand where too few fit."""
    held = Invitation.objects.filter(edition=edition)
    missing = number - held.filter(state="proposed").count()
    asked = set(held.values_list("investor", flat=True))
    chosen = [f for f in funds if f.pk not in asked][: max(missing, 0)]
    people = waves.representatives(chosen)
    for fund in chosen:
        waves.propose(edition, fund, by=by, now=now, person=people.get(fund.pk))
