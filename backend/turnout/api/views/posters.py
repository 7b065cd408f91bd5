"""Posters of events and sites: their codes, for organizers."""

from django.conf import settings
from django.urls import reverse
from rest_framework.request import Request
from rest_framework.response import Response

from turnout.actions.posters import make_poster, renew_poster
from turnout.api.operations import Operation
from turnout.api.serializers.attendance import PosterOutput
from turnout.models import Event, Poster, Site
from turnout.rules.visibility import events_visible_to

from .base import ApiView

MADE = "For organizers. It is made where there is none yet, and stays the same until it is renewed."
RENEWED = "For organizers. Posters that hang say from then on that they are out of date."


class PosterView(ApiView):
    room = "Posters"

    def find_event(self, public_id: str) -> Event:
        event = self.find(events_visible_to(self.viewer).select_related("chapter"), public_id)
        self.require_organizer(event.chapter_id)
        return event

    def find_site(self, public_id: str) -> Site:
        sites = Site.objects.filter(chapter__in=self.viewer.organized_chapters).select_related("chapter")
        return self.find(sites, public_id)

    def show(self, poster: Poster) -> Response:
        address = settings.BASE_URL + reverse("poster", args=[poster.code])
        return Response(PosterOutput(poster, context={"address": address}).data)


class EventPoster(PosterView):
    @Operation("make_event_poster", "Make an event's poster", detail=MADE, answer=PosterOutput, needs_sign_in=True)
    def post(self, request: Request, public_id: str) -> Response:
        return self.show(make_poster(self.find_event(public_id), by=self.person))


class RenewEventPoster(PosterView):
    @Operation("renew_event_poster", "Renew an event's poster", detail=RENEWED, answer=PosterOutput, needs_sign_in=True)
    def post(self, request: Request, public_id: str) -> Response:
        return self.show(renew_poster(self.find_event(public_id), by=self.person))


class SitePoster(PosterView):
    @Operation("make_site_poster", "Make a site's poster", detail=MADE, answer=PosterOutput, needs_sign_in=True)
    def post(self, request: Request, public_id: str) -> Response:
        return self.show(make_poster(self.find_site(public_id), by=self.person))


class RenewSitePoster(PosterView):
    @Operation("renew_site_poster", "Renew a site's poster", detail=RENEWED, answer=PosterOutput, needs_sign_in=True)
    def post(self, request: Request, public_id: str) -> Response:
        return self.show(renew_poster(self.find_site(public_id), by=self.person))
