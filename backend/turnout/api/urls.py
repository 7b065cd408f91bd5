"""The API's addresses, under /api/v1/. None ends in a slash, and none redirects."""

from django.urls import path

from .views import breaks, chapters, docs, events, me, shifts, signups, spreadsheets

urlpatterns = [
    path("chapters", chapters.Chapters.as_view(), name="api-chapters"),
    path("chapters/<str:slug>", chapters.OneChapter.as_view(), name="api-chapter"),
    path("chapters/<str:slug>/events", events.ChapterEvents.as_view(), name="api-chapter-events"),
    path("chapters/<str:slug>/events/preview", events.ChapterOutlook.as_view(), name="api-chapter-outlook"),
    path("chapters/<str:slug>/breaks", breaks.ChapterBreaks.as_view(), name="api-chapter-breaks"),
    path("chapters/<str:slug>/event-templates", spreadsheets.ChapterStarters.as_view(), name="api-event-templates"),
    path("chapters/<str:slug>/imports", spreadsheets.ChapterImports.as_view(), name="api-imports"),
    path("chapters/<str:slug>/schedule", spreadsheets.ChapterSchedule.as_view(), name="api-schedule"),
    path("chapters/<str:slug>/roster-exports", spreadsheets.ChapterRosterExports.as_view(), name="api-roster-exports"),
    path("breaks/<str:public_id>", breaks.OneBreak.as_view(), name="api-break"),
    path("events", events.Events.as_view(), name="api-events"),
    path("events/<str:public_id>", events.OneEvent.as_view(), name="api-event"),
    path("events/<str:public_id>/publish", events.PublishEvent.as_view(), name="api-event-publish"),
    path("events/<str:public_id>/cancel", events.CancelEvent.as_view(), name="api-event-cancel"),
    path("events/<str:public_id>/shifts", shifts.EventShifts.as_view(), name="api-event-shifts"),
    path("shifts", shifts.Shifts.as_view(), name="api-shifts"),
    path("shifts/<str:public_id>", shifts.OneShift.as_view(), name="api-shift"),
    path("shifts/<str:public_id>/cancel", shifts.CancelShift.as_view(), name="api-shift-cancel"),
    path("shifts/<str:public_id>/signups", signups.ShiftSignups.as_view(), name="api-shift-signups"),
    path("signups/<str:public_id>", signups.OneSignup.as_view(), name="api-signup"),
    path("signups/<str:public_id>/agree", signups.AgreeToMove.as_view(), name="api-signup-agree"),
    path("me", me.Me.as_view(), name="api-me"),
    path("me/signups", me.MySignups.as_view(), name="api-my-signups"),
    path("me/calendar-feeds", me.CalendarFeeds.as_view(), name="api-calendar-feeds"),
    path("me/calendar-feeds/<str:public_id>", me.OneCalendarFeed.as_view(), name="api-calendar-feed"),
    path("me/calendar-feeds/<str:public_id>/rotate", me.RotateCalendarFeed.as_view(), name="api-calendar-feed-rotate"),
    path("problems/<str:name>", docs.ProblemKinds.as_view(), name="api-problem"),
    path("openapi.json", docs.Document.as_view(), name="api-document"),
    path("docs", docs.Docs.as_view(), name="api-docs"),
]
