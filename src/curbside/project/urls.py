"""All routes of the site. Each app lists its own."""

from django.urls import include, path

from curbside.web import health
from curbside.web.publishing.admin import site as back_office

urlpatterns = [
    path("", include("curbside.web.asking.urls")),
    path("", include("curbside.web.publishing.urls")),
    path("admin/", back_office.urls),
    path("accounts/", include("allauth.urls")),
    path("library/", include("curbside.web.catalogue.urls")),
    path("health", health.health, name="health"),
]

handler400 = "curbside.web.errors.bad_request"
handler403 = "curbside.web.errors.forbidden"
handler404 = "curbside.web.errors.not_found"
handler500 = "curbside.web.errors.server_error"
