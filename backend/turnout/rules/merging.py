"""Two people who edit one thing: what each of them changed since both opened it, part by part."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

# The texts of a form's fields, by their names.
Texts = Mapping[str, str]
# Whether two texts mean the same in the field of a name.
Same = Callable[[str, str, str], bool]
# Who changed a part: nobody, one of them, both alike, or each in a way of their own.
Side = Literal["nobody", "theirs", "yours", "alike", "both"]


@dataclass(frozen=True)
class Part:
    """Some fields that are chosen together: a start goes with its end. By its name, and those of its fields."""

    name: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Difference:
    """A part that somebody changed: as it was when both opened it, theirs as it is now, and yours."""

    part: Part
    side: Side
    was: dict[str, str]
    theirs: dict[str, str]
    yours: dict[str, str]


def compare_part(part: Part, was: Texts | None, theirs: Texts, yours: Texts, same: Same) -> Difference:
    """Return who changed a part, and how. Where it is not known how it was, whatever differs was changed by both."""
    versions = [{name: texts.get(name, "") for name in part.fields} for texts in (was or {}, theirs, yours)]
    old, other, own = versions

    def is_changed(one: Texts, another: Texts) -> bool:
        return any(not same(name, one[name], another[name]) for name in part.fields)

    side: Side = "nobody"
    if was is None:
        side = "both" if is_changed(other, own) else "nobody"
    elif is_changed(old, other):
        side = "theirs"
        if is_changed(old, own):
            side = "both" if is_changed(other, own) else "alike"
    elif is_changed(old, own):
        side = "yours"
    return Difference(part, side, old, other, own)


def compare(parts: Sequence[Part], was: Texts | None, theirs: Texts, yours: Texts, same: Same) -> list[Difference]:
    """Return the parts that anybody changed."""
    found = (compare_part(part, was, theirs, yours, same) for part in parts)
    return [difference for difference in found if difference.side != "nobody"]


def merge(differences: Sequence[Difference]) -> dict[str, str]:
    """Return the fields that come from them: what they alone changed. All else stays as it is with you."""
    return {name: text for d in differences if d.side in {"theirs", "alike"} for name, text in d.theirs.items()}
