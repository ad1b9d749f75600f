"""Text of answers and data is shown as it is written, never read as markup."""

from __future__ import annotations

_SIGNS = str.maketrans({sign: f"\\{sign}" for sign in "\\`*_{}[]<>#$:|~"})


def plain(text: str) -> str:
    """The text on one line with every sign of Markdown taken as itself."""
    return " ".join(text.split()).translate(_SIGNS)
