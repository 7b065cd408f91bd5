"""Every address of the site. The three surfaces keep their own lists."""

from django.contrib import admin
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from turnout.api.views.docs import Nothing

urlpatterns = [
    # Nobody has a password: the admin's own form would ask for one.
    path("admin/login/", RedirectView.as_view(url="/signin/?next=/admin/", http_method_names=["get", "head"])),
    path("admin/", admin.site.urls),
    path("api/v1/", include("turnout.api.urls")),
    # What is nowhere under /api/ is answered there, in the API's own words, and redirects to no slash.
    re_path(r"^api(?:/.*)?$", Nothing.as_view()),
    # Before the pages: /events/x.ics and /shifts/x.ics are calendars.
    path("", include("turnout.feeds.urls")),
    path("", include("turnout.web.urls")),
]

handler400 = "turnout.web.errors.bad_request"
handler403 = "turnout.web.errors.forbidden"
handler404 = "turnout.web.errors.not_found"
handler500 = "turnout.web.errors.server_error"
