"""Which columns are taken as personal or secret."""

from __future__ import annotations

import pytest

from data.ingest.personal import looks_personal


@pytest.mark.parametrize(
    "name",
    [
        "email",
        "Email",
        "E-Mail",
        "EmailAddress",
        "customer_email",
        "emp_email_2",
        "email_of_customer",
        "phone",
        "home_phone",
        "phone1",
        "PhoneNumber",
        "phone_home",
        "telephone_no",
        "mobile",
        "customer_mobile",
        "mobile_number",
        "fax",
        "password",
        "password_hash",
        "pwd",
        "client_secret",
        "api_key",
        "ssn",
        "SSN",
        "ssn_last4",
        "social_security_number",
        "credit_card_no",
        "card_number",
        "iban",
        "passport",
        "passport_number",
        "national_id",
        "tax_id",
        "customer_tax_id",
        "token",
        "access_token",
    ],
)
def test_a_name_that_says_what_is_personal_or_secret_is_private(name: str) -> None:
    assert looks_personal(name, [])


@pytest.mark.parametrize(
    "name",
    [
        "council_tax_id",
        "phone_id",
        "phone_model",
        "mobile_games",
        "email_count",
        "emails_sent",
        "has_phone",
        "is_email_verified",
        "number_of_phones",
        "credit_card_type",
        "card_type",
        "passport_country",
        "token_count",
        "secretary",
        "id",
        "name",
        "taxi_id",
        "tax_rate",
        "automobile_id",
        "microphone",
        "headphone_price",
        "iban_country",
        "female_id",
        "mailing_list",
        "cell_count",
    ],
)
def test_a_name_that_only_holds_such_letters_is_not_private(name: str) -> None:
    assert not looks_personal(name, [])


@pytest.mark.parametrize(
    ("values", "private"),
    [
        (["a@x.org", "b@y.org"], True),
        (["123-45-6789"], True),
        (["+49 30 1234567"], True),
        (["4111 1111 1111 1111"], True),
        (["4111 1111 1111 1112"], False),
        (["a@x.org", "none", "none"], False),
        (["", " "], False),
        ([], False),
    ],
)
def test_values_say_it_where_the_name_does_not(values: list[str], private: bool) -> None:
    assert looks_personal("note", values) is private
