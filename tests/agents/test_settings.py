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


@pytest.mark.parametrize(
    ("env", "told"),
    [
        ({"AZURE_OPENAI_ENDPOINT": "https://x.example", "CANDOR_MODEL": "d"}, "AZURE_OPENAI_API_KEY and OPENAI_API_V"),
        ({"CANDOR_FALLBACK_MODEL": "m"}, "CANDOR_FALLBACK_MODEL is 'm', but the model that is set is the built-in"),
        ({"OPENAI_API_KEY": "k", "CANDOR_LIGHT_BASE_URL": "http://x"}, "CANDOR_LIGHT_MODEL is not set"),
        ({"OPENAI_API_KEY": "k", "CANDOR_ROUTE": "strong,builtin"}, "CANDOR_ROUTE is 'strong,builtin'"),
        ({"OPENAI_API_KEY": "k", "CANDOR_ROUTE": "builtin"}, "strong is always the last"),
        ({"OPENAI_API_KEY": "k", "CANDOR_ROUTE": "light,strong"}, "CANDOR_LIGHT_MODEL"),
        ({"CANDOR_ROUTE": "builtin,strong"}, "there is only the built-in model"),
        ({"OPENAI_API_KEY": "k", "CANDOR_BUILTIN_SURE": "2"}, "from 0 to 1"),
        ({"CANDOR_USD_PER_DAY": "-1"}, "CANDOR_USD_PER_DAY is '-1'"),
        ({"CANDOR_USD_PER_DAY": "nan"}, "'nan'"),
        ({"CANDOR_QUESTIONS_AT_WORK": "0"}, "from 1 on"),
        ({"CANDOR_PRICES": "/nowhere/prices.yaml"}, "/nowhere/prices.yaml"),
    ],
)
def test_a_wrong_setting_of_models_and_limits_is_named(env: dict[str, str], told: str) -> None:
    with pytest.raises(BadSettings, match=told):
        from_environment(env)


def test_azure_has_settings_of_its_own() -> None:
    env = {
        "AZURE_OPENAI_ENDPOINT": "https://x.example",
        "AZURE_OPENAI_API_KEY": "k",
        "OPENAI_API_VERSION": "2024-10-21",
    }
    made = from_environment({**env, "CANDOR_MODEL": "my-deployment", "OPENAI_API_KEY": "another"})
    assert (made.model, made.base_url, made.api_key, made.api_version) == (
        "my-deployment",
        "https://x.example",
        "k",
        "2024-10-21",
    )
    assert from_environment({**env, "CANDOR_MODEL": "builtin"}).builtin


def test_a_second_model_is_asked_for_at_the_first_ones_endpoint_unless_it_has_its_own() -> None:
    env = {"OPENAI_API_KEY": "k", "OPENAI_BASE_URL": "http://one/v1", "CANDOR_FALLBACK_MODEL": "b"}
    here = from_environment(env).fallback
    assert here is not None
    assert (here.model, here.base_url, here.api_key) == ("b", "http://one/v1", "k")
    there = from_environment({**env, "CANDOR_FALLBACK_BASE_URL": "http://two/v1"}).fallback
    assert there is not None
    assert (there.base_url, there.api_key) == ("http://two/v1", "")
    assert "'k'" not in repr(here)


def test_who_sets_a_key_is_answered_by_that_model_and_a_light_one_goes_first_once_it_is_named() -> None:
    assert from_environment({"OPENAI_API_KEY": "k"}).route.rungs == ("strong",)
    assert from_environment({"OPENAI_API_KEY": "k", "CANDOR_LIGHT_MODEL": "m"}).route.rungs == ("light", "strong")
    every = {"OPENAI_API_KEY": "k", "CANDOR_LIGHT_MODEL": "m", "CANDOR_ROUTE": "builtin,light,strong"}
    assert from_environment(every).route.rungs == ("builtin", "light", "strong")


def test_several_roles_and_attributes_are_read(tmp_path: Path) -> None:
    made = from_environment({"CANDOR_ROLES": "analyst, west", "CANDOR_ATTRIBUTES": "region=West,team=a"})
    assert made.roles == ("analyst", "west")
    assert made.attributes == {"region": "West", "team": "a"}
