"""Templates: whatever a person reads in them goes through gettext."""

import re

from django.template.base import Lexer, Token, TokenType

from config.environment import ROOT
from tests.tools.english import texts_of

TEMPLATES = ROOT / "frontend" / "templates"
# Names, in every language the same; and the API's page, which is in English alone.
SAME = re.compile(r"\b(?:Turnout|Apple|Google|Outlook)\b")
FOR_DEVELOPERS = {"api/docs.html"}


def leave_out_tags(tokens: list[Token]) -> str:
    """Return a template's own text, with nothing where a value or a translated sentence stands."""
    kept, within = [], ""
    for token in tokens:
        word = token.contents.split()[0] if token.contents.split() else ""
        if token.token_type == TokenType.BLOCK and word in {"blocktranslate", "blocktrans", "comment"}:
            within = f"end{word}"
        elif token.token_type == TokenType.BLOCK and token.contents == "block width":  # the name of a class
            within = "endblock"
        elif token.token_type == TokenType.BLOCK and word == within:
            within = ""
        elif token.token_type == TokenType.TEXT and not within:
            kept.append(token.contents)
    return "".join(kept)


def test_no_word_that_is_shown_stands_bare_in_a_template() -> None:
    bare = {}
    for path in sorted(path for path in TEMPLATES.rglob("*") if path.suffix in {".html", ".txt"}):
        name = path.relative_to(TEMPLATES).as_posix()
        text = leave_out_tags(Lexer(path.read_text()).tokenize())
        if "<" not in text and '="' in text:  # attributes alone, for a tag that includes them
            text = f"<i {text}>"
        found = [words for words in texts_of(text) if re.search(r"[^\W\d_]{2}", SAME.sub("", words))]
        if found and name not in FOR_DEVELOPERS:
            bare[name] = found
    assert bare == {}
