"""Reading one environment variable: a value of the right kind, or BadSettings naming the variable, its value and the remedy."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from pathlib import Path

from data.errors import BadSettings

Env = Mapping[str, str]


def word(env: Env, name: str, default: str = "") -> str:
    return env.get(name, "").strip() or default


def file(env: Env, name: str) -> Path | None:
    """An existing file, or None when the variable is not set."""
    text = word(env, name)
    if not text:
        return None
    path = Path(text).expanduser()
    if not path.is_file():
        raise BadSettings(
            f"{name} names {text!r}, and there is no such file.", "Correct the path or unset the variable."
        )
    return path


def number(env: Env, name: str, default: int, least: int = 1) -> int:
    text = word(env, name)
    if not text:
        return default
    if not text.isascii() or not text.isdigit() or int(text) < least:
        raise BadSettings(
            f"{name} is {text!r}.", f"It must be a whole number from {least} on; the default is {default}."
        )
    return int(text)


def limit(env: Env, name: str) -> int | None:
    """A whole number above 0, or None for no limit."""
    return number(env, name, 0) or None


def amount(env: Env, name: str, default: float | None, most: float | None = None) -> float | None:
    """A number that is not negative, with a point; `most` is the highest that makes sense."""
    text = word(env, name)
    if not text:
        return default
    wanted = "a number from 0 on" if most is None else f"a number from 0 to {most:g}"
    try:
        made = float(text)
    except ValueError:
        made = -1.0
    if not isfinite(made) or made < 0 or (most is not None and made > most):
        told = "none" if default is None else f"{default:g}"
        raise BadSettings(f"{name} is {text!r}.", f"It must be {wanted}; the default is {told}.")
    return made


def flag(env: Env, name: str, default: bool) -> bool:
    text = word(env, name).lower()
    if not text:
        return default
    if text in ("1", "on", "true", "yes"):
        return True
    if text in ("0", "off", "false", "no"):
        return False
    raise BadSettings(f"{name} is {text!r}.", "It must be on or off.")


def pairs(env: Env, name: str) -> dict[str, str]:
    """`region=west,team=a` as a mapping."""
    made = {}
    for part in filter(None, (p.strip() for p in env.get(name, "").split(","))):
        key, equals, value = part.partition("=")
        if not equals:
            raise BadSettings(f"{name} holds {part!r}.", "Write KEY=VALUE, several with commas between them.")
        made[key.strip()] = value.strip()
    return made


def listed(env: Env, name: str) -> tuple[str, ...]:
    """Words with commas between them."""
    return tuple(w.strip() for w in env.get(name, "").split(",") if w.strip())
