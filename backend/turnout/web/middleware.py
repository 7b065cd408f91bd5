"""Headers that every answer carries."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

Answer = Callable[[HttpRequest], HttpResponse]

PERMISSIONS = "accelerometer=(), browsing-topics=(), camera=(), geolocation=(), microphone=(), payment=(), usb=()"


def add_privacy_headers(get_response: Answer) -> Answer:
    """Keep private answers out of caches and search engines, unless a view said otherwise."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        if not response.has_header("Cache-Control"):
            response.headers["Cache-Control"] = "private, no-store"
        if "private" in response.headers["Cache-Control"]:
            response.headers.setdefault("X-Robots-Tag", "noindex")
        return response

    return answer
