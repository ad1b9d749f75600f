"""What is changed and what is pressed may come to the server together: a button takes what is chosen when it is pressed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from agents.conversations import Conversations
from agents.start import Start
from data.shelf import Saved, Shelf
from data.store import open_store
from tests.ui.recorded import MONTHS, TOTAL, Recorded
from ui import texts
from ui.shared import Office, hand_over

STATEMENT = "SELECT sum(amount) AS revenue FROM orders WHERE region IN ('North', 'South') LIMIT 5"


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Office]:
    services = Recorded(tmp_path)
    store, start = open_store(tmp_path), Start()
    start.done.set()
    made = Office(services, Conversations(services, store), start, Shelf(store.engine))
    hand_over(made)
    yield made
    store.close()


def view_to_ask() -> None:
    from ui.views.ask import ask

    ask()


def view_of_saved() -> None:
    from ui.views.board import board

    board()


def quiet(page: AppTest) -> AppTest:
    """Draw the page; nothing may have broken."""
    page.run()
    assert not page.exception
    return page


def settled(here: Office) -> None:
    waited = threading.Event()
    while here.conversations.running:
        waited.wait(0.01)


def saved(here: Office) -> tuple[Saved, AppTest]:
    """A saved question, opened in its view."""
    kept = here.shelf.save("local", "Of two regions", TOTAL, "demo", STATEMENT)
    page = quiet(AppTest.from_function(view_of_saved, default_timeout=20))
    page.session_state[f"saved-{kept.id}"] = True
    return kept, quiet(page)


def test_a_saved_question_runs_with_the_values_chosen_just_before(here: Office) -> None:
    kept, page = saved(here)
    page.multiselect[0].set_value(["South"])
    page.number_input[0].set_value(3)
    page.button(key=f"run-{kept.id}").click()
    quiet(page)
    services = here.services
    assert isinstance(services, Recorded)
    assert services.statements == ["SELECT SUM(amount) AS revenue FROM orders WHERE region = 'South' LIMIT 3"]


def test_a_list_that_was_emptied_keeps_the_values_of_the_statement(here: Office) -> None:
    kept, page = saved(here)
    page.multiselect[0].set_value([])
    page.button(key=f"run-{kept.id}").click()
    quiet(page)
    services = here.services
    assert isinstance(services, Recorded)
    assert services.statements == [STATEMENT]


def test_a_saved_question_gets_the_title_typed_just_before(here: Office) -> None:
    kept, page = saved(here)
    page.text_input(key=f"title-{kept.id}").set_value("Of one region")
    page.button(key=f"rename-{kept.id}").click()
    quiet(page)
    assert [s.title for s in here.shelf.all("local")] == ["Of one region"]


def test_a_question_typed_right_after_choosing_other_data_is_about_those(here: Office) -> None:
    here.uploads().parent.mkdir(parents=True)
    here.uploads().touch()
    page = quiet(AppTest.from_function(view_to_ask, default_timeout=20))
    page.segmented_control(key="database-choice").set_value("mine")
    page.chat_input[0].set_value(TOTAL)
    quiet(page)
    settled(here)
    assert [c.database for c in here.store.conversations("local")] == ["mine"]


def test_a_question_typed_right_after_new_is_not_put_into_the_conversation_before(here: Office) -> None:
    page = quiet(AppTest.from_function(view_to_ask, default_timeout=20))
    page.chat_input[0].set_value(TOTAL)
    quiet(page)
    settled(here)
    page.button(key="new").click()
    page.chat_input[0].set_value(MONTHS)
    quiet(page)
    settled(here)
    assert sorted(c.title for c in here.store.conversations("local")) == sorted([TOTAL, MONTHS])


def test_two_choices_in_the_chart_menu_are_both_kept(here: Office) -> None:
    page = quiet(AppTest.from_function(view_to_ask, default_timeout=20))
    page.chat_input[0].set_value(MONTHS)
    quiet(page)
    settled(here)
    turn = here.store.turns(here.store.conversations("local")[0].id)[0]
    page.session_state[f"chart-menu-{turn.id}"] = True
    quiet(page)
    page.selectbox(key=f"chart-kind-{turn.id}").set_value("area")
    page.selectbox(key=f"chart-palette-{turn.id}").set_value("red")
    quiet(page)
    kept = here.store.turn(turn.id)
    assert kept is not None
    assert kept.view is not None
    assert (kept.view["chart"]["kind"], kept.view["chart"]["palette"]) == ("area", "red")
    assert texts.CHART_RESET in [b.label for b in page.button]
