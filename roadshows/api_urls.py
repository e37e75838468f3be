from rest_framework.routers import SimpleRouter

from roadshows import api

router = SimpleRouter()
router.register("editions", api.EditionApi, "api-editions")
router.register("registrations", api.RegistrationApi, "api-registrations")
urlpatterns = router.urls
