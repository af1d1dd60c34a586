"""The texts of every kind of mail this product knows."""

import pytest
from django.core.exceptions import ValidationError

from mail.rules import Kind, kind, kinds


@pytest.mark.parametrize("one", kinds(), ids=lambda one: one.key)
def test_every_text_names_only_its_own_fields_and_reads_with_its_sample(one: Kind) -> None:
    for text in (one.subject_en, one.subject_zh):
        one.check_subject(text)
        assert "{" not in one.fill(text, one.sample)
    for text in (one.body_en, one.body_zh):
        one.check(text)
        assert "{" not in one.fill(text, one.sample)


@pytest.mark.parametrize(
    "text", ["Dear {surname}", "Dear {code", "Dear {}", "{code.__class__}", "{minutes!r:{code}}{x}"]
)
def test_a_text_that_cannot_be_filled_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        kind("sign_in_code").check(text)


def test_the_subject_of_a_secret_mail_names_no_field() -> None:
    with pytest.raises(ValidationError):
        kind("sign_in_code").check_subject("Your code: {code}")
