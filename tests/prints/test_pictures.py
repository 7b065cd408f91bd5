"""The pictures beside links: what they say, and that everything can be drawn."""

from io import BytesIO

import pytest
from django.utils import translation
from PIL import Image, ImageChops

from tests.builders import make_event
from turnout.actions.removals import cancel_event
from turnout.models import Chapter, Kind
from turnout.prints import letters
from turnout.prints.letters import FIGTREE, cut_lines, find_letters, set_lines
from turnout.prints.marks import draw_mark, trace_mark
from turnout.prints.paths import trace_path
from turnout.prints.pictures import HEIGHT, TINTS, WIDTH, Picture, describe_chapter, describe_event, draw_picture

TABLE = Picture(
    mark="outreach",
    word="Outreach",
    title="Outreach table in the Pit",
    facts=("Thursday, February 4, 2027", "10:00 AM to 1:00 PM EST", "Near the library"),
    chapter="Carolina Against Trafficking",
)
ARABIC = "\u0645\u0633\u0627\u0621 \u0627\u0644\u0635\u0644\u0627\u0629"


def titled(title: str, **changes: str) -> Picture:
    return Picture(**{**{name: getattr(TABLE, name) for name in TABLE.__slots__}, "title": title, **changes})


def open_picture(drawn: bytes) -> Image.Image:
    return Image.open(BytesIO(drawn))


def has_any(channel: Image.Image, *, above: int) -> bool:
    """Whether a pixel is lighter than so much."""
    return channel.point(lambda value: 255 * (value > above)).getbbox() is not None


def test_an_events_picture_says_what_when_where_and_whose(carolina: Chapter) -> None:
    assert describe_event(make_event(carolina)) == TABLE


def test_a_cancelled_events_picture_says_so(carolina: Chapter) -> None:
    event = cancel_event(make_event(carolina), by=None)
    assert describe_event(event).warning == "Cancelled"


def test_what_lasts_past_midnight_and_lies_elsewhere_says_so(nashville: Chapter) -> None:
    event = make_event(nashville, starts="2027-02-04 22:00", site=None, is_online=True, timezone="America/New_York")
    assert describe_event(event).facts == (
        "Thursday, February 4, 2027",
        "11:00 PM to 2:00 AM (Fri, Feb 5) EST",
        "Online",
    )


def test_a_picture_speaks_the_language_that_is_active(carolina: Chapter) -> None:
    event = make_event(carolina, kind=Kind.PRAYER)
    with translation.override("es"):
        picture = describe_event(event)
    assert picture.word == "Oraci\u00f3n"
    assert picture.facts[0].startswith("Jueves")


def test_equal_pictures_have_equal_names_and_any_change_another(carolina: Chapter) -> None:
    event = make_event(carolina)
    assert describe_event(event).name == describe_event(event).name == TABLE.name
    others = {TABLE.name, titled("Table").name, titled(TABLE.title, warning="Cancelled").name}
    assert len(others | {describe_chapter(carolina).name}) == 4


def test_nothing_of_people_or_addresses_is_in_what_a_picture_says(carolina: Chapter) -> None:
    event = make_event(carolina, kit="Bring Maya.", summary="Ask for Jordan.")
    said = repr(describe_event(event)) + repr(describe_chapter(carolina))
    assert [word for word in ("S South Rd", "The Pit,", "Maya", "Jordan") if word in said] == []


@pytest.mark.parametrize("kind", Kind.values)
def test_each_kind_has_its_glyph_and_its_tint(kind: str) -> None:
    assert kind in TINTS
    assert trace_mark(kind)
    assert draw_mark(kind, 48).getbbox() is not None


def test_kinds_are_told_apart_without_colour() -> None:
    assert len({draw_mark(kind, 48).tobytes() for kind in Kind.values}) == len(Kind.values)


@pytest.mark.parametrize(
    "title",
    [
        "Fast",
        "Outreach table on the quad",
        "Oraci\u00f3n por quienes a\u00fan esperan: vigilia junto al r\u00edo \u00d1uble, \u00bfvienes?",
        "Hidden in plain sight: how labor trafficking looks in our county, and what a neighbor can do, today and soon",
        "x" * 120,
        "W" * 120,
        "Pray \U0001f64f\U0001f3fd for \U0001f468\u200d\U0001f469\u200d\U0001f467 \u2764\ufe0f",
        "\U0001f64f",
        "",
        ARABIC,
        f"{ARABIC} at six",
        "\u7948\u308a\u306e\u591c",
        "\u0141\u00f3d\u017a, \u010caj, Vi\u1ec7t",
        "\u202egnihsihp\u202c \u0000\u0007\ufeff",
        "a\u0301\u0302\u0303\u0304" * 20,
    ],
)
def test_any_title_is_drawn_at_its_size_and_light_enough(title: str) -> None:
    drawn = draw_picture(titled(title))
    picture = open_picture(drawn)
    assert (picture.format, picture.size, picture.size) == ("PNG", (1200, 630), (WIDTH, HEIGHT))
    assert len(drawn) < 60_000


def test_a_title_that_cannot_be_written_gives_way_to_the_kind() -> None:
    assert draw_picture(titled("\U0001f64f")) == draw_picture(titled("Outreach"))


def test_what_is_cancelled_looks_otherwise_in_its_corner() -> None:
    plain, cancelled = (
        open_picture(draw_picture(p)).convert("RGB") for p in (TABLE, titled(TABLE.title, warning="Cancelled"))
    )
    reds = []
    for picture in (plain, cancelled):
        red, green, _blue = picture.crop((900, 40, 1200, 130)).split()
        reds.append(has_any(ImageChops.subtract(red, green), above=100))
    assert reds == [False, True]


def test_a_long_place_and_a_long_name_of_a_chapter_stay_within_the_picture() -> None:
    picture = Picture("outreach", "Outreach", "Table", ("Day", "Time", "By the " * 30), "Chapter of " * 20)
    drawn = open_picture(draw_picture(picture)).convert("RGB")
    # Nothing dark in the margins.
    for margin in ((0, 20, 70, 630), (1132, 20, 1200, 630)):
        assert not has_any(ImageChops.invert(drawn.crop(margin).convert("L")), above=55)


def test_words_that_our_font_has_are_written_in_it() -> None:
    assert find_letters("\u00bfD\u00f3nde puedes ayudar? \u201cX\u201d \u2014 \u20ac", weight=700).name == FIGTREE


def test_without_another_font_letters_lose_their_accents_and_then_stay_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(letters, "SPARE", ())
    texts = ("\u0141\u00f3d\u017a, \u010caj", "\u041c\u043e\u043b\u0438\u0442\u0432\u0430 12", ARABIC, "\ufb01ne")
    assert [find_letters(text, weight=700).text for text in texts] == ["L\u00f3d\u017a, Caj", "12", "", "fine"]


def test_what_cannot_be_joined_and_turned_around_is_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("PIL.features.check", lambda _name: False)
    assert find_letters(ARABIC, weight=700).text == ""


def test_controls_directions_and_emoji_are_no_letters() -> None:
    text = "a\u202eb\u0007  c \U0001f64f\U0001f3fd\u200d\U0001f467\ufe0f d"
    assert find_letters(text, weight=700).text == "ab c d"


def test_what_is_read_from_the_right_is_known_by_its_first_letter() -> None:
    ways = [
        letters.Letters(text, FIGTREE, 700).is_from_the_right for text in (ARABIC, f"12 {ARABIC}", f"At {ARABIC}", "12")
    ]
    assert ways == [True, True, False, False]


def test_lines_are_as_few_and_as_alike_as_can_be() -> None:
    text = "Outreach table on the quad by noon"
    assert set_lines(text, 30, len, most=3) == ["Outreach table on", "the quad by noon"]
    assert set_lines(text, 40, len, most=3) == [text]
    assert set_lines(text, 10, len, most=3) is None
    assert set_lines("", 10, len, most=3) == []


def test_what_does_not_fit_ends_in_an_ellipsis() -> None:
    assert cut_lines("Outreach table on the quad", 10, len, most=2) == ["Outreach", "table on…"]
    assert cut_lines("Outreach table on, the quad", 10, len, most=2) == ["Outreach", "table on…"]
    assert cut_lines("abcdefghij", 4, len, most=2) == ["abcd", "efg…"]
    assert cut_lines("Short", 10, len, most=1) == ["Short"]


def test_a_path_is_traced_through_every_command() -> None:
    ends = {
        "M1 1L3 4": (3, 4), "m1 1 2 3": (3, 4), "M1 1H5": (5, 1), "M1 1v-3": (1, -2),
        "M0 0C1 1 2 2 3 3S4 4 5 5": (5, 5), "M0 0q1 1 2 0t2 0": (4, 0), "M0 0a1 1 0 012 0": (2, 0),
        "M1 1h2v2z": (1, 1), "M.5.5l.25-.25": (0.75, 0.25), "M0 0L1e1 2": (10, 2),
    }  # fmt: skip
    assert {path: tuple(round(n, 6) for n in trace_path(path)[-1][-1]) for path in ends} == ends


def test_each_move_begins_a_line_and_one_letter_serves_many() -> None:
    assert trace_path("M1 2h3v-1l.5.5 1-1M7 8L9 9") == [
        [(1, 2), (4, 2), (4, 1), (4.5, 1.5), (5.5, 0.5)],
        [(7, 8), (9, 9)],
    ]


def test_an_arc_goes_around_its_centre_on_the_side_that_its_flags_say() -> None:
    small, large = (trace_path(f"M0 0A5 5 0 {flag} 1 5 5")[0] for flag in (0, 1))
    assert all(round((x - 0) ** 2 + (y - 5) ** 2, 6) == 25 for x, y in small)
    assert all(round((x - 5) ** 2 + (y - 0) ** 2, 6) == 25 for x, y in large)


@pytest.mark.parametrize("path", ["L", "M1", "M1 1X2", "M0 0A1 1 0 2 0 1 1"])
def test_a_path_that_makes_no_sense_is_an_error(path: str) -> None:
    with pytest.raises((ValueError, KeyError, IndexError)):
        trace_path(path)
