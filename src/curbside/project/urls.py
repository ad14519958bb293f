"""All routes of the site. Each app lists its own."""

from django.contrib import admin
from django.urls import include, path

from curbside.web import health

urlpatterns = [
    path("", include("curbside.web.asking.urls")),
    path("", include("curbside.web.publishing.urls")),
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.urls")),
    path("library/", include("curbside.web.catalogue.urls")),
    path("health", health.health, name="health"),
]

handler400 = "curbside.web.errors.bad_request"
handler403 = "curbside.web.errors.forbidden"
handler404 = "curbside.web.errors.not_found"
handler500 = "curbside.web.errors.server_error"
