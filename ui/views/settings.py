"""The view of the settings: which model answers, what the policy lets this user see, how things are written, what is kept."""

from __future__ import annotations

import streamlit as st

from agents.access import in_words
from agents.build import Services
from data.errors import CandorError
from ui import texts
from ui.acts import told
from ui.endpoint import endpoint
from ui.habits import habits
from ui.housekeeping import housekeeping
from ui.markup import plain
from ui.shared import Office, database_in_use, in_address, office
from ui.sidebar import databases, model
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
    st.subheader(texts.SET_WRITTEN, anchor=False)
    written(here)
    _about_data(here, behind)
    st.subheader(texts.SET_KEPT, anchor=False)
    housekeeping(here, behind)


def _about_data(here: Office, behind: Services) -> None:
    """What depends on the database, under the choice of it and with its name in the heads."""
    key = database_in_use()
    in_address(key)
    st.subheader(texts.SET_DATA, anchor=False)
    st.caption(texts.SET_DATA_BODY)
    databases(here, key, lambda _conversation: None)
    name = plain(here.databases().get(key, key))
    st.markdown(f"#### {texts.SET_ACCESS.format(database=name)}")
    _access(here, behind, key)
    st.markdown(f"#### {texts.SET_HABITS.format(database=name)}")
    habits(here, behind)


def _access(here: Office, behind: Services, key: str) -> None:
    """The policy of these data, for the role in force."""
    database = here.database(key)
    if database is not None:
        st.markdown(texts.ACCESS_OWN)
    if database is not None and not database.exists():
        return
    try:
        desk, user = behind.desk(database), behind.user()
        bench = desk.bench(user)
        lines = in_words(bench.role, user, desk.warehouse.schema(), bench.schema)
    except CandorError as error:
        st.warning(f"{plain(error.what)}\n\n{plain(error.hint)}", icon=":material/warning:")
        return
    st.markdown("\n".join(f"- {plain(line)}" for line in lines))
