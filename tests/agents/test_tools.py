"""Tools: the strict schema that a model sees, and what happens to arguments that do not fit it."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

import pytest

from agents.build import default_registry
from agents.tools import BadCallError, Output, Tool, tool


@tool
def weigh(
    inquiry: object,
    what: Annotated[str, "What to weigh."],
    unit: Annotated[Literal["kg", "g"], "The unit."],
    times: Annotated[int | None, "How often; null for once."],
) -> Output:
    """Weigh something. Call it when a weight is asked for."""
    return f"{inquiry} {what} {unit} {times}"


SHIPPED = [t for t, _ in default_registry().tools.values()]


def _objects(schema: Any) -> list[dict[str, Any]]:
    found = []
    if isinstance(schema, dict):
        found += [schema] if schema.get("type") == "object" else []
        found += [o for part in schema.values() for o in _objects(part)]
    if isinstance(schema, list):
        found += [o for part in schema for o in _objects(part)]
    return found


@pytest.mark.parametrize("made", [weigh, *SHIPPED], ids=lambda t: t.name)
def test_every_tool_has_a_strict_schema_whose_fields_are_told(made: Tool) -> None:
    for part in _objects(made.spec.parameters):
        assert part["additionalProperties"] is False
        assert sorted(part["required"]) == sorted(part["properties"])
    assert all(p.get("description") for p in made.spec.parameters["properties"].values())
    assert "Call it" in made.spec.description or made.name in ("decline",)
    assert "default" not in json.dumps(made.spec.parameters)


def test_closed_sets_are_enums_and_optional_fields_may_be_null() -> None:
    fields = weigh.spec.parameters["properties"]
    assert fields["unit"]["enum"] == ["kg", "g"]
    assert {"type": "null"} in fields["times"]["anyOf"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ('{"what": "gold"', "not valid JSON"),
        ('["gold"]', "must be an object"),
        ('{"what": "gold", "unit": "lb", "times": null}', "unit"),
        ('{"what": "gold", "times": 2}', "unit"),
        ('{"what": "gold", "unit": "g", "times": 1, "colour": "red"}', "colour"),
    ],
)
def test_bad_arguments_are_answered_with_what_is_wrong_and_the_right_shape(arguments: str, told: str) -> None:
    with pytest.raises(BadCallError) as caught:
        weigh.parse(arguments)
    assert told in str(caught.value)
    assert '"what": "string"' in str(caught.value)


def test_good_arguments_arrive_as_values() -> None:
    assert weigh.parse('{"what": "gold", "unit": "g", "times": null}') == {"what": "gold", "unit": "g", "times": None}


def test_a_tool_without_words_for_the_model_is_refused() -> None:
    def silent(inquiry: object, what: Annotated[str, "x"]) -> Output:
        return what

    with pytest.raises(TypeError, match="no docstring"):
        tool(silent)

    def bare(inquiry: object, what: str) -> Output:
        """Says it."""
        return what

    with pytest.raises(TypeError, match="Annotated"):
        tool(bare)
