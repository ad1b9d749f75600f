"""The page on recorded Steps, for looking at it without a database: `streamlit run tests/ui/recorded_app.py`."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import streamlit as st  # noqa: E402  # the root must be on the path first

from agents.conversations import Conversations  # noqa: E402
from agents.start import Start  # noqa: E402
from data.shelf import Shelf  # noqa: E402
from data.store import open_store  # noqa: E402
from serve.routes import routes  # noqa: E402
from tests.ui.recorded import Recorded  # noqa: E402
from ui.shared import Office, hand_over  # noqa: E402

start = Start()
services = Recorded(Path(os.environ["CANDOR_HOME"]), pause=0.15)
conversations = Conversations(services, open_store(services.settings.home))


def first_start() -> None:
    """As long as is wanted, with its progress told."""
    seconds = float(os.environ.get("CANDOR_RECORDED_START", "0"))
    for tenth in range(int(seconds * 10)):
        start.tell("Making the demo warehouse", tenth / (seconds * 10))
        time.sleep(0.1)
    services.view()


start.run(first_start)
hand_over(Office(services, conversations, start, Shelf(conversations.store.engine)))
app = st.App(str(ROOT / "ui" / "main.py"), routes=routes(services, conversations, start))
