"""The calendars' addresses."""

from django.urls import path

from .views import download_shift, show_chapter, show_event, show_private

urlpatterns = [
    # Before the chapters' kinds: no chapter is called private.
    path("feeds/private/<str:token>.ics", show_private, name="feed-private"),
    path("feeds/<slug:slug>.ics", show_chapter, name="feed-chapter"),
    path("feeds/<slug:slug>/<slug:kind>.ics", show_chapter, name="feed-kind"),
    path("events/<str:public_id>.ics", show_event, name="feed-event"),
    path("shifts/<str:public_id>.ics", download_shift, name="feed-shift"),
]
