"""Codes, initials, what may be printed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.rules import (
    ALPHABET,
    LENGTH,
    check_symbol,
    grouped,
    initials,
    new_code,
    overloaded,
    parse,
    prefix,
    strangers,
    unprintable,
    without_letters,
)
from tests.certificates.samples import CODE, PAYLOAD

payloads = st.text(ALPHABET, min_size=LENGTH - 1, max_size=LENGTH - 1)


def test_a_new_code_is_whole_and_has_85_random_bits() -> None:
    codes = {new_code() for _ in range(500)}

    assert len(codes) == 500
    assert {len(code) for code in codes} == {18}
    assert all(parse(code) == code for code in codes)


def test_the_check_symbol_is_crockfords() -> None:
    assert check_symbol("16J") == "D"  # 1,234 in base 32, from the specification's arithmetic: 1234 mod 37 is 13
    assert check_symbol("0") == "0"


def test_a_code_is_read_however_it_was_typed() -> None:
    assert grouped(CODE) == f"{CODE[:4]}-{CODE[4:8]}-{CODE[8:12]}-{CODE[12:16]}-{CODE[16:]}"
    assert parse(grouped(CODE)) == CODE
    assert parse(f"  {grouped(CODE).lower().replace('-', ' ')} ") == CODE


def test_letters_that_look_like_digits_are_read_as_digits() -> None:
    payload = "0110" + PAYLOAD[4:-1] + "7"
    assert (symbol := check_symbol(payload)) in ALPHABET

    assert parse(f"oIlO{payload[4:]}{symbol}") == payload + symbol


@given(payloads, st.integers(0, LENGTH - 2), st.sampled_from(ALPHABET))
def test_every_single_wrong_character_is_found(payload: str, at: int, other: str) -> None:
    changed = payload[:at] + other + payload[at + 1 :]

    assert (check_symbol(changed) == check_symbol(payload)) is (changed == payload)


@given(payloads, st.integers(0, LENGTH - 3))
def test_every_swap_of_neighbours_is_found(payload: str, at: int) -> None:
    changed = payload[:at] + payload[at + 1] + payload[at] + payload[at + 2 :]

    assert (check_symbol(changed) == check_symbol(payload)) is (changed == payload)


@pytest.mark.parametrize("typed", ["", "7K3M", CODE + "0", "U" * 18, "☃" * 18, CODE[:-1] + "*", "x" * 10_000])
def test_what_cannot_be_a_code_is_none(typed: str) -> None:
    assert parse(typed) is None


def test_characters_of_no_code_are_named() -> None:
    assert strangers("7K3U-éA") == "UÉ"


@pytest.mark.parametrize(
    ("name", "short"),
    [("Chan Tai Man", "C. T. M."), ("陳大文", "陳◯◯"), ("Lê Thị Ánh", "L. T. Á."), ("Lakshmi", "L."), ("", "")],
)
def test_initials(name: str, short: str) -> None:
    assert initials(name) == short


def test_controls_and_direction_overrides_may_not_be_printed() -> None:
    assert unprintable("Chan\u202eTai\r\nMan") == ["\u202e", "\r", "\n"]
    assert unprintable("حسینی\u200cنژاد") == []


@pytest.mark.parametrize(
    "name",
    [
        *("Nguyễn Thị E\u0323\u0302", "Ǫ\u0302\u0301", "Żółć", "लक्ष्मी कार्त्स्न्य", "லட்சுமி", "ญี่ปุ่น"),
        *("שָּׁ֖לוֹם", "مُحَمَّدٌ اللّٰه", "လျှို့ အင်္ဂြို့", "ស្ត្រី សុខ្មុំ", "ཧཱུྃ བསྒྲུབས", "శ్రీ క్ష్మ్యౌ", "ශ්\u200dරී"),
    ],
)
def test_no_writing_has_more_marks_than_may_be_printed(name: str) -> None:
    assert (unprintable(name), without_letters(name), overloaded(name)) == ([], False, False)


def test_serials_begin_with_the_capitals_of_the_organisation() -> None:
    assert prefix("Hong Kong Refugee Advice Centre") == "HKRAC"
    assert prefix("") == "CERT"
