"""Every text that the page shows, in one voice. `{}` places are filled by the page."""

from __future__ import annotations

from typing import Final

NAME: Final = "Candor"

# The views
VIEW_ASK: Final = "Ask"
VIEW_BOARD: Final = "Saved & board"
VIEW_DATA: Final = "Data"
VIEW_ADMIN: Final = "Teach"
VIEW_SETTINGS: Final = "Settings"

# Saved questions and the board
BOARD_NONE: Final = "Nothing is saved yet. Under an answer, “Save” keeps its question here and pins it to the board."
SAVED_ALL: Final = "Saved questions"
SAVED_SEARCH: Final = "Search saved questions"
SAVED_NOT_FOUND: Final = "No saved question has these words."
SAVED_DELETE: Final = "Delete it"
REFRESH: Final = "Refresh"
REFRESH_ALL: Final = "Refresh all"
PIN: Final = "Pin"
UNPIN: Final = "Unpin"
MORE: Final = "More"
RENAME: Final = "Rename"
OPEN: Final = "Ask on"
ROWS_AT_MOST: Final = "Rows at most"
DATA_UNTIL: Final = "Data up to {day} · "
RUN_AT: Final = "run {when}"
NEVER_RUN: Final = "Not run yet"
JUST_NOW: Final = "just now"
MINUTES_AGO: Final = "{count} min ago"
HOURS_AGO: Final = "{count} h ago"
DAYS_AGO: Final = "{count} days ago"

# Teaching
ADMIN_BODY: Final = "What you say here, Candor knows from the next question on."
ADMIN_ONLY: Final = "Only the role admin may teach what everybody works with (whoever runs Candor gives it with `CANDOR_ROLES`). Over your own data you may: choose “My data”."
TEACH_FAILED: Final = "Unanswered"
TEACH_REVIEW: Final = "To review"
TEACH_VERIFIED: Final = "Verified"
TEACH_WORDS: Final = "Words"
TEACH_METRICS: Final = "Metrics"
FAILED_EACH: Final = "Each question"
REMEDIES: Final = "What would help most"
REMEDY_WORDS: Final = "Not understood: {words}. Add each as a synonym of the column or metric that it means."
REMEDY_COLUMNS: Final = "Describe in **{table}**: {columns}"
REMEDY_GO: Final = "Describe {table}"
REMEDY_NEAR: Final = "Near this question and without a description: {columns}"
REMEDY_WORDING: Final = "**Remedy:** describe the columns it is about, add its words as synonyms, or suggest the SQL."
REMEDIES_BY_REASON: Final[dict[str, str]] = {
    "not_allowed": "**Remedy:** the policy keeps this from the role. Change the policy file if it should not.",
    "timed_out": "**Remedy:** raise the role’s seconds in the policy file, or add a narrower metric or table.",
    "too_expensive": "**Remedy:** raise the role’s limits in the policy file, or add a narrower table.",
    "model_unavailable": "**Remedy:** look at the endpoint under “Settings”.",
    "bad_settings": "**Remedy:** whoever runs Candor must correct the setting that is named.",
    "busy": "**Remedy:** allow more questions at once, or run one more Candor.",
    "cancelled": "**Remedy:** none needed: the person stopped it.",
    "internal": "**Remedy:** the log says what broke; report it.",
    "off_topic": "**Remedy:** none needed, if it is indeed not about these data.",
    "injection": "**Remedy:** none needed: it tried to change the rules.",
    "change_data": "**Remedy:** none needed: Candor only reads.",
    "abuse": "**Remedy:** none needed.",
    "nonsense": "**Remedy:** none needed.",
    "empty": "**Remedy:** none needed.",
    "too_long": "**Remedy:** none needed.",
}
REVIEW_NONE: Final = "Nothing waits for review. Under an answer, “Correct it” sends a suggestion here."
SUGGESTED: Final = "Suggested by {by}, {when}"
MEANT: Final = "What was meant: {text}"
UNDER: Final = "Written under these rules of access, which may stand in the SQL: {rules}. Take them out: the rules of whoever asks are added by themselves."
QUESTION: Final = "Question"
APPROVE: Final = "Approve"
APPROVED: Final = "Approved. The same question is answered by this SQL from now on."
DECLINE: Final = "Decline"
DECLINED: Final = "Declined. It is used nowhere."
VERIFIED_NONE: Final = "No question is verified yet."
VERIFIED_BY: Final = "Verified by {by}"
VOUCHED: Final = "Verified by {owner}, {day}"
SUSPENDED: Final = "suspended"
SUSPENDED_WHY: Final = "Not used now. {why} Correct the SQL if needed and verify it again, or withdraw it."
VOUCH_AGAIN: Final = "Verify again"
WITHDRAW: Final = "Withdraw"
WITHDRAWN: Final = "Withdrawn. The question is answered without it from now on."
CORRECT: Final = "Correct it"
CORRECT_HOW: Final = "Edit the SQL, or say what was meant. A reviewer looks at it before anybody gets it."
CORRECT_QUESTION: Final = "The question it answers, complete"
CORRECT_MEANT: Final = "What was meant"
CORRECT_MEANT_HINT: Final = "For example: revenue is after returns"
CORRECT_SQL: Final = "The right SQL"
CORRECT_SEND: Final = "Send to the reviewer"
CORRECT_SENT: Final = "Thank you. It waits under “Teach” for a reviewer."
TABLE_ABOUT: Final = "What one row is, and what to know about the table"
SYNONYMS_COMMAS: Final = "Also called, with commas between"
UNIT: Final = "Unit"
PRIVATE_HELP: Final = "Personal or secret: no values are shown, indexed or sent to a model."
WORDS_SAVE: Final = "Save the words"
WORDS_SAVED: Final = "Saved. Candor knows these words from now on."
METRIC_NEW: Final = "Define a metric"
METRIC_NAME: Final = "Name, as people say it"
METRIC_TITLE: Final = "Title"
METRIC_TABLE: Final = "Table whose rows it counts"
METRIC_EXPRESSION: Final = "Formula"
METRIC_EXPRESSION_HINT: Final = "sum(orders.amount)"
METRIC_FILTER: Final = "Only rows where (may be empty)"
METRIC_TIME: Final = "Its date, as table.column (may be empty)"
METRIC_SAVE: Final = "Save the metric"
METRIC_SAVED: Final = "The metric {name} is saved."
METRIC_REMOVE: Final = "Take it out"
METRIC_REMOVED: Final = "The metric {name} is taken out."
ADMIN_NONE: Final = "Every question of late was answered."

# Asking
PLACEHOLDER: Final = "Ask about {title}, for example “{example}”"
PLACEHOLDER_PLAIN: Final = "Ask a question about your data"
EMPTY_HEAD: Final = "What would you like to know?"
EMPTY_BODY: Final = (
    "Ask in plain words about **{title}**: {tables} tables{until}. Every answer comes with its SQL and its evidence."
)
UNTIL: Final = ", data up to {day}"
TRY: Final = "Try one of these"
NO_DATA_HEAD: Final = "Add your data first"
NO_DATA_BODY: Final = "Add CSV, Excel, JSON, Parquet, SQLite or DuckDB files at the left. They stay on this machine."
STOP: Final = "Stop"
STOPPING: Final = "Stopping…"
AGAIN: Final = "Ask again"
LOST: Final = "This question was interrupted before it was answered. Nothing else was lost."
INTERRUPTED: Final = "Interrupted before they were answered:"
ELSEWHERE: Final = "There is no such conversation. A new one is open."
STARTING: Final = "Getting ready"
STARTING_BODY: Final = "The first start makes a demo warehouse of a million rows. It takes about half a minute, once."
NOT_STARTED: Final = "Candor could not start"

# Steps, while they happen
WORKING: Final = "Working on it · {seconds:.0f} s{spent}"
SPENT: Final = " · {tokens} tokens{money}"
MONEY: Final = " · ${cost:.4f}"
SCREENED: Final = "Read the question"
FOUND_NOTHING: Final = "Found nothing in the schema that is near the question"
FOUND_ONE: Final = "Found 1 table: {names}"
FOUND_SOME: Final = "Found {count} tables: {names}"
FOUND_VALUES: Final = " · values: {values}"
SPOKE: Final = "{model} decided what to do"
SPOKE_WANTS: Final = "{model} asked for {tools}"
CALLED: Final = "Looked up {tool}"
CALLED_FAILED: Final = "{tool} did not help"
DRAFTED: Final = "Wrote SQL, and the guard allowed it"
REJECTED: Final = "Wrote SQL, and the guard refused it: {reason}"
RAN: Final = "Ran it: {rows} in {ms:.0f} ms"
RAN_FAILED: Final = "The query failed: {error}"
CHECKED_CLEAN: Final = "Checked the data: nothing odd"
CHECKED_NOTES: Final = "Checked the data: {count} to know"
CHARTED: Final = "Chose how to show it: {kind}"
ADDED: Final = "Added: {count} notes"

# The answer
TAB_CHART: Final = "Chart"
TAB_TABLE: Final = "Table"
TAB_SQL: Final = "SQL"
TAB_HOW: Final = "How do you know?"
ROWS: Final = "{rows} rows"
ROW: Final = "1 row"
CUT: Final = "Only the first {rows} rows are shown: there are more."
NO_ROWS: Final = "No row matches."
TABLE_SEARCH: Final = "Search in these rows"
TABLE_FOUND: Final = "{rows} found of "
TABLE_SORT: Final = "click a head to sort"
TAKE: Final = "Take away"
CSV: Final = "CSV"
EXCEL: Final = "Excel"
PARQUET: Final = "Parquet"
TAKE_ROWS: Final = "The rows"
TAKE_CHART: Final = "The chart"
TAKE_AGAIN: Final = "To make it again"
PNG: Final = "PNG"
SVG: Final = "SVG"
HTML: Final = "Web page"
SCRIPT: Final = "Python script"
NOTEBOOK: Final = "Notebook"
LINK: Final = "Link"
LINK_HOW: Final = "This address opens this answer again."
ONE_ANSWER: Final = "One answer of the conversation “{title}”"
WHOLE: Final = "Show the whole conversation"
EARLIER: Final = "Show {count} earlier questions"
CHART_CHANGE: Final = "Change chart"
CHART_WORDS: Final = "In words"
CHART_WORDS_HINT: Final = "as a stacked bar by month"
CHART_UNREAD: Final = "“{words}” does not fit these rows. Name a type of chart and columns of the table."
CHART_KIND: Final = "Type"
CHART_KINDS: Final = {
    "table": "Table", "number": "Number", "bar": "Bars", "line": "Line", "area": "Area", "scatter": "Scatter",
    "pie": "Pie", "heatmap": "Heat map", "histogram": "Histogram", "positions": "Positions",
}  # fmt: skip
CHART_X: Final = "Along"
CHART_Y: Final = "Measured"
CHART_COLOUR: Final = "Colour by"
CHART_ONE_COLOUR: Final = "One colour"
CHART_STACKED: Final = "Stacked"
CHART_RESET: Final = "As it came"
SQL_EDIT: Final = "Edit"
SQL_EDITOR: Final = "Your SQL; it goes through the same guard"
SQL_RUN: Final = "Run"
SQL_LEAVE: Final = "Leave it"
SQL_DIFFERENCE: Final = "What you changed"
SQL_YOURS: Final = "Your SQL"
SQL_REFUSED: Final = ("Your SQL was not run", "Edit it and run it again.")
SAVE: Final = "Save"
SAVE_TITLE: Final = "Title"
SAVE_PIN: Final = "Pin to the board"
SAVE_DO: Final = "Save it"
SAVED: Final = "Saved. It is under “Saved & board”."
TRACE: Final = "Trace"
TRACE_HELP: Final = "Open the trace in MLflow (start its page with `make mlflow`). Trace id: {trace}"
READING: Final = "{option}: {figure}"
FOLLOW: Final = "Go on with"
THANKS: Final = "Thank you, noted."
WHY_WRONG: Final = "What was wrong with it?"
WHY_WRONG_HINT: Final = "For example: the wrong date column"
SEND: Final = "Send"
BY_YOU: Final = "SQL that you wrote"
SQL_ASKED: Final = "As sent to the database, after the guard"

SURE: Final = "Confident"
FAIRLY: Final = "Fairly confident"
UNSURE: Final = "Not sure: check the evidence"
UNRATED: Final = "Confidence not rated"

# The receipt
READ: Final = "Read from"
TABLE_ROWS: Final = "{name} ({rows} rows)"
JOINED: Final = "Joined"
FILTERED: Final = "Only rows where"
NO_FILTER: Final = "all rows, nothing filtered"
MEASURED: Final = "Calculated"
GROUPED: Final = "One row per"
AS_OF: Final = "“Today” taken as"
AS_OF_DATA: Final = "{day}, the last day of the data"
AS_OF_CLOCK: Final = "{day}, by the clock"
POLICY: Final = "Your access"
NO_POLICY: Final = "no rule changed this question"
ASSUMED: Final = "Assumed"
WARNED: Final = "Watch out"
RETURNED: Final = "Returned"
BY: Final = "Answered by"
BY_MODEL: Final = "{model}, prompt {prompt}"
VERIFIED: Final = "a verified question"
COST: Final = "{tokens} tokens{money}"
TOOK: Final = "Time"
TOOK_BODY: Final = "{total:.0f} ms in all, {query:.0f} ms in the database"

# What can go wrong: a head and the next step for each class
FAILURES: Final[dict[str, tuple[str, str]]] = {
    "not_in_data": ("Not in the data", "Look at the tables at the left, or add the data that is missing."),
    "ambiguous": ("Which one do you mean?", "Pick a reading, or say it in other words."),
    "not_allowed": ("Not allowed", "Ask for something your role may read, or ask whoever manages access."),
    "sql_failed": ("No working query", "Say it more simply, or name the table and the columns."),
    "too_expensive": ("Too much for the limits", "Narrow it: a shorter time, fewer groups, one filter more."),
    "timed_out": ("It took too long", "Narrow it: a shorter time, fewer groups, one filter more."),
    "busy": ("Too many questions at once", "Ask again in a moment; nothing was begun."),
    "model_unavailable": (
        "The model does not answer",
        "Try again in a moment, or have the operator look at the endpoint.",
    ),
    "cancelled": ("Stopped", "Ask again whenever you like."),
    "bad_input": ("This cannot be used as it is", "Change what the message names and try again."),
    "bad_settings": ("A setting is wrong", "Whoever runs Candor must correct it."),
    "internal": ("Something broke in Candor", "The question is kept. Ask it again; the log says what happened."),
}
REFUSED: Final = ("Not a question for this data", "Ask about the tables at the left.")
REFUSALS: Final[dict[str, tuple[str, str]]] = {
    "empty": ("No question yet", "Type one, or pick a suggestion."),
    "too_long": ("Too long for one question", "Shorten it to the one thing that you want to know."),
    "nonsense": ("This could not be read as a question", "Try one in the words of the tables at the left."),
    "abuse": ("Let us stay with the data", "Ask about the tables at the left."),
}
"""Heads for why the screen declined a question, where it is another than that it is not about the data."""
UNREAD: Final = "Not understood: {words}"

# Beside the page
NEW: Final = "New conversation"
CONVERSATIONS: Final = "Conversations"
CONVERSATIONS_SEARCH: Final = "Search conversations"
NO_SUCH_CONVERSATION: Final = "No conversation has these words."
CONVERSATION_MORE: Final = "More about “{title}”"
REPORT: Final = "Report as a web page"
NO_CONVERSATIONS: Final = "None yet."
DELETE: Final = "Delete this conversation"
DATABASE: Final = "Data"
DEMO: Final = "Demo shop"
CONFIGURED: Final = "Database"
MINE: Final = "My data"
TABLES: Final = "Tables"
SEARCH: Final = "Search tables and columns"
NO_TABLES: Final = "Nothing here is called that."
PRIVATE: Final = "private"
UPLOAD: Final = "Add data"
UPLOAD_HELP: Final = "CSV, TSV, Excel, JSON, Parquet, SQLite or DuckDB, up to 200 MB. They stay on this machine."
UPLOAD_BUTTON: Final = "Load {count} files"
UPLOAD_BUTTON_ONE: Final = "Load {name}"
UPLOAD_REPLACE: Final = "Replace tables of the same name"
LOADING: Final = "Loading…"
LOADED: Final = "**{table}**: {rows} rows, {columns} columns"
NOT_LOADED: Final = "Not loaded; your data is as it was."
MODEL_BUILTIN: Final = (
    "Answers come from the **built-in model**: it runs here, costs nothing, and knows simple questions."
)
MODEL_HOW: Final = "To use a language model, set `OPENAI_API_KEY` (or `OPENAI_BASE_URL` for any compatible endpoint, such as Ollama or vLLM) and, if you like, `CANDOR_MODEL`, then start again. Names of tables and columns are sent to it; whether values are is for `policy.yaml` to say."
MODEL_OTHER: Final = "Answers come from **{model}**, and from the built-in model when it cannot be reached."
MODEL_SET: Final = "Set another model"

# The data
DATA_HEAD: Final = "**{title}**: {tables} tables{until}"
DATA_NONE: Final = "Add CSV, Excel, JSON, Parquet, SQLite or DuckDB files below. They stay on this machine."
DATA_TABLES: Final = "Tables"
DATA_RELATIONS: Final = "Relations"
RELATIONS_NONE: Final = "No table points to another one. Keys are found in the data when files are added."
RELATIONS_AROUND: Final = "Around one table"
RELATIONS_ALL: Final = "All tables"
RELATIONS_LEFT_OUT: Final = "{count} tables with the fewest keys are left out. Pick a table to see what is near it."
RELATIONS_WORDS: Final = "The same in words"
VIEW_OF_DATA: Final = "view"
TABLE_OF_DATA: Final = "table"
KEYED_BY: Final = "key: {columns}"
RELATED_TO: Final = "related to {tables}"
ALSO_CALLED: Final = "also called {words}"
LOOKING: Final = "Looking at the values…"
KEY: Final = "key"
COLUMN: Final = "Column"
COLUMNS_ALT: Final = "The columns of {table} with type, description and what is in them"
TYPE: Final = "Type"
ABOUT: Final = "Description"
SYNONYMS: Final = "Also called"
VALUES_LIE: Final = "Values"
FILLED: Final = "Filled"
DISTINCT: Final = "Different"
FROM: Final = "From"
TO: Final = "To"
OFTEN: Final = "Most often"
VALUES_OF: Final = "How the values of a column lie"
VALUE: Final = "Value"
HOW_MANY: Final = "Rows"
SAMPLE: Final = "A few rows"
SAMPLE_PRIVATE: Final = "Columns marked private are left out."
TABLE_DELETE: Final = "Delete table"
TABLE_DELETE_SURE: Final = "Delete **{table}** ({rows}) for everybody who works with these data? This cannot be undone."
TABLE_DELETE_DO: Final = "Yes, delete it"
TABLE_DELETED: Final = "{table} is deleted."
NOT_DELETED: Final = "Nothing was deleted."
LEAVE_AS_IT_IS: Final = "Leave it"
