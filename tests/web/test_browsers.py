"""Browsers in words."""

import pytest

from turnout.web.browsers import say_browser

APPLE = "AppleWebKit/605.1.15 (KHTML, like Gecko)"
CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0"


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (
            f"Mozilla/5.0 (iPhone; CPU iPhone OS 26_1 like Mac OS X) {APPLE} Version/26.1 Mobile Safari/604.1",
            "Safari on iPhone",
        ),
        (
            f"Mozilla/5.0 (iPhone; CPU iPhone OS 26_1 like Mac OS X) {APPLE} CriOS/143.0 Safari/604.1",
            "Chrome on iPhone",
        ),
        (f"Mozilla/5.0 (Linux; Android 16; SM-S931U) {CHROME} Mobile Safari/537.36", "Chrome on Android"),
        (f"Mozilla/5.0 (Linux; Android 16) SamsungBrowser/29.0 {CHROME} Safari/537.36", "Samsung Internet on Android"),
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {CHROME} Safari/537.36 Edg/143.0", "Edge on Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:146.0) Gecko/20100101 Firefox/146.0", "Firefox on Linux"),
        (f"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) {CHROME} Safari/537.36", "Chrome on ChromeOS"),
        ("curl/8.5.0", "An unknown browser"),
        ("", "An unknown browser"),
    ],
)
def test_a_browser_is_named_as_far_as_it_says_so(user_agent: str, words: str) -> None:
    assert say_browser(user_agent) == words
