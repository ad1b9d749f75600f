"""The page on recorded Steps, without a browser (Streamlit's own AppTest)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from streamlit.testing.v1 import AppTest

from agents.conversations import Conversations, Job
from agents.start import Start
from data.errors import BadSettings, ErrorClass
from data.shelf import Shelf
from data.store import Store, open_store
from tests.ui.recorded import BANNED, LISTING, MONTHS, SCHEMA, TOTAL, VAGUE, Recorded
from ui import texts
from ui.shared import Office, hand_over

SCRIPT = Path(__file__).resolve().parents[2] / "ui" / "main.py"


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Office]:
    services = Recorded(tmp_path)
    store: Store = open_store(tmp_path)
    start = Start()
    start.done.set()
    made = Office(
        services,
        Conversations(services, store),
        start,
        Shelf(store.engine),
        lambda trace: f"http://127.0.0.1:5000/#/{trace}",
    )
    hand_over(made)
    yield made
    store.close()


def _open(**query: str) -> AppTest:
    page = AppTest.from_file(str(SCRIPT), default_timeout=20)
    for name, value in query.items():
        page.query_params[name] = value
    page.run()
    assert not page.exception
    return page


def _asked(here: Office, question: str) -> AppTest:
    """The page of a conversation in which the question has been answered."""
    job = here.conversations.start(question, here.services.user())
    if isinstance(job, Job):
        job.end()
        waited = threading.Event()
        while here.conversations.running:
            waited.wait(0.01)
    return _open(c=job.conversation_id)


def _text(page: AppTest) -> str:
    """All text of the page, escapes of Markdown taken away."""
    parts = [
        *page.markdown,
        *page.caption,
        *page.warning,
        *page.error,
        *page.info,
        *page.header,
        *page.text,
        *page.success,
    ]
    return "\n".join(str(p.value) for p in parts).replace("\\", "")


def test_the_empty_page_names_the_data_and_offers_questions(here: Office) -> None:
    page = _open()
    assert SCHEMA.title in _text(page)
    assert "17 June 2026" in _text(page)
    assert [b.label for b in page.button if b.key and b.key.startswith("try-")]


def test_a_question_from_the_box_is_answered_on_the_page(here: Office) -> None:
    page = _open()
    page.chat_input[0].set_value(TOTAL).run()
    assert not page.exception
    assert "Revenue: 18,230,112.35 EUR." in _text(page)
    assert [m.value for m in page.metric] == ["€18,230,112.35"]


def test_a_suggestion_is_asked_by_one_click(here: Office) -> None:
    page = _open()
    next(b for b in page.button if b.label == "How many orders are there?").click().run()
    assert not page.exception
    assert texts.FAILURES["not_in_data"][0] in _text(page)


def test_an_answer_shows_sentence_warning_sql_and_receipt(here: Office) -> None:
    page = _asked(here, MONTHS)
    shown = _text(page)
    assert "Revenue rose from 700,000 EUR" in shown
    assert "June 2026 is not over" in shown
    assert "Revenue is net of returns." in shown
    assert [t.label for t in page.tabs] == [texts.TAB_CHART, texts.TAB_TABLE, texts.TAB_SQL, texts.TAB_HOW]
    turn = here.store.turns(here.store.conversations("local")[0].id)[0]
    page.session_state[f"tabs-{turn.id}-4"] = texts.TAB_SQL
    page.run()
    assert any("DATE_TRUNC" in c.value for c in page.code)
    page.session_state[f"tabs-{turn.id}-4"] = texts.TAB_TABLE
    page.run()
    assert len(page.dataframe[0].value) == 18


def test_cut_rows_are_said_to_be_cut(here: Office) -> None:
    assert "there are more" in _text(_asked(here, LISTING))


def test_text_of_the_data_is_shown_as_it_is_and_not_as_markup(here: Office) -> None:
    page = _asked(here, LISTING)
    assert any("\\*South\\*" in str(m.value) for m in page.header)


def test_a_clarifying_question_has_its_readings_with_their_figures_as_buttons(here: Office) -> None:
    page = _asked(here, VAGUE)
    assert "Which thing do you mean?" in _text(page)
    assert any(b.label == "Revenue by region" for b in page.button)
    next(b for b in page.button if b.label.replace("\\", "") == "Revenue by month: 18 rows").click().run()
    assert "Revenue rose" in _text(page)


@pytest.mark.parametrize(("question", "head"), [(BANNED, "not_allowed"), ("Who is the king?", "not_in_data")])
def test_a_refusal_or_failure_says_its_class_and_next_step_and_keeps_the_question(
    here: Office, question: str, head: str
) -> None:
    page = _asked(here, question)
    shown = _text(page)
    assert texts.FAILURES[head][0] in shown
    assert texts.FAILURES[head][1] in shown
    assert question in shown
    assert any(b.label == texts.AGAIN for b in page.button)


def test_every_error_class_has_words_of_its_own() -> None:
    assert set(texts.FAILURES) == set(get_args(ErrorClass))
    assert len({head for head, _ in texts.FAILURES.values()}) == len(texts.FAILURES)


def test_an_interrupted_question_is_there_after_a_restart_and_asked_again_by_one_click(here: Office) -> None:
    conversation = here.store.open_conversation("local", TOTAL, "demo")
    here.store.start_turn(conversation.id, TOTAL)
    page = _open(c=conversation.id)
    assert texts.LOST in _text(page)
    next(b for b in page.button if b.label == texts.AGAIN).click().run()
    assert "Revenue: 18,230,112.35 EUR." in _text(page)


def test_somebody_elses_conversation_is_not_shown(here: Office) -> None:
    other = here.store.open_conversation("bob", "secret plans", "demo")
    here.store.start_turn(other.id, "secret plans")
    assert "secret plans" not in _text(_open(c=other.id))


def test_a_link_to_an_answer_that_is_not_there_says_so_and_shows_the_conversation(here: Office) -> None:
    page = _asked(here, TOTAL)
    conversation = here.store.conversations("local")[0]
    turn = here.store.turns(conversation.id)[0]
    assert texts.NO_SUCH_ANSWER not in _text(page)
    assert texts.NO_SUCH_ANSWER not in _text(_open(c=conversation.id, a=turn.id))
    shown = _text(_open(c=conversation.id, a="nowhere"))
    assert texts.NO_SUCH_ANSWER in shown
    assert "18,230,112.35" in shown


def test_the_database_of_the_address_is_taken_where_it_is_one_of_the_persons_own(here: Office) -> None:
    page = _open(d="mine")
    assert texts.NO_DATA_HEAD in _text(page)
    assert page.query_params["d"] == "mine"
    page = _open(d="../../secrets")
    assert SCHEMA.title in _text(page)
    assert "d" not in page.query_params


def test_earlier_conversations_are_listed_and_opened(here: Office) -> None:
    _asked(here, TOTAL)
    page = _open()
    kept = here.store.conversations("local")[0]
    next(b for b in page.button if b.key == f"open-{kept.id}").click().run()
    assert "18,230,112.35" in _text(page)


def test_tables_are_searched_by_their_columns(here: Office) -> None:
    page = _open()
    page.session_state["tables"] = True
    page.run()
    page.text_input(key="table-search").set_value("segment").run()
    labels = [e.label for e in page.expander]
    assert any(label.startswith("customers") for label in labels)
    assert not any(label.startswith("orders") for label in labels)


def test_my_data_without_a_file_says_how_to_add_one(here: Office) -> None:
    page = _open()
    page.session_state["database"] = "mine"
    page.run()
    assert texts.NO_DATA_HEAD in _text(page)
    assert page.chat_input[0].disabled


def test_a_start_that_failed_says_why_and_what_to_do(here: Office) -> None:
    here.start.error = BadSettings("The policy names a table x that is not there.", "Correct it.")
    shown = _text(_open())
    assert "names a table x" in shown
    assert "Correct it." in shown


def test_a_thumb_down_asks_for_the_reason_and_keeps_it(here: Office) -> None:
    page = _asked(here, TOTAL)
    turn = here.store.turns(here.store.conversations("local")[0].id)[0]
    page.feedback(key=f"thumb-{turn.id}").set_value(0).run()
    assert here.store.feedback(turn.id) == ("down", "")
    assert any(i.label == texts.WHY_WRONG for i in page.text_input)
