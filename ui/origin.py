"""Which database an answer came from, by the name that the page has for it."""

from __future__ import annotations

from data.store import StoredTurn
from ui import texts
from ui.markup import plain
from ui.shared import office


def origin(turn: StoredTurn) -> str:
    """The name; that it is not there any more where its database was deleted."""
    here = office()
    conversation = here.store.conversation(turn.conversation_id)
    if conversation is None:
        return ""
    name = here.databases().get(conversation.database)
    return plain(name) if name is not None else texts.DATA_GONE
