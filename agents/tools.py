"""Tools: typed functions that a chat model may call.

`@tool` reads a function's signature and docstring and makes the strict JSON schema that the model sees: every field is
required, an optional one may be null, nothing besides is taken. The function's first parameter is the Inquiry and is not
part of the schema; the others are annotated as `Annotated[type, "what it is"]`.

A tool returns the text that goes back to the model, or one of the values that end the loop (Asked, Refused, Finish). It
may be a generator that yields Steps on its way.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from pydantic import BaseModel, ConfigDict, Field, ValidationError, create_model

from agents.chat import ToolSpec
from agents.steps import Asked, Refused, Step


@dataclass(frozen=True, slots=True)
class Finish:
    """The model is done: its sentence (empty: the product writes it) and what it took for granted."""

    answer: str
    assumptions: tuple[str, ...] = ()


Output = str | Asked | Refused | Finish
Walk = Generator[Step, None, Output]


class BadCallError(Exception):
    """A tool call that cannot be carried out; the text tells the model how to mend it."""


@dataclass(frozen=True, slots=True)
class Tool:
    """A function and what the model knows of it."""

    spec: ToolSpec
    function: Callable[..., Output | Walk]
    arguments: type[BaseModel]

    @property
    def name(self) -> str:
        return self.spec.name

    def parse(self, text: str) -> dict[str, Any]:
        """The arguments as Python values; raises BadCallError with a text for the model."""
        try:
            read = json.loads(text or "{}")
        except json.JSONDecodeError as error:
            raise BadCallError(
                f"The arguments of {self.name} are not valid JSON ({error.msg}, character {error.pos}). "
                f"Call it again with {self._shape()}."
            ) from error
        if not isinstance(read, dict):
            raise BadCallError(f"The arguments of {self.name} must be an object: {self._shape()}.")
        try:
            made = self.arguments.model_validate(read)
        except ValidationError as error:
            faults = "; ".join(_fault(e["type"], ".".join(str(p) for p in e["loc"]), e["msg"]) for e in error.errors())
            raise BadCallError(
                f"{self.name} cannot take these arguments ({faults}). Call it again with {self._shape()}."
            ) from error
        return {name: getattr(made, name) for name in self.arguments.model_fields}

    def _shape(self) -> str:
        fields = self.spec.parameters["properties"]
        return json.dumps({name: f.get("type", "value") for name, f in fields.items()})

    def call(self, inquiry: Any, arguments: dict[str, Any]) -> Walk:
        """Run the function, passing on the Steps of one that yields them."""
        made = self.function(inquiry, **arguments)
        if isinstance(made, Generator):
            return (yield from made)
        return made


def _fault(kind: str, place: str, told: str) -> str:
    """What is wrong with one argument, in words that say what to do about it."""
    match kind:
        case "missing":
            return f"{place} is missing"
        case "extra_forbidden":
            return f"there is no argument {place}"
    return f"{place}: {told}"


def tool(function: Callable[..., Output | Walk]) -> Tool:
    """Make a Tool of a typed, documented function."""
    text = inspect.getdoc(function)
    if not text:
        raise TypeError(f"The tool {function.__name__} has no docstring: the model would not know when to call it.")
    hints = get_type_hints(function, include_extras=True)
    fields: dict[str, Any] = {}
    for name in list(inspect.signature(function).parameters)[1:]:
        kind = hints.get(name)
        if kind is None or get_origin(kind) is not Annotated:
            raise TypeError(f"Parameter {name} of the tool {function.__name__} must be Annotated[type, 'what it is'].")
        fields[name] = (get_args(kind)[0], Field(description=str(get_args(kind)[1])))
    arguments = create_model(function.__name__, __config__=ConfigDict(extra="forbid"), **fields)
    spec = ToolSpec(function.__name__, text, strict(arguments.model_json_schema()))
    return Tool(spec, function, arguments)


def strict(schema: Any) -> Any:
    """A JSON schema in the form that strict function calling takes: no titles or defaults, all required, closed."""
    if isinstance(schema, list):
        return [strict(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    made = {
        key: {name: strict(part) for name, part in value.items()} if key in ("properties", "$defs") else strict(value)
        for key, value in schema.items()
        if key not in ("title", "default")
    }
    if made.get("type") == "object":
        made["additionalProperties"] = False
        made["required"] = list(made.get("properties", {}))
        made.setdefault("properties", {})
    return made
