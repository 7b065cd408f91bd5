"""In which language the API answers: the one that Accept-Language asks for, else English.

The site's own cookie is for its pages: a program that is not asked gets the same words whoever is signed in.
"""

from django.http import HttpRequest
from django.utils import translation

# openapi.json and the page that shows it are in this one alone, as is all that developers read.
DOCUMENT_LANGUAGE = "en"


def language_of(request: HttpRequest) -> str:
    aside = HttpRequest()
    aside.META["HTTP_ACCEPT_LANGUAGE"] = request.headers.get("Accept-Language", "")
    return translation.get_language_from_request(aside)
