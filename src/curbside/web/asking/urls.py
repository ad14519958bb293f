"""Routes of asking."""

from django.urls import path

from curbside.web.asking import views

urlpatterns = [
    path("", views.home, name="home"),
    path("ask", views.ask, name="ask"),
    path("answers/<str:record_id>", views.answer, name="answer"),
    path("answers/<str:record_id>/reader", views.reader, name="answer-reader"),
]
