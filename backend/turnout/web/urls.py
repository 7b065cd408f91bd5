"""The pages' addresses. A chapter's stand last: its slug would take any other's place."""

from django.urls import path

from . import calendar, chapters, helplines, installed, languages, me, mine, organize, shifts, signin, signups, site

urlpatterns = [
    path("", site.home, name="home"),
    path("healthz", site.healthz, name="healthz"),
    path("robots.txt", site.robots, name="robots"),
    path("language/", languages.change_language, name="language"),
    path("manifest.webmanifest", installed.show_manifest, name="manifest"),
    path("service-worker.js", installed.show_worker, name="worker"),
    path("offline/", installed.show_offline, name="offline"),
    path("signin/", signin.ask, name="signin"),
    path("signin/code/", signin.enter_code, name="signin-code"),
    path("signin/demo/", signin.continue_as, name="signin-demo"),
    path("signout/", signin.sign_out, name="signout"),
    path("mine/", mine.show_mine, name="mine"),
    path("calendar/", calendar.show_calendar, name="calendar"),
    path("me/", me.show_me, name="me"),
    path("me/name/", me.rename, name="me-name"),
    path("me/feeds/", me.add_feed, name="me-feeds"),
    path("me/feeds/<str:public_id>/rotate/", me.rotate, name="me-feed-rotate"),
    path("me/feeds/<str:public_id>/revoke/", me.revoke, name="me-feed-revoke"),
    path("me/chapters/<slug:slug>/leave/", me.leave, name="me-leave"),
    path("events/<str:public_id>/", chapters.show_event, name="event"),
    path("shifts/<str:public_id>/", shifts.show_shift, name="shift"),
    path("shifts/<str:public_id>/claim/", signups.claim, name="shift-claim"),
    path("shifts/<str:public_id>/drop/", signups.drop, name="shift-drop"),
    path("organize/", organize.choose_chapter, name="organize"),
    path("organize/<slug:slug>/", organize.list_events, name="organize-chapter"),
    path("organize/<slug:slug>/new/", organize.new_event, name="organize-new"),
    path("organize/<slug:slug>/language/", languages.edit_chapter_language, name="organize-language"),
    path("organize/<slug:slug>/help-line/", helplines.edit_help_line, name="organize-help-line"),
    path("organize/events/<str:public_id>/", organize.edit_event, name="organize-event"),
    path("organize/events/<str:public_id>/cancel/", organize.cancel, name="organize-cancel"),
    path("organize/events/<str:public_id>/roster/", organize.show_roster, name="organize-roster"),
    path("organize/shifts/<str:public_id>/cancel/", organize.cancel_one, name="organize-shift-cancel"),
    path("<slug:slug>/calendar/", calendar.show_chapter_calendar, name="chapter-calendar"),
    path("<slug:slug>/", chapters.show_chapter, name="chapter"),
]
