"""What the process shares with every page session: one Office, handed over by `app.py` before the first page is drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

import streamlit as st

from agents.arriving import database_name
from agents.build import Services as Whole
from agents.conversations import Asking, Conversations
from agents.settings import Settings
from agents.start import Start
from data.errors import CandorError
from data.shelf import Shelf
from data.store import Store
from data.types import Schema, User
from ui import texts

Database = Literal["demo", "mine"]


class Desk(Protocol):
    @property
    def database(self) -> Path: ...


class Services(Asking, Protocol):
    """What the page needs of `agents.build.Services`."""

    @property
    def settings(self) -> Settings: ...

    def user(self) -> User: ...

    def desk(self, database: Path | None = None) -> Desk: ...

    def view(self, user: User | None = None, database: Path | None = None) -> Schema: ...


@dataclass(frozen=True)
class Office:
    """The services, the conversations and the first start of this process."""

    services: Services
    conversations: Conversations
    start: Start
    shelf: Shelf
    trace_page: Callable[[str], str] = lambda _trace_id: ""
    """A trace's id -> the address of its page in MLflow; empty when there is none."""
    behind: Whole | None = None
    """The services with all that the pages behind the conversation need; None where Steps are only played."""

    @property
    def store(self) -> Store:
        return self.conversations.store

    def database(self, key: str) -> Path | None:
        """The file of a database; None is the configured one or the demo warehouse."""
        kind, _, name = key.partition(":")
        if kind != "mine":
            return None
        return self.uploads().with_name(f"{database_name(name)}.duckdb") if database_name(name) else self.uploads()

    def databases(self) -> dict[str, str]:
        """The databases to choose from, by key: everybody's, the person's own, and others that the person has made."""
        first = texts.CONFIGURED if self.services.settings.database else texts.DEMO
        mine = sorted(self.uploads().parent.glob("*.duckdb"))
        more = {f"mine:{f.stem}": f.stem.replace("-", " ").capitalize() for f in mine if f != self.uploads()}
        return {"demo": first, "mine": texts.MINE} | more

    def uploads(self) -> Path:
        """The user's own database; it may not be there yet."""
        return self.services.settings.home / "uploads" / self.services.user().id / "data.duckdb"


_office: list[Office] = []


def hand_over(office: Office) -> None:
    """Called once by whoever composes the process."""
    _office[:] = [office]


def office() -> Office:
    if not _office:
        raise RuntimeError("The page was started without its services: use `streamlit run app.py`.")
    return _office[0]


IN_ADDRESS = "d"
"""What of the address names the database."""


def database_in_use() -> str:
    """The key of the database that this session is about: `demo` (or the configured one), `mine` or another of one's own.
    A session that has chosen none takes the one that the address names."""
    if "database" not in st.session_state:
        named = st.query_params.get(IN_ADDRESS, "")
        st.session_state["database"] = named if named in office().databases() else "demo"
    return str(st.session_state["database"])


def in_address(key: str) -> None:
    """Have the address name the database, so that a page that is loaded anew is about the same one."""
    named = "" if key == "demo" else key
    if named != st.query_params.get(IN_ADDRESS, ""):
        if named:
            st.query_params[IN_ADDRESS] = named
        else:
            del st.query_params[IN_ADDRESS]


def schema_of(here: Office, key: str) -> Schema | None:
    """The role's view of the database; None while there is nothing in it, and, with its reason shown, when it cannot be read."""
    database = here.database(key)
    if database is not None and not database.exists():
        return None
    try:
        return here.services.view(database=database)
    except CandorError as error:
        st.error(f"{error.what}\n\n{error.hint}", icon=":material/error:")
        return None


CAME_FROM = "came-from"
"""Where the frame keeps the path of the view that was drawn before; empty for the one to ask in, and for none."""
ASK_PAGE = "ask-page"
"""Where the frame keeps the page to ask in, for those who lead there."""


def open_conversation(conversation_id: str) -> None:
    """Go to the view to ask in, at that conversation."""
    st.switch_page(st.session_state[ASK_PAGE], query_params={"c": conversation_id})
