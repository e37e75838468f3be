from rest_framework.routers import SimpleRouter

from companies import api

router = SimpleRouter()
router.register("companies", api.CompanyApi, "api-companies")
router.register("rounds", api.RoundApi, "api-rounds")
router.register("products", api.ProductApi, "api-products")
router.register("milestones", api.MilestoneApi, "api-milestones")
router.register("investors", api.InvestorApi, "api-investors")
router.register("people", api.PersonApi, "api-people")
urlpatterns = router.urls
