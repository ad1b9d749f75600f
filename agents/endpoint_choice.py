"""The model and endpoint that somebody chose in the page, kept in a file that only the owner of the process can read.

What the environment names goes before it. The key is written and never shown again.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from agents.model_settings import ModelSetting, Route
from agents.settings import Settings
from data.errors import BadInput, BadSettings

FILE = "endpoint.json"
NAMED = ("CANDOR_MODEL", "OPENAI_MODEL", "OPENAI_API_KEY", "OPENAI_BASE_URL", "AZURE_OPENAI_ENDPOINT")
"""Variables by which the environment says which model it wants."""


def named_outside(env: Mapping[str, str]) -> str:
    """The first variable that names a model; empty when the choice is the page's."""
    return next((name for name in NAMED if env.get(name, "").strip()), "")


def checked(model: str, base_url: str, api_key: str) -> ModelSetting:
    """What somebody typed as a setting. Raises BadInput naming what is missing or wrong; the key is in no message."""
    model, base_url, api_key = model.strip(), base_url.strip(), api_key.strip()
    if not model:
        raise BadInput("There is no model named.", "Write its name as the endpoint knows it, e.g. gpt-5-mini.")
    where = urlsplit(base_url)
    if base_url and (where.scheme not in ("http", "https") or not where.hostname):
        raise BadInput("The address of the endpoint cannot be used.", "It begins with https:// or http://.")
    if where.username or where.password:
        raise BadInput("The address of the endpoint holds a password.", "Write the key into its own field.")
    if not base_url and not api_key:
        raise BadInput("There is neither a key nor an address.", "Type the key, or the address of a compatible server.")
    if not api_key.isascii() or any(c.isspace() for c in api_key):
        raise BadInput("The key holds a sign that no key has.", "Copy it again, without spaces around it.")
    return ModelSetting(model, base_url, api_key)


def keep(home: Path, setting: ModelSetting) -> None:
    """Write it whole or not at all, readable by the owner alone."""
    home.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{FILE}-", dir=home)  # made with mode 0600
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump({"model": setting.model, "base_url": setting.base_url, "api_key": setting.api_key}, file)
    Path(name).replace(home / FILE)


def kept(home: Path) -> ModelSetting | None:
    """What was chosen, None when nothing was. Raises BadSettings for a file that others may read or that is no such file."""
    path = home / FILE
    if not path.exists():
        return None
    if path.stat().st_mode & 0o077:
        raise BadSettings(
            f"{FILE} may be read by others than its owner.", f"Run chmod 600 on it, or delete it: {path}."
        )
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        return ModelSetting(str(held["model"]), str(held["base_url"]), str(held["api_key"]))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError, KeyError, TypeError):
        raise BadSettings(f"{FILE} cannot be read.", f"Delete it and choose the model again: {path}.") from None


def forget(home: Path) -> None:
    (home / FILE).unlink(missing_ok=True)


def over(settings: Settings, setting: ModelSetting) -> Settings:
    """The settings with that model, and no other beside it."""
    return replace(
        settings, model=setting.model, base_url=setting.base_url, api_key=setting.api_key,
        api_version=setting.api_version, light=None, fallback=None, route=Route(),
    )  # fmt: skip


def with_choice(settings: Settings, env: Mapping[str, str]) -> Settings:
    """The settings with what was chosen in the page, unless the environment names a model. Raises BadSettings."""
    if name := named_outside(env):
        return replace(settings, model_named=name)
    chosen = kept(settings.home)
    return settings if chosen is None else over(settings, chosen)
