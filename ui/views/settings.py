"""The view of the settings: which model answers, what the policy lets this user see, how things are written, what is kept."""

from __future__ import annotations

import streamlit as st

from agents.access import in_words
from agents.build import Services
from data.errors import CandorError
from data.types import User
from ui import texts
from ui.acts import told
from ui.endpoint import endpoint
from ui.habits import habits
from ui.housekeeping import housekeeping
from ui.markup import plain
from ui.shared import Office, database_in_use, office
from ui.sidebar import model
from ui.written import written


def settings() -> None:
    """What is in force in this process and for this person, in words, with what can be changed."""
    here = office()
    st.header(texts.VIEW_SETTINGS)
    told()
    behind = here.behind
    if behind is None:
        model(here)
        return
    st.subheader(texts.SET_MODEL, anchor=False)
    endpoint(behind)
    st.subheader(texts.SET_ACCESS, anchor=False)
    _access(here, behind)
    st.subheader(texts.SET_WRITTEN, anchor=False)
    written(here)
    st.subheader(texts.SET_HABITS, anchor=False)
    habits(here, behind)
    st.subheader(texts.SET_KEPT, anchor=False)
    housekeeping(here, behind)


def _access(here: Office, behind: Services) -> None:
    """The policy of the data in use, for the role in force."""
    database, user = here.database(database_in_use()), behind.user()
    if database is not None and not database.exists():
        st.markdown(texts.ACCESS_OWN)
        return
    try:
        st.markdown("\n".join(f"- {plain(line)}" for line in _lines(behind, user)))
    except CandorError as error:
        st.warning(f"{plain(error.what)}\n\n{plain(error.hint)}", icon=":material/warning:")


def _lines(behind: Services, user: User) -> tuple[str, ...]:
    desk = behind.desk(office().database(database_in_use()))
    bench = desk.bench(user)
    return in_words(bench.role, user, desk.warehouse.schema(), bench.schema)
