"""What organizers write in Markdown, and what nobody can smuggle through it."""

import re
import time
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from turnout.prints.markdown import render_markdown

TAGS = {"a", "blockquote", "br", "code", "em", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "strong", "ul"}
LINK = re.compile(r"(?i)(https?|mailto|tel):")


class Reader(HTMLParser):
    """Reads HTML as a browser would, and keeps the marks that it meets."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.marks: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.marks.append((tag, dict(attrs)))

    def handle_decl(self, decl: str) -> None:
        self.marks.append((f"!{decl}", {}))

    def handle_pi(self, data: str) -> None:
        self.marks.append((f"?{data}", {}))

    def handle_comment(self, data: str) -> None:
        self.marks.append(("!--", {}))


def find_danger(html: str) -> list[tuple[str, dict[str, str | None]]]:
    """Return each mark that should not be there."""
    return [mark for mark in Reader(html).marks if not _is_harmless(*mark)]


def _is_harmless(tag: str, attributes: dict[str, str | None]) -> bool:
    if tag == "a":
        href = attributes.get("href", "https:") or ""
        rel = attributes.get("rel")
        return attributes.keys() <= {"href", "rel"} and rel == "noreferrer nofollow ugc" and bool(LINK.match(href))
    if tag == "ol":
        return attributes.keys() <= {"start"}
    return tag in TAGS and not attributes


def test_a_kit_has_paragraphs_lists_and_emphasis() -> None:
    assert render_markdown("Say **hello**.\nSmile.\n\n- water\n- *two* pens") == (
        "<p>Say <strong>hello</strong>.<br>\nSmile.</p>\n<ul>\n<li>water</li>\n<li><em>two</em> pens</li>\n</ul>\n"
    )


def test_a_link_tells_nobody_where_its_reader_came_from() -> None:
    assert render_markdown("[Guide](https://guide.example/a?b=1&c=2)") == (
        '<p><a href="https://guide.example/a?b=1&amp;c=2" rel="noreferrer nofollow ugc">Guide</a></p>\n'
    )


@pytest.mark.parametrize("address", ["mailto:help@example.org", "tel:+18883737888", "HTTPS://example.org"])
def test_links_lead_to_the_web_to_mail_and_to_phones(address: str) -> None:
    assert f'<a href="{address}" ' in render_markdown(f"[x]({address})")


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java&#115;cript:alert(1)",
        "&#x6A;avascript:alert(1)",
        "&#x01;javascript:alert(1)",
        "<javascript:alert(1)>",
        "vbscript:x",
        "data:text/html,<script>alert(1)</script>",
        "data:image/svg+xml;base64,PHN2Zz4=",
        "file:///etc/passwd",
        "blob:https://example.org/x",
        "/signout/",
        "//evil.example",
        "\\\\evil.example",
        "#top",
    ],
)
def test_a_link_that_leads_elsewhere_stays_plain_text(address: str) -> None:
    for text in (f"[x]({address})", f"[x][y]\n\n[y]: {address}", f"[**x**]({address} 'x')", f"<{address}>"):
        assert "<a" not in render_markdown(text)


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<b onclick=alert(1)>x</b>",
        "a <img src=x onerror=alert(1)> b",
        "![alt](https://tracker.example/pixel.png)",
        "![alt](javascript:alert(1))",
        "[![x](https://a.example/b.png)](https://c.example)",
        "<!-- --><svg/onload=alert(1)>",
        "<?php ?><!DOCTYPE x><![CDATA[x]]>",
        "`</code><script>alert(1)</script>`",
        '```html"><script>alert(1)</script>\n</pre><script>alert(1)</script>\n```',
        '[x](https://a.example "title\\" onmouseover=alert(1)")',
        '[x](https://a.example/"onmouseover=alert(1)//)',
        "[<script>](https://a.example/<script>)",
        "> - # <iframe src=https://a.example>",
        "[a](<javascript:alert(1)>) [b]( javascript:alert(1) )",
        '<https://a.example/"><script>alert(1)</script>>',
        "&lt;script&gt;alert(1)&lt;/script&gt; &#60;script&#62;",
        '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
    ],
)
def test_nothing_can_be_smuggled_in(text: str) -> None:
    assert find_danger(render_markdown(text)) == []


@settings(deadline=None)
@given(
    st.text(
        alphabet=st.sampled_from("[]()<>!&#:;/\\\"'`*_-+=~|.\n\t abjsx19\x00\u202e\u2028")
        | st.characters(exclude_categories=["Cs"])
    )
)
def test_whatever_is_written_only_harmless_marks_come_out(text: str) -> None:
    assert find_danger(render_markdown(text)) == []


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["[", "](", ")", "javascript:", "data:", "<", ">", "script", " onerror=", '"', "&lt;", "![", "\n\n", "    ",
             "```", "> ", "- ", "# ", "https://", "&#106;", "\\", "<!--", "]]>", "alert(1)", "[x]: "]
        )
    ).map("".join)
)  # fmt: skip
def test_no_mixture_of_tricks_gets_through(text: str) -> None:
    assert find_danger(render_markdown(text)) == []


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("# A\n## B\n### C\n#### D\n##### E\n###### F", ["h3", "h4", "h5", "h6", "h6", "h6"]),
        ("## A\n#### B\n## C", ["h3", "h4", "h3"]),
        ("### A\n# B\n### C", ["h3", "h3", "h4"]),
        ("A\n=\n\nB\n-", ["h3", "h4"]),
    ],
)
def test_headings_begin_below_the_pages_own_and_skip_no_level(text: str, tags: list[str]) -> None:
    assert [tag for tag, _attributes in Reader(render_markdown(text)).marks] == tags


@pytest.mark.parametrize(
    "piece", ["[", "![", "[]", "[](", "[a](", "(", "*", "*a ", "**a_", "_", "`", "> ", "- ", "1. ", "<", "<a ", "&#",
              "\\", "[a]: b\n", "# a\n", "a\n", "\t", "|-"],
)  # fmt: skip
def test_a_hundred_thousand_characters_of_one_trick_take_seconds_and_not_minutes(piece: str) -> None:
    started = time.process_time()
    render_markdown((piece * 100_000)[:100_000])
    assert time.process_time() - started < 20


def test_an_empty_text_is_nothing() -> None:
    assert render_markdown("") == ""
