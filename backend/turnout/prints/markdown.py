"""What organizers write in Markdown (CommonMark 0.31) as HTML that is safe on our pages.

Two fences, so that a hole in one is none: the parser knows no HTML and no pictures, and what it gives is held against
a list of marks that may stay. A line that ends is a line that ends, as in a message.
"""

import nh3
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.token import Token

# The page has its title, and the section that the text stands in: the text's own headings begin below both.
FIRST_HEADING = 3
LAST_HEADING = 6

SCHEMES = {"http", "https", "mailto", "tel"}


class _Parser(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802 - the library's own name
        """Whether a link leads where one may lead; any other stays the plain text that it is written as."""
        return url.partition(":")[0].lower() in SCHEMES


_parser = _Parser("commonmark", {"html": False, "linkify": False, "breaks": True}).disable(
    ["image", "html_block", "html_inline"]
)
_cleaner = nh3.Cleaner(
    tags={
        "a", "blockquote", "br", "code", "em", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "strong", "ul",
    },
    attributes={"a": {"href"}, "ol": {"start"}, "*": set()},
    url_schemes=SCHEMES,
    url_relative="deny",
    link_rel="noreferrer nofollow ugc",
)  # fmt: skip


def render_markdown(text: str) -> SafeString:
    """Return a text as HTML: paragraphs, lists, emphasis, links to the web, to mail and to phones, headings from h3 on.

    Takes a time that grows with the length, whatever is in it.
    """
    tokens = _parser.parse(text)
    _lower_headings(tokens)
    return SafeString(_cleaner.clean(_parser.renderer.render(tokens, _parser.options, {})))


def _lower_headings(tokens: list[Token]) -> None:
    """Let headings begin at h3 and skip no level, whatever levels the writer took: readers go by them."""
    open_levels: list[int] = []
    for token in tokens:
        if token.type == "heading_open":
            level = int(token.tag[1])
            while open_levels and open_levels[-1] >= level:
                open_levels.pop()
            open_levels.append(level)
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(FIRST_HEADING - 1 + len(open_levels), LAST_HEADING)}"
