"""The field's fixed vocabularies (domain.md, section 2). Codes are stored, labels are translated."""

from django.db import models
from django.utils.translation import pgettext_lazy


class Track(models.TextChoices):
    SMALL_MOLECULE = "small_molecule", pgettext_lazy("track", "Small-molecule drugs")
    ANTIBODY = "antibody", pgettext_lazy("track", "Antibodies and ADCs")
    CGT = "cgt", pgettext_lazy("track", "Cell and gene therapy")
    NUCLEIC_ACID = "nucleic_acid", pgettext_lazy("track", "Nucleic-acid drugs")
    VACCINE = "vaccine", pgettext_lazy("track", "Vaccines")
    TCM = "tcm", pgettext_lazy("track", "Chinese medicine")
    GENERICS = "generics", pgettext_lazy("track", "Generics")
    DEVICE = "device", pgettext_lazy("track", "High-end devices")
    IMAGING = "imaging", pgettext_lazy("track", "Imaging and radiotherapy")
    IVD = "ivd", pgettext_lazy("track", "IVD")
    CXO = "cxo", pgettext_lazy("track", "CRO and CDMO")
    REAGENTS = "reagents", pgettext_lazy("track", "Reagents, consumables, instruments")
    MODEL_ANIMALS = "model_animals", pgettext_lazy("track", "Model animals")
    AI_PHARMA = "ai_pharma", pgettext_lazy("track", "AI drug discovery")
    DIGITAL = "digital", pgettext_lazy("track", "Digital health")
    SYNBIO = "synbio", pgettext_lazy("track", "Synthetic biology")
    TESTING = "testing", pgettext_lazy("track", "Testing services")
    DISTRIBUTION = "distribution", pgettext_lazy("track", "Pharma distribution")
    OTHER = "other", pgettext_lazy("track", "Other")


class RoundType(models.TextChoices):
    SEED = "seed", pgettext_lazy("round", "Seed")
    ANGEL = "angel", pgettext_lazy("round", "Angel")
    ANGEL_PLUS = "angel_plus", pgettext_lazy("round", "Angel+")
    PRE_A = "pre_a", pgettext_lazy("round", "Pre-A")
    A = "a", pgettext_lazy("round", "A")
    A_PLUS = "a_plus", pgettext_lazy("round", "A+")
    B = "b", pgettext_lazy("round", "B")
    B_PLUS = "b_plus", pgettext_lazy("round", "B+")
    C = "c", pgettext_lazy("round", "C")
    C_PLUS = "c_plus", pgettext_lazy("round", "C+")
    D = "d", pgettext_lazy("round", "D")
    E_LATER = "e_later", pgettext_lazy("round", "E or later")
    PRE_IPO = "pre_ipo", pgettext_lazy("round", "Pre-IPO")
    STRATEGIC = "strategic", pgettext_lazy("round", "Strategic")
    CONVERTIBLE = "convertible", pgettext_lazy("round", "Convertible")
    IPO = "ipo", pgettext_lazy("round", "IPO")
    PRIVATE_PLACEMENT = "private_placement", pgettext_lazy("round", "Private placement")
    NEEQ = "neeq", pgettext_lazy("round", "NEEQ")
    MA = "ma", pgettext_lazy("round", "M&A")
    SPAC = "spac", pgettext_lazy("round", "SPAC")
    GRANT = "grant", pgettext_lazy("round", "Grant")
    VENTURE = "venture", pgettext_lazy("round", "Venture, not specified")
    OTHER = "other", pgettext_lazy("round", "Other")
    UNDISCLOSED = "undisclosed", pgettext_lazy("round", "Undisclosed")


class Stage(models.TextChoices):
    """Development stage of a product for one indication in one region, least to most advanced."""

    DISCOVERY = "discovery", pgettext_lazy("stage", "Discovery")
    PRECLINICAL = "preclinical", pgettext_lazy("stage", "Preclinical")
    TYPE_TEST = "type_test", pgettext_lazy("stage", "Type testing")
    IND_FILED = "ind_filed", pgettext_lazy("stage", "IND filed")
    IND_OK = "ind_ok", pgettext_lazy("stage", "IND cleared")
    IIT = "iit", pgettext_lazy("stage", "Investigator-initiated trial")
    PH1 = "ph1", pgettext_lazy("stage", "Phase I")
    PH1_2 = "ph1_2", pgettext_lazy("stage", "Phase I/II")
    PH2 = "ph2", pgettext_lazy("stage", "Phase II")
    PH2_3 = "ph2_3", pgettext_lazy("stage", "Phase II/III")
    PH3 = "ph3", pgettext_lazy("stage", "Phase III")
    CLINICAL = "clinical", pgettext_lazy("stage", "Clinical, phase not given")
    NDA_FILED = "nda_filed", pgettext_lazy("stage", "NDA/BLA accepted")
    APPROVED = "approved", pgettext_lazy("stage", "Approved")
    MARKETED = "marketed", pgettext_lazy("stage", "On the market")
    PH4 = "ph4", pgettext_lazy("stage", "Phase IV")
    STOPPED = "stopped", pgettext_lazy("stage", "Stopped")


STAGE_RANK = {code: 0 if code == Stage.STOPPED else rank for rank, code in enumerate(Stage.values, 1)}


class Board(models.TextChoices):
    SSE = "sse", pgettext_lazy("board", "SSE Main Board")
    STAR = "star", pgettext_lazy("board", "STAR Market")
    SZSE = "szse", pgettext_lazy("board", "SZSE Main Board")
    CHINEXT = "chinext", pgettext_lazy("board", "ChiNext")
    BSE = "bse", pgettext_lazy("board", "Beijing Stock Exchange")
    NEEQ = "neeq", pgettext_lazy("board", "NEEQ")
    HKEX = "hkex", pgettext_lazy("board", "HKEX Main Board")
    HKEX_18A = "hkex_18a", pgettext_lazy("board", "HKEX 18A")
    NASDAQ = "nasdaq", pgettext_lazy("board", "Nasdaq")
    NYSE = "nyse", pgettext_lazy("board", "NYSE")


class SiteRole(models.TextChoices):
    REGISTERED = "registered", pgettext_lazy("site role", "Registered seat")
    HQ = "hq", pgettext_lazy("site role", "Headquarters")
    RND = "rnd", pgettext_lazy("site role", "R&D")
    PLANT = "plant", pgettext_lazy("site role", "Plant")
    INCUBATED = "incubated", pgettext_lazy("site role", "Incubated")
    SIGNED = "signed", pgettext_lazy("site role", "Project signed")
    SETTLED = "settled", pgettext_lazy("site role", "Settled, role not given")


class PersonKind(models.TextChoices):
    ENTREPRENEUR = "entrepreneur", pgettext_lazy("person kind", "Entrepreneur")
    SCIENTIST = "scientist", pgettext_lazy("person kind", "Scientist")
    INVESTOR = "investor", pgettext_lazy("person kind", "Investor")
    OFFICIAL = "official", pgettext_lazy("person kind", "Official")


class Modality(models.TextChoices):
    """What a project's product is, finer than its track."""

    SMALL_MOLECULE = "small_molecule", pgettext_lazy("modality", "Small molecule")
    PEPTIDE = "peptide", pgettext_lazy("modality", "Peptide")
    ANTIBODY = "antibody", pgettext_lazy("modality", "Antibody")
    BISPECIFIC = "bispecific", pgettext_lazy("modality", "Bispecific antibody")
    ADC = "adc", pgettext_lazy("modality", "ADC")
    CELL = "cell", pgettext_lazy("modality", "Cell therapy")
    GENE = "gene", pgettext_lazy("modality", "Gene therapy and editing")
    RNA = "rna", pgettext_lazy("modality", "mRNA, siRNA, oligonucleotide")
    VACCINE = "vaccine", pgettext_lazy("modality", "Vaccine")
    RADIO = "radio", pgettext_lazy("modality", "Radiopharmaceutical")
    TCM = "tcm", pgettext_lazy("modality", "Chinese medicine")
    DEVICE = "device", pgettext_lazy("modality", "Device")
    DIAGNOSTIC = "diagnostic", pgettext_lazy("modality", "Diagnostic")
    SOFTWARE = "software", pgettext_lazy("modality", "Software and AI")
    SERVICE = "service", pgettext_lazy("modality", "Service or supply")
    OTHER = "other", pgettext_lazy("modality", "Other")


class Region(models.TextChoices):
    """Where a fund invests: places that lie inside each other. companies.formats.regions knows which city is where."""

    NANJING = "nanjing", pgettext_lazy("region", "Nanjing")
    JIANGSU = "jiangsu", pgettext_lazy("region", "Jiangsu")
    DELTA = "delta", pgettext_lazy("region", "Yangtze River Delta")
    NORTH = "north", pgettext_lazy("region", "Beijing, Tianjin, Hebei")
    BAY = "bay", pgettext_lazy("region", "Greater Bay Area")
    CENTRAL_WEST = "central_west", pgettext_lazy("region", "Central and western China")
    CHINA = "china", pgettext_lazy("region", "Anywhere in China")
    OVERSEAS = "overseas", pgettext_lazy("region", "Overseas")


class InvestorKind(models.TextChoices):
    MANAGER = "manager", pgettext_lazy("investor kind", "Fund manager")
    VEHICLE = "vehicle", pgettext_lazy("investor kind", "Fund vehicle")
    CORPORATE = "corporate", pgettext_lazy("investor kind", "Corporate investor")
    GOVERNMENT = "government", pgettext_lazy("investor kind", "Government fund")
    ANGEL = "angel", pgettext_lazy("investor kind", "Angel")


class ParticipationRole(models.TextChoices):
    LEAD = "lead", pgettext_lazy("participation", "Lead")
    CO_LEAD = "co_lead", pgettext_lazy("participation", "Co-lead")
    FOLLOW = "follow", pgettext_lazy("participation", "Follow")
    ADVISER = "adviser", pgettext_lazy("participation", "Adviser")


class EventKind(models.TextChoices):
    COMPANY_ADDED = "company_added", pgettext_lazy("event", "Company added")
    ROUND = "round", pgettext_lazy("event", "Funding round")
    MILESTONE = "milestone", pgettext_lazy("event", "Milestone")
    STAGE = "stage", pgettext_lazy("event", "Development stage")
    SITE = "site", pgettext_lazy("event", "Site")
    HONOUR = "honour", pgettext_lazy("event", "Honour")
    LISTING = "listing", pgettext_lazy("event", "Listing")
    CONTACT = "contact", pgettext_lazy("event", "Contact")
    NOTE = "note", pgettext_lazy("event", "Note")
    FACT = "fact", pgettext_lazy("event", "Fact changed")
    ROADSHOW = "roadshow", pgettext_lazy("event", "Roadshow")
    MERGED = "merged", pgettext_lazy("event", "Merged")


# What happened out there on a day of its own, which is not the day somebody wrote it down.
OUT_THERE = (
    EventKind.ROUND,
    EventKind.MILESTONE,
    EventKind.STAGE,
    EventKind.SITE,
    EventKind.HONOUR,
    EventKind.LISTING,
)


class ContactChannel(models.TextChoices):
    """How somebody spoke with a company."""

    PHONE = "phone", pgettext_lazy("contact", "Telephone")
    WECHAT = "wechat", pgettext_lazy("contact", "WeChat")
    VISIT = "visit", pgettext_lazy("contact", "Visit")
    MEETING = "meeting", pgettext_lazy("contact", "Meeting")
    EMAIL = "email", pgettext_lazy("contact", "E-mail")
    SMS = "sms", pgettext_lazy("contact", "SMS")
    OTHER = "other", pgettext_lazy("contact", "Other")


class Audience(models.TextChoices):
    TEAM = "team", pgettext_lazy("audience", "Team only")
    FOLLOWERS = "followers", pgettext_lazy("audience", "Everyone who follows")
