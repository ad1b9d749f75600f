"""The badge of an answer: who vouches for it, whose SQL it is, or how sure Candor is."""

from __future__ import annotations

from typing import Any, Literal

import streamlit as st

from agents.evidence.sure import Level, level
from ui import texts
from ui.markup import plain

_LOOKS: dict[Level, tuple[str | None, Literal["green", "blue", "orange", "gray"]]] = {
    "sure": (":material/check:", "green"),
    "fairly": (":material/check:", "blue"),
    "unsure": (":material/help:", "orange"),
    "unrated": (None, "gray"),
}


def badge(told: dict[str, Any], given: bool, saved: bool) -> None:
    """`given` is whether the SQL was no model's, `saved` whether it is a saved question's."""
    if by := (told.get("receipt") or {}).get("verified_by"):
        st.badge(texts.VERIFIED_BY.format(by=by), icon=":material/verified:", color="green")
    elif given and saved:
        st.badge(texts.SQL_SAVED, icon=":material/bookmark:", color="gray")
    elif given:
        st.badge(texts.SQL_YOURS, icon=":material/edit:", color="gray")
    else:
        found = level(told.get("confidence"))
        icon, colour = _LOOKS[found]
        st.badge(plain(told.get("sure") or texts.SURENESS[found]), icon=icon, color=colour)
