"""Routes of asking."""

from django.urls import path

from curbside.web.asking import views

urlpatterns = [
    path("", views.home, name="home"),
    path("ask", views.ask, name="ask"),
    path("answers/<str:record_id>", views.answer, name="answer"),
    path("answers/<str:record_id>/events", views.events, name="answer-events"),
    path("answers/<str:record_id>/reader", views.reader, name="answer-reader"),
    path("answers/<str:record_id>/without", views.without, name="answer-without"),
    path("answers/<str:record_id>/delete", views.delete, name="answer-delete"),
    path("history", views.history, name="history"),
    path("history/keep", views.keep, name="history-keep"),
    path("history/delete", views.delete_everything, name="history-delete"),
]
