"""Routes of the catalogue."""

from django.urls import path

from curbside.web.catalogue import views

urlpatterns = [
    path("", views.library, name="library"),
    path("<str:document_id>", views.document, name="document"),
    path("<str:document_id>/pages/<int:number>", views.page_of_file, name="page_of_file"),
]
