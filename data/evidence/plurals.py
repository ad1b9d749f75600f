"""What the rows of a table are called, one and several."""

from __future__ import annotations

from data.types import Table


def plural(table: Table) -> str:
    """What several rows of a table are called: `orders`, `order items`; a name with a number in it is no word to bend."""
    return several(words_of(table.title or table.name.rpartition(".")[2]))


def several(word: str) -> str:
    """`patients` for `patient`, `cities` for `city`."""
    if word.endswith("s") or any(c.isdecimal() for c in word):
        return word
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return f"{word[:-1]}ies"
    return f"{word}es" if word.endswith(("x", "ch", "sh", "z")) else f"{word}s"


def singular(table: Table) -> str:
    """What one row of a table is called: `order`, `order item`, `category`."""
    word = words_of(table.title or table.name.rpartition(".")[2])
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def words_of(name: str) -> str:
    text = name.replace("_", " ").strip()
    text = text.removesuffix(" id") or text
    if text.isupper():
        return text if len(text) <= 4 else text.lower()
    return text[:1].lower() + text[1:]
