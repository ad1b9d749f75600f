"""Settings out of the environment."""

from __future__ import annotations

from pathlib import Path

import pytest

from agents.settings import from_environment
from data.errors import BadSettings


def test_with_no_key_the_built_in_model_answers() -> None:
    assert from_environment({}).model == "builtin"


def test_a_key_or_an_endpoint_is_enough_to_use_a_language_model() -> None:
    assert from_environment({"OPENAI_API_KEY": "k"}).model != "builtin"
    local = from_environment({"OPENAI_BASE_URL": "http://127.0.0.1:8000/v1", "CANDOR_MODEL": "qwen"})
    assert (local.model, local.base_url) == ("qwen", "http://127.0.0.1:8000/v1")


def test_the_built_in_model_can_be_chosen_although_there_is_a_key() -> None:
    assert from_environment({"OPENAI_API_KEY": "k", "CANDOR_MODEL": "builtin"}).builtin


def test_the_key_stands_in_no_text_form_of_the_settings() -> None:
    assert "sk-secret" not in repr(from_environment({"OPENAI_API_KEY": "sk-secret"}))


@pytest.mark.parametrize(
    ("env", "told"),
    [
        ({"CANDOR_MODEL": "gpt-x"}, "OPENAI_API_KEY"),
        ({"CANDOR_DATABASE": "/nowhere/x.duckdb"}, "/nowhere/x.duckdb"),
        ({"CANDOR_TOKENS_PER_QUESTION": "many"}, "'many'"),
        ({"CANDOR_TRACING": "perhaps"}, "on or off"),
        ({"CANDOR_ATTRIBUTES": "west"}, "KEY=VALUE"),
    ],
)
def test_a_wrong_setting_is_named_with_its_value_and_the_remedy(env: dict[str, str], told: str) -> None:
    with pytest.raises(BadSettings, match=told):
        from_environment(env)


def test_several_roles_and_attributes_are_read(tmp_path: Path) -> None:
    made = from_environment({"CANDOR_ROLES": "analyst, west", "CANDOR_ATTRIBUTES": "region=West,team=a"})
    assert made.roles == ("analyst", "west")
    assert made.attributes == {"region": "West", "team": "a"}
