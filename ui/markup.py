"""Text of answers and data is shown as it is written, never read as markup."""

from __future__ import annotations

import re

_SIGNS = str.maketrans({sign: f"\\{sign}" for sign in "\\`*_{}[]<>#$:|~"})
_JOINER = "\u2060"
"""A character without width or meaning."""
_READ_INTO = re.compile(
    r"(?<=:)(?=//)"  # an address, which would be a link
    r"|(?<=\bwww)(?=\.)"
    r"|(?<=[\w.+-])(?=@\w)"
    r"|(?<=:)(?!\d{1,2}:)(?=[\w+-]+(?:/\w+)?:)"  # :smile: and :material/home:
    r"|(?:(?<=^[-<>~])|(?<=\s[-<>~]))(?=[-=>]>?(?:\s|$))",  # an arrow or a dash of signs
    re.IGNORECASE,
)
"""Places in plain text that the page would make a link, a picture or another sign of, even where Markdown's signs are
taken as themselves."""

_NO_SIGN = re.compile(r"(?<=[^\W_])\\_(?=[^\W_])|(?<=[^\s\\] )\\>(?= )")
"""An underscore inside of a word and “over” between two words are no signs: they stay as they are, for who hears a label that
is not read as markup."""


def plain(text: str) -> str:
    """The text on one line with every sign of Markdown taken as itself, and nothing in it made a link or a picture."""
    escaped = _READ_INTO.sub(_JOINER, " ".join(text.split())).translate(_SIGNS)
    return _NO_SIGN.sub(lambda found: found[0][-1], escaped)


def code(text: str) -> str:
    """The text on one line as code; a name with backticks in it keeps them."""
    line = " ".join(text.split())
    longest = max((len(run) for run in re.findall("`+", line)), default=0)
    fence = "`" * (longest + 1)
    return f"{fence} {line} {fence}" if longest else f"`{line}`"
