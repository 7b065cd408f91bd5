"""Chapters, as everyone reads them."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from rest_framework import serializers

from turnout.models import Chapter


class ChapterOutput(serializers.Serializer[Any]):
    id = serializers.CharField(source="public_id")
    slug = serializers.CharField()
    name = serializers.CharField()
    timezone = serializers.CharField()
    language = serializers.CharField()
    url = serializers.SerializerMethodField()

    def get_url(self, chapter: Chapter) -> str:
        return settings.BASE_URL + reverse("chapter", args=[chapter.slug])
