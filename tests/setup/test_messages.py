"""The Spanish catalog: well formed, in step with what is compiled of it, and with the code."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from babel.messages.catalog import Message

from config.environment import ROOT
from tests.tools.messages import (
    CATALOG,
    COMPILED,
    compile_catalog,
    find_aliases,
    gather_messages,
    is_translated,
    list_messages,
    read_catalog,
)

# What must stand in a translation as it stands in the English: values, and HTML's tags.
KEPT_AS_IT_IS = re.compile(r"%\(\w+\)[a-z]|%[sd%]|\{\w+\}|</?[a-z][^>]*>")
# Marks that sentences of the other language have, too.
ENDS = ("…", ".", ":", "?")
# What speaks at once, in the language of that moment.
EAGER = {"gettext", "ngettext", "pgettext", "npgettext"}
MESSAGES = list_messages(read_catalog())


def forms_of(words: Any) -> tuple[str, ...]:
    return tuple(words) if isinstance(words, (list, tuple)) else (str(words),)


def translated() -> list[Message]:
    return [message for message in MESSAGES if is_translated(message)]


def test_no_translation_is_a_guess_or_a_leftover() -> None:
    assert [message.id for message in MESSAGES if message.fuzzy] == []
    assert read_catalog().obsolete == {}


def test_the_catalog_changes_only_with_its_words() -> None:
    """It is sorted, and has no dates and no line numbers."""
    assert not re.search(r"-Date:|^#: .*:\d", CATALOG.read_text(), re.MULTILINE)
    ids = [forms_of(message.id)[0] for message in MESSAGES]
    assert ids == sorted(ids)


def test_what_is_compiled_is_what_is_written() -> None:
    assert COMPILED.read_bytes() == compile_catalog(read_catalog())


def test_every_value_and_tag_of_a_sentence_stands_in_its_translation() -> None:
    wrong = {}
    for message in translated():
        # A language may leave the number out of its singular, as English may; each form has no others.
        wanted = [Counter(KEPT_AS_IT_IS.findall(form)) for form in forms_of(message.id)]
        given = [Counter(KEPT_AS_IT_IS.findall(form)) for form in forms_of(message.string)]
        if len(wanted) != len(given) or any(form not in wanted for form in given):
            wrong[message.id] = message.string
    assert wrong == {}


def test_every_plural_has_both_forms() -> None:
    plurals = [message for message in translated() if isinstance(message.id, tuple)]
    assert plurals
    assert [message.id for message in plurals if len(forms_of(message.string)) != 2] == []


def test_a_sentence_ends_as_its_translation_does_and_none_has_an_exclamation_mark() -> None:
    ends = {}
    for message in translated():
        for english, spanish in zip(forms_of(message.id), forms_of(message.string), strict=True):
            if english.endswith(ENDS) and english[-1] != spanish[-1] and not english.endswith(".m."):
                ends[english] = spanish
            assert "!" not in spanish, spanish
            assert ("¿" in spanish) == ("?" in spanish), spanish
    assert ends == {}


def calls_at_load(tree: ast.Module) -> Iterator[ast.Call]:
    """Give each call that is made when a module is loaded: outside of functions, and in their defaults."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Call):
            yield node
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            waiting += [*node.decorator_list, *node.args.defaults, *filter(None, node.args.kw_defaults)]
        elif not isinstance(node, ast.Lambda):
            waiting += ast.iter_child_nodes(node)


def test_nothing_is_said_for_ever_in_the_language_of_the_moment_it_was_loaded() -> None:
    frozen = []
    for path in (ROOT / "backend").rglob("*.py"):
        source = path.read_text()
        eager = {name for name, function in find_aliases(source).items() if function in EAGER}
        calls = calls_at_load(ast.parse(source))
        frozen += [
            f"{path}:{call.lineno}" for call in calls if isinstance(call.func, ast.Name) and call.func.id in eager
        ]
    assert frozen == []


def test_every_string_that_people_read_is_in_the_catalog_and_has_its_spanish() -> None:
    """`make messages` gathers what is new, drops what is gone, and names what still has no words."""
    gathered = {(message.context, message.id) for message in list_messages(gather_messages())}
    kept = {(message.context, message.id) for message in MESSAGES}
    assert gathered - kept == set()
    assert kept - gathered == set()
    assert [message.id for message in MESSAGES if not is_translated(message)] == []
