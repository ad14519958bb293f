"""Routes of the catalogue."""

from django.urls import path

from curbside.web.catalogue import views

urlpatterns = [
    path("", views.library, name="library"),
    path("<str:document_id>", views.document, name="document"),
]
