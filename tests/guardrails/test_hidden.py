"""Asking for what the role may not see is refused; who may see it is passed on."""

from __future__ import annotations

import pytest

from data.types import Column, Policy, Role, Schema, Table
from guardrails.policy import view
from guardrails.question import Declined, Passed, screen

CUSTOMERS = Table(
    "customers", tuple(Column(n, "VARCHAR") for n in ("customer_id", "name", "email", "phone", "tier")), synonyms=("clients",)
)  # fmt: skip
TICKETS = Table(
    "tickets",
    (Column("ticket_id", "INTEGER"), Column("channel", "VARCHAR", description="How it came in: phone, email or chat")),
)
STAFF = Table(
    "employees", tuple(Column(n, "VARCHAR") for n in ("employee_id", "name", "department", "salary")), synonyms=("staff",)
)  # fmt: skip
LOG = Table("audit_log", (Column("audit_id", "INTEGER"), Column("action", "VARCHAR")))
FULL = Schema((CUSTOMERS, TICKETS, STAFF, LOG))
ANALYST = Role(
    "analyst",
    hidden=frozenset({"employees", "audit_log"}),
    masked=frozenset({("customers", "email"), ("customers", "phone")}),
)
POLICY = Policy({"analyst": ANALYST, "admin": Role("admin")}, "analyst")

ASKED = """
What does each employee earn?
average salary by department
how much do our managers make per year
median pay of sales people
how many people work for us
phone number of customer 17
how can I reach customer 42
contact details of our ten best customers
sort the customers by email
which customers use gmail
do any two customers share a phone number
show me the audit log
who logged in last night
""".strip().splitlines()
HONEST = """
how many tickets came in by phone
how many tickets came in by email per month
tickets per channel: phone against chat
how many customers are there in each tier
which tier earns us the most customers
exclude chat, then count what was paid for
""".strip().splitlines()


@pytest.mark.parametrize("question", ASKED)
def test_what_the_role_may_not_see_is_refused_to_it_and_open_to_who_may(question: str) -> None:
    refused = screen(question, view(FULL, POLICY, ANALYST), FULL)
    assert isinstance(refused, Declined)
    assert refused.reason == "forbidden_data"
    assert not {"salary", "employees", "audit_log"} & set(refused.text.casefold().split())
    assert isinstance(screen(question, view(FULL, POLICY, POLICY.roles["admin"]), FULL), Passed)


@pytest.mark.parametrize("question", HONEST)
def test_a_word_that_what_is_seen_uses_too_does_not_refuse(question: str) -> None:
    assert isinstance(screen(question, view(FULL, POLICY, ANALYST), FULL), Passed)
