"""`python -m agents prompts`: versions of prompts, which are in force, and for whom.

    python -m agents prompts list
    python -m agents prompts register
    python -m agents prompts promote v2 [--alias production|candidate]
    python -m agents prompts rollback
    python -m agents prompts split 20%
    python -m agents prompts arm USER [USER ...]

Running processes follow within half a minute; those with the same CANDOR_HOME at their next question.
"""

from __future__ import annotations

import argparse
import json
import os
from typing import TextIO

from agents.build import PROMPT
from agents.prompt import versions
from agents.prompt_choice import arm_of, keep, kept_file
from agents.prompt_registry import PromptRegistry, Standing, named
from agents.settings import Settings, from_environment
from agents.telemetry import MlflowTelemetry
from data.door import Parser
from data.errors import BadInput


def add_to(doors: argparse._SubParsersAction[Parser]) -> None:
    """The commands, as doors of `python -m agents`."""
    door = doors.add_parser("prompts", help="versions of prompts: list, register, promote, rollback, split, arm")
    door.add_argument("--prompt", default=PROMPT, help=argparse.SUPPRESS)
    whats = door.add_subparsers(dest="what", required=True, parser_class=Parser)
    listing = whats.add_parser("list", help="all registered versions and what is in force")
    listing.add_argument("--json", action="store_true", help="one JSON object")
    whats.add_parser("register", help="put the files that are not registered yet into the registry")
    promoting = whats.add_parser("promote", help="point production, or the candidate, to a version")
    promoting.add_argument("version", metavar="VERSION", help="e.g. v2")
    promoting.add_argument("--alias", choices=("production", "candidate"), default="production")
    whats.add_parser("rollback", help="point production to the version before")
    splitting = whats.add_parser("split", help="give a share of the users the candidate")
    splitting.add_argument("share", type=share, metavar="SHARE", help="e.g. 20%% or 0.2; 0 ends the test")
    arms = whats.add_parser("arm", help="which arm a user is in")
    arms.add_argument("users", nargs="+", metavar="USER")


def share(text: str) -> float:
    """`20%` or `0.2` as 0.2; a ValueError, which the parser tells, for anything else."""
    number = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    if not 0 <= number <= 1:
        raise ValueError(text)
    return number


def run(given: argparse.Namespace, out: TextIO) -> int:
    """Do what was asked; raises CandorError with what to do instead."""
    settings = from_environment(os.environ)
    registry, name = registry_of(settings), given.prompt
    if given.what == "register":
        new = registry.register(name)
        print("\n".join(f"registered {p.label}" for p in new) or "Every version is registered already.", file=out)
    else:
        registry.register(name)
    match given.what:
        case "promote":
            entry = named(registry.entries(name), given.version)
            registry.point(name, given.alias, entry.digest)
        case "rollback":
            registry.roll_back(name)
        case "split":
            registry.split(name, given.share)
    standing = registry.standing(name)
    keep(kept_file(settings.home, name), standing)
    match given.what:
        case "arm":
            for user in given.users:
                print(f"{user}: {arm_of(name, user, standing)}", file=out)
        case "list" if given.json:
            print(json.dumps(_listed(registry, name, standing)), file=out)
        case _:
            print(_table(registry, name, standing), file=out)
    return 0


def registry_of(settings: Settings) -> PromptRegistry:
    """The registry in the store that the traces go to. Raises BadInput where there is none."""
    if not settings.tracing:
        raise BadInput("CANDOR_TRACING is off, so there is no registry.", "Switch it on, or leave it unset.")
    store = MlflowTelemetry(settings.home, settings.tracking_uri)
    return PromptRegistry(store.uri, store.experiment)


def _listed(registry: PromptRegistry, name: str, standing: Standing) -> dict[str, object]:
    entries = [
        {"version": e.file, "digest": e.digest, "number": e.number, "aliases": list(e.aliases)}
        for e in registry.entries(name)
    ]
    return {"prompt": name, "versions": entries, "candidate_share": standing.share}


def _table(registry: PromptRegistry, name: str, standing: Standing) -> str:
    here = {p.digest for p in versions(name)}
    lines = []
    for entry in registry.entries(name):
        missing = "" if entry.digest in here else "  (no such file here)"
        lines.append(f"{name}/{entry.file}#{entry.digest}  {', '.join(entry.aliases)}{missing}".rstrip())
    shared = f"{standing.share:.0%} of the users get the candidate" if standing.candidate and standing.share else ""
    return "\n".join([*lines, *([shared] if shared else [])])
