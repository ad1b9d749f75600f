"""The type of a column in plain words."""

from __future__ import annotations

from ui import texts


def type_in_words(name: str) -> str:
    """`DECIMAL(18,2)` as `number with 2 decimals`; a type that is rarer keeps its name."""
    if name.startswith("DECIMAL("):
        count = name.removesuffix(")").rpartition(",")[2].strip()
        return texts.TYPE_WORDS["BIGINT"] if count == "0" else texts.DECIMALS.format(count=count)
    return texts.TYPE_WORDS.get(name, name)
