"""Prompt versions and aliases in the MLflow prompt registry.

The texts come from the files under `prompts/`; the registry knows which versions there are (each once, by the digest of
its text), which of them `production` and `candidate` point to, and what share of the users gets the candidate. It is the
one that says which version is in force, so that moving an alias, here or on MLflow's own page, rolls back or forward.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from agents.prompt import Prompt, versions
from data.errors import BadInput

if TYPE_CHECKING:
    from mlflow import MlflowClient

Alias = Literal["production", "candidate"]
DIGEST, FILE = "candor.digest", "candor.file"
"""Tags of a version."""
SHARE, BEFORE = "candor.candidate_share", "candor.production_before"
"""Tags of a prompt: the users' share that gets the candidate, and the digest that a rollback goes back to."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the registry says is in force: digests (empty for an alias that is not set) and the candidate's share."""

    production: str = ""
    candidate: str = ""
    share: float = 0.0


@dataclass(frozen=True, slots=True)
class Entry:
    """One registered version."""

    number: int
    """The registry's own count."""
    file: str
    """E.g. `v2`."""
    digest: str
    aliases: tuple[str, ...]


class RegistryAwayError(Exception):
    """The registry's store cannot be reached or read; the text is the kind of error, without addresses or keys."""


class PromptRegistry:
    """The registry of one MLflow store. `prepare` makes the store's tables if need be; it is called before the first use."""

    def __init__(self, uri: str, prepare: Callable[[], object]) -> None:
        self._uri = uri
        self._prepare = prepare

    @cached_property
    def _client(self) -> MlflowClient:
        self._prepare()
        from mlflow import MlflowClient

        logging.getLogger("mlflow").setLevel(logging.WARNING)
        return MlflowClient(self._uri, self._uri)

    def register(self, name: str) -> list[Prompt]:
        """Put in the versions that are not there yet, oldest first; which these were.

        `production` is set the first time, and goes along with a new version where it stood at the newest one before: who
        has rolled back stays there.
        """
        before = self.entries(name)
        known = {e.digest for e in before}
        new = [prompt for prompt in versions(name) if prompt.digest not in known]
        follows = not before or "production" in before[-1].aliases
        for prompt in new:
            tags = {DIGEST: prompt.digest, FILE: f"v{prompt.version}"}
            made = self._client.register_prompt(name, prompt.text, commit_message=f"v{prompt.version}.md", tags=tags)
            if follows and prompt is new[-1]:
                self._client.set_prompt_alias(name, "production", int(made.version))
        return new

    def entries(self, name: str) -> list[Entry]:
        """All registered versions, oldest first; none when the prompt is not registered."""
        if self._client.get_prompt(name) is None:
            return []
        pointed: dict[str, int] = {}
        for alias in ("production", "candidate"):
            version = self._pointed(name, alias)
            if version is not None:
                pointed[alias] = int(version.version)
        made = []
        for version in self._client.search_prompt_versions(name):
            number = int(version.version)
            aliases = tuple(alias for alias, at in pointed.items() if at == number)
            made.append(Entry(number, version.tags.get(FILE, ""), version.tags.get(DIGEST, ""), aliases))
        return sorted(made, key=lambda e: e.number)

    def standing(self, name: str) -> Standing:
        """What is in force now, after versions that are new have been put in. Raises RegistryAwayError."""
        from mlflow.exceptions import MlflowException
        from sqlalchemy.exc import SQLAlchemyError

        try:
            self.register(name)
            return self._standing(name)
        except (MlflowException, SQLAlchemyError, OSError) as error:
            raise RegistryAwayError(type(error).__name__) from error

    def _standing(self, name: str) -> Standing:
        prompt = self._client.get_prompt(name)
        if prompt is None:
            return Standing()
        return Standing(
            self._digest(name, "production"), self._digest(name, "candidate"), _share(prompt.tags.get(SHARE))
        )

    def point(self, name: str, alias: Alias, digest: str) -> None:
        """Move an alias to the version of that digest. Raises BadInput where there is none."""
        entry = next((e for e in self.entries(name) if e.digest == digest), None)
        if entry is None:
            raise BadInput(f"No version {digest} of the prompt {name} is registered.", "Register it first.")
        if alias == "production":
            before = self._digest(name, alias)
            if before and before != digest:
                self._client.set_prompt_tag(name, BEFORE, before)
        self._client.set_prompt_alias(name, alias, entry.number)

    def roll_back(self, name: str) -> str:
        """Move `production` to where it was before, and the digest of that. Raises BadInput where that is not known."""
        prompt = self._client.get_prompt(name)
        before = str(prompt.tags.get(BEFORE, "")) if prompt is not None else ""
        if not before:
            raise BadInput(f"production of {name} was never moved.", "Name the version: promote v1.")
        self.point(name, "production", before)
        return before

    def split(self, name: str, share: float) -> None:
        """Give that share of the users (0 to 1) the candidate. Raises BadInput where there is no candidate."""
        if share and not self._digest(name, "candidate"):
            raise BadInput(f"{name} has no candidate.", "Set one first: promote v2 --alias candidate.")
        self._client.set_prompt_tag(name, SHARE, f"{share:g}")

    def _digest(self, name: str, alias: str) -> str:
        version = self._pointed(name, alias)
        return str(version.tags.get(DIGEST, "")) if version is not None else ""

    def _pointed(self, name: str, alias: str) -> Any:
        """The version that an alias points to; None where it is not set. Other failures of the registry fly."""
        from mlflow.exceptions import MlflowException
        from mlflow.protos.databricks_pb2 import INVALID_PARAMETER_VALUE, RESOURCE_DOES_NOT_EXIST, ErrorCode

        unset = (ErrorCode.Name(INVALID_PARAMETER_VALUE), ErrorCode.Name(RESOURCE_DOES_NOT_EXIST))
        try:
            return self._client.get_prompt_version_by_alias(name, alias)
        except MlflowException as error:
            if error.error_code not in unset:
                raise
            return None


def named(entries: Sequence[Entry], file: str) -> Entry:
    """The newest registered version of a file, e.g. `v2` or `2`. Raises BadInput naming those that there are."""
    wanted = file if file.startswith("v") else f"v{file}"
    found = [e for e in entries if e.file == wanted]
    if not found:
        known = ", ".join(dict.fromkeys(e.file for e in entries)) or "none yet: run register"
        raise BadInput(f"There is no version {file!r}.", f"Registered are {known}.")
    return found[-1]


def _share(text: str | None) -> float:
    try:
        return min(1.0, max(0.0, float(text or 0)))
    except ValueError:
        return 0.0
