"""The page: a conversation about data. It draws what is kept and what is happening, and decides nothing else."""

from __future__ import annotations

from ui.page import page

page()
