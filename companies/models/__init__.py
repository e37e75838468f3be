from .company import Alias, Company, CompanyTotal, Honour, Listing
from .following import Delivery, DigestRun, Follow
from .funding import FundingRound, Participation
from .investors import Investor
from .people import Acquaintance, Person, Position
from .places import Area, ClusterFigure, District, Park, ParkFeature, Site
from .products import Milestone, Product, ProductStage
from .timeline import Event, Upkeep

__all__ = [
    "Acquaintance", "Alias", "Area", "ClusterFigure", "Company", "CompanyTotal", "Delivery", "DigestRun", "District",
    "Event", "Follow", "FundingRound", "Honour", "Investor", "Listing", "Milestone", "Park", "ParkFeature",
    "Participation", "Person", "Position", "Product", "ProductStage", "Site", "Upkeep",
]  # fmt: skip
