"""The process: one set of services, the page and the routes. `streamlit run app.py`."""

from __future__ import annotations

import gc
import os
from functools import partial

import streamlit as st

from agents import links, logs
from agents.admission import Admission
from agents.build import Services
from agents.conversations import Conversations
from agents.endpoint_choice import with_choice
from agents.forgetting import sweep_daily
from agents.settings import from_environment
from agents.start import Start
from data.errors import BadSettings
from data.shelf import Shelf
from data.store import open_store
from serve.routes import routes
from ui.shared import Office, hand_over


def opened() -> Services:
    """The services as the environment sets them; a wrong setting ends the process with its remedy."""
    try:
        settings = with_choice(from_environment(os.environ), os.environ)
        logs.configure(settings.log)
        return Services(settings, progress=start.tell)
    except BadSettings as error:
        raise SystemExit(f"Candor cannot start. {error}") from None


start = Start()
services = opened()
conversations = Conversations(services, open_store(services.settings.home), Admission(services.settings.traffic))


def warm_up() -> None:
    """What the first question would wait for."""
    services.view()
    services.telemetry.flush()
    links.trace_page("", services.telemetry, "none")
    sweep_daily(services, conversations.store)
    # What has been loaded by now stays: a collection need not look through it each time.
    gc.collect()
    gc.freeze()


start.run(warm_up)
trace_page = partial(links.trace_page, services.settings.mlflow_page, services.telemetry)
hand_over(Office(services, conversations, start, Shelf(conversations.store.engine), trace_page, services))
app = st.App("ui/main.py", routes=routes(services, conversations, start))
