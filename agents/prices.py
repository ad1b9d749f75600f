"""What models cost: a YAML file that the operator keeps, since prices change and contracts differ.

    # prices.yaml: USD for a million tokens
    gpt-5-mini: {input: 0.25, output: 2.00, cached_input: 0.025}
    qwen3:8b: {input: 0, output: 0}      # my own machine

A model that is not in it has an unknown cost, which is told as unknown and never counted as nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from data.errors import BadSettings

MILLION = 1_000_000
Amount = Annotated[float, Field(ge=0, allow_inf_nan=False, strict=False)]


class Price(BaseModel):
    """USD for a million tokens; `cached_input` for those that the endpoint had kept, by default as any other."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    input: Amount
    output: Amount
    cached_input: Amount | None = None

    def cost(self, asked: int, said: int, cached: int = 0) -> float:
        """USD of one call; `cached` of the `asked` input tokens were kept from an earlier one."""
        kept = self.input if self.cached_input is None else self.cached_input
        return ((asked - cached) * self.input + cached * kept + said * self.output) / MILLION


def load(path: Path) -> Mapping[str, Price]:
    """Prices by the model's exact name; an absent file has none. Raises BadSettings naming the model and what is wrong."""
    if not path.is_file():
        return {}
    try:
        read = yaml.safe_load(path.read_text(encoding="utf-8"))
        return TypeAdapter(dict[str, Price]).validate_python(read or {})
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise BadSettings(f"The price file {path.name} cannot be read: {error}.", _SHAPE) from error
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "the file"
        raise BadSettings(f"The price file {path.name} is wrong at {place}: {first['msg']}.", _SHAPE) from None


_SHAPE = "Write MODEL: {input: USD, output: USD} for a million tokens, one line for each model."
