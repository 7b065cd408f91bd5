"""Addresses that look mistyped."""

import pytest

from turnout.rules.addresses import suggest_address


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("zoe@gmial.com", "zoe@gmail.com"),
        ("zoe@gmail.con", "zoe@gmail.com"),
        ("zoe@gmial.con", "zoe@gmail.com"),
        ("zoe@Hotmial.com", "zoe@hotmail.com"),
        ("zoe@unc.eud", "zoe@unc.edu"),
        ("zoe@gmail.com", ""),
        ("zoe@mail.com", ""),
        ("zoe@unc.edu", ""),
        ("zoe@example.org", ""),
        ("zoe", ""),
        ("", ""),
    ],
)
def test_only_what_is_surely_a_slip_is_asked_about(typed: str, meant: str) -> None:
    assert suggest_address(typed) == meant
