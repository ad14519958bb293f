"""Routes of articles and of the board."""

from django.contrib.sitemaps.views import sitemap
from django.urls import path

from curbside.web.publishing import board_views, intake_views, library_views, views
from curbside.web.publishing.feeds import SITEMAPS, ApprovedArticles

urlpatterns = [
    # Its last slash keeps it apart from every document: an id holds none.
    path("library/intake/", intake_views.intake, name="intake"),
    path("library/intake/put-in", intake_views.put_in, name="put-in"),
    path("library/intake/again", intake_views.read_again, name="read-again"),
    path("library/intake/remove", intake_views.remove, name="remove-file"),
    path("library/<str:document_id>/standing", library_views.change_standing, name="change-standing"),
    path("library/<str:document_id>/description", library_views.describe, name="describe"),
    path("articles/", views.articles, name="articles"),
    path("articles/feed", ApprovedArticles(), name="feed"),
    path("articles/<slug:slug>", views.article, name="article"),
    path("articles/<slug:slug>/history", views.history, name="article-history"),
    path("articles/<slug:slug>/v/<int:number>", views.version, name="article-version"),
    path("articles/<slug:slug>/basis", views.basis, name="article-basis"),
    path("articles/<slug:slug>/report", views.report, name="article-report"),
    path("articles/<slug:slug>/references.<str:form>", views.references, name="article-references"),
    path("articles/<slug:slug>.md", views.markdown, name="article-markdown"),
    path("articles/<slug:slug>.pdf", views.pdf, name="article-pdf"),
    path("answers/<str:record_id>/submit", views.submit, name="submit"),
    path("editorial-policy", views.policy, name="policy"),
    path("disclaimer", views.disclaimer, name="disclaimer"),
    path("llms.txt", views.llms, name="llms"),
    path("sitemap.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    path("board/", board_views.queue, name="queue"),
    path("board/members", views.board, name="board-members"),
    path("board/profile", board_views.own_profile, name="profile"),
    path("board/reports/<int:pk>", board_views.settle, name="settle-report"),
    path("board/<int:pk>", board_views.review, name="review"),
    path("board/<int:pk>/preview", board_views.preview, name="preview"),
    path("board/<int:pk>/revise", board_views.revise, name="revise"),
    path("board/<int:pk>/submit", views.submit_again, name="submit-again"),
    path("board/<int:pk>/withdraw", board_views.withdraw, name="withdraw"),
    path("board/<int:pk>/assign", board_views.assign, name="assign"),
    path("board/<int:pk>/hand-over", board_views.hand_over, name="hand-over"),
    path("board/<int:pk>/declare", board_views.declare, name="declare"),
    path("board/<int:pk>/decide", board_views.decide, name="decide"),
    path("board/<int:pk>/comment", board_views.comment, name="comment"),
    path("board/<int:pk>/resolve", board_views.resolve, name="resolve"),
    path("board/<int:pk>/changes", board_views.request_changes, name="request-changes"),
    path("board/<int:pk>/sign", board_views.sign, name="sign"),
    path("board/<int:pk>/unpublish", board_views.retire, name="retire"),
    path("board/<int:pk>/reinstate", board_views.reinstate, name="reinstate"),
]
