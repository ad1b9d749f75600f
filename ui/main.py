"""The script that Streamlit runs for every view: the frame, then the view that the address names."""

from __future__ import annotations

from ui.frame import frame

frame()
