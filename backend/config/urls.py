"""Every address of the site. The three surfaces keep their own lists."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("api/v1/", include("turnout.api.urls")),
    # Before the pages: /events/x.ics and /shifts/x.ics are calendars.
    path("", include("turnout.feeds.urls")),
    path("", include("turnout.web.urls")),
]

handler400 = "turnout.web.errors.bad_request"
handler403 = "turnout.web.errors.forbidden"
handler404 = "turnout.web.errors.not_found"
handler500 = "turnout.web.errors.server_error"
