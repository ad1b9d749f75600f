"""Every text that the page shows, in one voice. `{}` places are filled by the page."""

from __future__ import annotations

from typing import Final

from agents.evidence.endings import ENDINGS, GIVEN_UP, UNANSWERED

NAME: Final = "Candor"
ABOUT_CANDOR: Final = "**Candor** answers questions about your data, shows its evidence, and says when it is not sure."

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
SAVED_DELETE_SURE: Final = (
    "Delete the saved question “{title}”, and its place on the board? Conversations keep their answers."
)
SAVED_DELETE_DONE: Final = "The saved question is deleted."
UNPINNED: Final = "Taken off the board. It stays among the saved questions, where “Pin” brings it back."
REFRESH: Final = "Refresh"
REFRESH_ALL: Final = "Refresh all"
PIN: Final = "Pin"
UNPIN: Final = "Unpin"
MORE: Final = "More"
ACTS: Final = "Change, take away, save…"
RENAME: Final = "Rename"
OPEN: Final = "Ask on"
PERIOD: Final = "Period ({column})"
VALUES_COMING: Final = "Its values…"
VALUES_KEEP: Final = "Save these values"
VALUES_KEEP_HELP: Final = "The saved question and its tile run with them from now on."
VALUES_KEPT: Final = "Running with these values; they are saved when it is done."
VALUES_NOT_KEPT: Final = "The values were not saved. {reason}"
VALUES_APPLY: Final = "Refresh with these"
ROWS_AT_MOST: Final = "Rows at most"
DATA_UNTIL: Final = "Data up to {day}"
DATA_GONE: Final = "Its data are not there any more"
REFRESHING: Final = "Refreshing · {seconds:.0f} s"
RUNNING: Final = "Running · {seconds:.0f} s"
IN_LINE: Final = "Waits for its turn"
REFRESHED_SO_FAR: Final = "{done} of {count} tiles are up to date"
STOP_ALL: Final = "Stop all"
NOT_REFRESHED: Final = "Not refreshed {when}, so this is the answer of before. {reason}"
STOPPED_HEAD: Final = "It was stopped."
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
REMEDY_WORDS: Final = "Not understood: {words}. Where one names a column or a metric, add it there as a synonym."
REMEDY_COLUMNS: Final = "Describe in **{table}**: {columns}"
REMEDY_GO: Final = "Describe {table}"
REMEDY_NEAR: Final = "Near this question and without a description: {columns}"
REMEDY_TEACH: Final = "Words of {table}"
REMEDY_SQL: Final = "Write its SQL"
SEVERAL_WAYS: Final = "Several ways to read it, none picked"
NOT_SURE_HOW: Final = "Not sure how to read it"
REMEDY_WORDING: Final = (
    "**Remedy:** describe the columns it is about and add its words as synonyms, or write the SQL that answers it."
)
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
ROWS_LIMITED: Final = "Whoever got the wrong answer sees only a part of the rows ({rules}), and the SQL may repeat that. Take it out where it does: everybody’s own limits are added when they ask."
SAID_WRONG: Final = "What was said with the thumb down: {text}"
REVIEW_CHANGED: Final = "What the SQL changes"
REVIEW_TRY: Final = "Run it"
REVIEW_COMPARE: Final = "Run it and compare"
REVIEW_RUNNING: Final = "Running …"
REVIEW_NOW: Final = "This SQL gives"
REVIEW_BEFORE: Final = "The answer’s SQL gives"
REVIEW_SAME: Final = "The rows are the same."
REVIEW_DIFFERENT: Final = "What is different: {lines}."
REVIEW_OTHER_SQL: Final = "The SQL is another one than was run: run it again to see what it gives."
REVIEW_FIRST: Final = "First {count} of "
QUESTION: Final = "Question"
APPROVE: Final = "Approve"
APPROVED: Final = "Approved. The same question is answered by this SQL from now on."
SQL_STILL_WRONG: Final = "The SQL here is still that of the answer. Write the one that gives what was meant before you approve it, or settle the suggestion without a verified answer."
SETTLE: Final = "Settle without an answer"
SETTLE_HELP: Final = "For example when the words or a metric have been taught instead. No SQL is verified."
SETTLED: Final = "Settled. No answer is verified by it."
DECLINE: Final = "Decline"
DECLINED: Final = "Declined. It is used nowhere."
VERIFIED_NONE: Final = "No question is verified yet."
VERIFIED_BY: Final = "Verified by {by}"
VOUCHED: Final = "Verified by {owner}, {day}"
SUSPENDED: Final = "suspended"
SUSPENDED_WHY: Final = "Not used now. {why} Correct the SQL if needed and verify it again, or withdraw it."
VOUCH_AGAIN: Final = "Verify again"
WITHDRAW: Final = "Withdraw"
WITHDRAW_DO: Final = "Yes, withdraw it"
WITHDRAW_SURE: Final = "Withdraw “{question}”? Nobody vouches for its SQL any more, and this cannot be undone."
WITHDRAWN: Final = "Withdrawn. The question is answered without it from now on."
CORRECT: Final = "Correct it"
CORRECT_HOW: Final = "Edit the SQL, or say what was meant. A reviewer looks at it before anybody gets it."
CORRECT_HOW_REVIEWER: Final = "Put the SQL right and verify it: from then on the same question is answered by it. Or say what was meant, and decide later under “Teach”."
CORRECT_VERIFY: Final = "Verify it now"
CORRECT_LATER: Final = "Keep it for later"
CORRECT_QUESTION: Final = "The question it answers, complete"
CORRECT_MEANT: Final = "What was meant"
CORRECT_MEANT_HINT: Final = "For example: revenue is after returns"
CORRECT_SQL: Final = "The right SQL"
CORRECT_SEND: Final = "Send to the reviewer"
CORRECT_SENT: Final = "Thank you. It waits under “Teach”, “To review”."
TABLE_ABOUT: Final = "What one row is, and what to know about the table"
SYNONYMS_COMMAS: Final = "Also called, with commas between"
UNIT: Final = "Unit"
PRIVATE_HELP: Final = "Personal or secret: its values are never sent to a language model, kept in a log or a trace, or listed on the page of the data. Answers may show them to people; to keep them from people, mask the column in the policy file."
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
METRIC_REMOVE_DO: Final = "Yes, take it out"
METRIC_REMOVE_SURE: Final = "Take the metric “{name}” out? Questions that use its name are then read without it."
METRIC_REMOVED: Final = "The metric {name} is taken out."
ADMIN_NONE: Final = "Every question of late was answered."

# Asking
PLACEHOLDER: Final = "Ask about {title}, for example “{example}”"
PLACEHOLDER_PLAIN: Final = "Ask a question about your data"
EMPTY_HEAD: Final = "What would you like to know?"
EMPTY_BODY: Final = (
    "Ask in plain words about **{title}**: {tables}{until}. Every answer comes with its SQL and its evidence."
)
UNTIL: Final = ", data up to {day}"
TRY: Final = "Try one of these"
NO_DATA_HEAD: Final = "Add your data first"
NO_DATA_BODY: Final = "Add CSV, Excel, JSON, Parquet, SQLite or DuckDB files at the left. They stay on this machine."
STOP: Final = "Stop"
STOPPING: Final = "Stopping…"
AGAIN: Final = "Ask again"
SHOW_ALL: Final = "Show all {count} characters"
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
FOUND_NOTHING: Final = "Found no table that is near the question"
FOUND_ONE: Final = "Found 1 table: {names}"
FOUND_SOME: Final = "Found {count} tables: {names}"
FOUND_VALUES: Final = " · values: {values}"
THOUGHT: Final = "Thought about it{took}"
THOUGHT_OF: Final[dict[str, str]] = {
    "run_sql": "Worked out a query{took}",
    "compare_readings": "Saw that it can be read in more than one way{took}",
    "find_tables": "Looks for more tables{took}",
    "describe_table": "Looks at a table more closely{took}",
    "find_values": "Looks up how a name is spelled in the data{took}",
    "ask_user": "Needs to know more from you{took}",
    "decline": "Saw that these data do not answer it{took}",
    "finish": "Has what it needs to answer{took}",
}
"""What the model wants next, by the tool that it asks for."""
THOUGHT_ELSE: Final = "Wants to use {tool}{took}"
TOOK_SECONDS: Final = " · {seconds:.1f} s"
CALLED: Final[dict[str, str]] = {
    "compare_readings": "Compared the figures of {count} readings",
    "find_tables": "Searched the tables for “{query}”",
    "describe_table": "Read the columns of {table}",
    "find_values": "Looked up “{text}” in the data",
}
"""What a tool did, by its name; the places are its arguments. What Steps of its own tell already is not told again."""
CALLED_SILENT: Final = frozenset({"run_sql", "finish", "ask_user", "decline"})
CALLED_ELSE: Final = "Used {tool}"
CALLED_FAILED: Final = "That did not work; tries another way"
DRAFTED: Final = "Wrote SQL and checked it: it only reads {names}{access}"
DRAFTED_NOTHING: Final = "no table"
DRAFTED_ACCESS: Final = ", with your access rules"
REJECTED: Final = "Wrote SQL that is not allowed: {reason}"
RAN: Final = "Ran it: {rows} in {ms:.0f} ms"
RAN_FAILED: Final = "The database could not run it: {error}"
CHECKED_CLEAN: Final = "Checked the data behind it: nothing that matters here"
CHECKED_NOTES: Final = "Checked the data behind it: {count} to know"
SHOWN_AS: Final = "Shows it as {kind}"
SHOWN_KINDS: Final[dict[str, str]] = {
    "table": "a table", "number": "a number", "bar": "bars", "line": "a line", "area": "areas", "scatter": "points",
    "pie": "a pie", "heatmap": "a heat map", "histogram": "a histogram", "positions": "positions",
}  # fmt: skip
ADDED: Final = "Added {count} to know"

# The answer
TAB_CHART: Final = "Chart"
TAB_TABLE: Final = "Table"
TAB_SQL: Final = "SQL"
TAB_HOW: Final = "How do you know?"
ROWS: Final = "{rows} rows"
ROW: Final = "1 row"
CUT: Final = "Only the first {rows} rows are shown: there are more."
WITHOUT: Final[dict[str, str]] = {"join_multiplies": "Run it with each row counted once"}
WITHOUT_IT: Final = "Run it without this"
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
LINK_HOW: Final = "Link: this address opens this answer again"
ONE_ANSWER: Final = "One answer of the conversation “{title}”"
WHOLE: Final = "Show the whole conversation"
NO_SUCH_ANSWER: Final = "The answer that this link names is not here. This is the whole conversation."
EARLIER: Final = "Show {count} earlier questions"
EARLIER_ONE: Final = "Show 1 earlier question"
CHART_CHANGE: Final = "Change chart"
CHART_WORDS: Final = "In words"
CHART_WORDS_HINT: Final = "for example {example}"
CHART_PALETTE: Final = "Colours"
CHART_PALETTES: Final[dict[str, str]] = {
    "": "Usual (colour-blind safe)", "okabe-ito": "Okabe–Ito (colour-blind safe)", "viridis": "Viridis", "vivid": "Vivid",
    "soft": "Soft",
}  # fmt: skip
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
SQL_SAVED: Final = "Saved question"
SQL_REFUSED: Final = ("Your SQL was not run", "Edit it and run it again.")
SAVE: Final = "Save"
SAVE_TITLE: Final = "Title"
SAVE_PIN: Final = "Pin to the board"
SAVE_VALUES: Final = "It runs with these values, which can be changed there: {values}"
SAVE_DO: Final = "Save it"
SAVED: Final = "Saved. It is under “Saved & board”."
TRACE: Final = "Trace"
TRACE_READING: Final = "Reading the trace…"
TRACE_GONE: Final = "This trace is not kept any more, or the server that keeps it does not answer."
TRACE_ALT: Final = "The steps of this question with their times, {ms} ms in all"
TRACE_SPAN: Final = "Step"
TRACE_START: Final = "From ms"
TRACE_MS: Final = "Took ms"
TRACE_SHARE: Final = "Share"
TRACE_OPEN: Final = "Open it in MLflow"
TRACE_START_PAGE: Final = (
    "MLflow’s own page shows more. It does not answer at {page} now; start it in Candor’s folder with"
)
TRACE_ID: Final = "The trace’s id"
READING: Final = "{option}: {figure}"
FOLLOW: Final = "Go on with"
THANKS: Final = "Thank you, noted."
WHY_WRONG: Final = "What was wrong with it?"
WHY_WRONG_HINT: Final = "For example: the wrong date column"
WHY_SAY: Final = "Say what was wrong"
WHY_SAID: Final = "You said: “{reason}”"
WHY_CHANGE: Final = "Change it"
SEND: Final = "Send"
BY_YOU: Final = "SQL that you wrote"
SQL_ASKED: Final = "As sent to the database, after the guard"

SURENESS: Final[dict[str, str]] = {
    "sure": "Sure", "fairly": "Fairly sure", "unsure": "Not sure: check the evidence", "unrated": "Confidence not rated",
}  # fmt: skip
NOTE_ONE: Final = "1 note about the data"
NOTES: Final = "{count} notes about the data"
QUIET_ONE: Final = "1 note about the data that hardly touches this figure"
QUIET: Final = "{count} notes about the data that hardly touch this figure"

# The receipt
READ: Final = "Read from"
REACHES: Final = "up to {day}"
JOINED: Final = "Joined"
JOIN_TESTED: Final = "{left} to {right}, {cardinality}, on {on}"
TIMES: Final = "Times are"
SCANNED: Final = "at most {rows} read"
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
BY_BUILTIN: Final = "the built-in model"
BY_MODEL: Final = "{model}, prompt {prompt}"
VERIFIED: Final = "a verified question"
COST: Final = "{tokens} tokens{money}"
TOOK: Final = "Time"
TOOK_BODY: Final = "{total:.0f} ms in all, {query:.0f} ms in the database"

# What can go wrong: a head and the next step for each class
FAILURES: Final[dict[str, tuple[str, str]]] = {kind: (e.head, e.next_step) for kind, e in ENDINGS.items()}
REFUSED: Final = ("Not a question for this data", "Ask about the tables at the left.")
REFUSALS: Final[dict[str, tuple[str, str]]] = dict.fromkeys(GIVEN_UP, (UNANSWERED.head, UNANSWERED.next_step)) | {
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
CONVERSATIONS_ALL: Final = "All {count} conversations"
CONVERSATIONS_SEARCH: Final = "Search conversations"
NO_SUCH_CONVERSATION: Final = "No conversation has these words."
CONVERSATION_MORE: Final = "More about “{title}”"
CONVERSATION_ABOUT: Final = "{title} · {database} · {when}"
REPORT: Final = "Report as a web page"
NO_CONVERSATIONS: Final = "None yet."
DELETE: Final = "Delete this conversation"
DELETE_SURE: Final = "Delete “{title}” with its {count} and their traces? This cannot be undone."
DELETE_DONE: Final = "The conversation is deleted."
QUESTIONS: Final = "{count} questions"
QUESTION_ONE: Final = "1 question"
CANCEL: Final = "Cancel"
DATABASE: Final = "Data"
DATABASE_CHANGED: Final = "A new conversation, about {database}. The one before stays in the list, with its own data."
DATABASE_GONE: Final = "The data of this conversation are not there any more. Its answers stay; for new ones choose other data at the left."
DEMO: Final = "Demo shop"
CONFIGURED: Final = "Database"
MINE: Final = "My data"
TABLES: Final = "Tables"
SEARCH: Final = "Search tables and columns"
NO_TABLES: Final = "Nothing here is called that."
PRIVATE: Final = "not shown to the model"
PRIVATE_HEAD: Final = "Private"
PRIVATE_SAID: Final = "**Not shown to the model:** values of these columns are never sent to a language model, kept in a log or a trace, or listed here. An answer may show them to you. Whom a column is hidden from is set in the policy file (`masked`)."
UPLOAD: Final = "Add data"
UPLOAD_HELP: Final = "CSV, TSV, Excel, JSON, Parquet, SQLite or DuckDB, up to 200 MB. They stay on this machine."
UPLOAD_BUTTON: Final = "Load {count} files"
UPLOAD_BUTTON_ONE: Final = "Load {name}"
UPLOAD_REPLACE: Final = "Replace tables of the same name"
ALREADY_THERE: Final = (
    f"Tick “{UPLOAD_REPLACE}” to put the new one in its place, or rename the file: a table is named after its file."
)
ALREADY_THERE_INSIDE: Final = f"Tick “{UPLOAD_REPLACE}” to put the new ones in its place, or choose “A new database” under “Data”, “Add data”: tables of a database or a workbook keep the names that they have in it."
TAKE_BAD_OUT: Final = "Take the files that cannot be loaded out of the list above; the others can be loaded then."
WISHES: Final[dict[str, str]] = {
    "date, day first": "Date (or date and time), day first",
    "date, month first": "Date (or date and time), month first",
}
"""How a wish for a type is called, where its own words do not say all."""
TYPE_WORDS: Final[dict[str, str]] = {
    "VARCHAR": "text",
    "BIGINT": "whole number",
    "INTEGER": "whole number",
    "SMALLINT": "whole number",
    "TINYINT": "whole number",
    "HUGEINT": "whole number",
    "DOUBLE": "number",
    "FLOAT": "number",
    "BOOLEAN": "yes or no",
    "DATE": "date",
    "TIMESTAMP": "date and time",
    "TIMESTAMP WITH TIME ZONE": "date and time",
    "TIME": "time",
}
DECIMALS: Final = "number with {count} decimals"
LOADING: Final = "Loading…"
LOADED: Final = "**{table}**: {rows} rows, {columns} columns"
LOADED_TYPES: Final = "Types: {columns}"
LOADED_WRONG: Final = (
    "Is a type wrong? Under “Data”, “Add data” shows the types and lets you correct them before loading."
)
WAITING_FILES: Final = "Not loaded yet: questions still go to {database}."
NOT_LOADED: Final = "Not loaded; your data is as it was."
MODEL_BUILTIN: Final = (
    "Answers come from the **built-in model**: it runs here, costs nothing, and knows simple questions."
)
MODEL_HOW: Final = "Under **Settings** you choose a language model, its endpoint and its key. It is told the names of your tables and columns; whether it is told values too is set in the policy file."
MODEL_OTHER: Final = "Answers come from **{model}**, and from the built-in model when it cannot be reached."
MODEL_SET: Final = "Set another model"

# The data
TABLE_ONE: Final = "1 table"
TABLES_SOME: Final = "{count} tables"
DATA_HEAD: Final = "**{title}**: {tables}{until}"
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
VALUES_OF: Final = "Which values a column holds, and how often"
VALUE: Final = "Value"
HOW_MANY: Final = "Rows"
SAMPLE: Final = "A few rows"
SAMPLE_PRIVATE: Final = "Columns that are not shown to the model are left out here too."
TABLE_DELETE: Final = "Delete table"
TABLE_DELETE_SURE: Final = "Delete **{table}** ({rows}) for everybody who works with these data? This cannot be undone."
TABLE_DELETE_DO: Final = "Yes, delete it"
TABLE_DELETED: Final = "{table} is deleted."
NOT_DELETED: Final = "Nothing was deleted."
LEAVE_AS_IT_IS: Final = "Leave it"
READING_FILES: Final = "Reading the files…"
ARRIVING: Final = "**{table}** from {file}: {columns} columns, the first rows"
AS_FOUND: Final = "as found"
OWN_TYPES: Final = "This file says its own types; they are taken over."
CORRECT_TYPES: Final = "Correct the types"
INTO: Final = "Into"
FOR_EVERYBODY: Final = "Everybody's data"
NEW_DATABASE: Final = "A new database"
NEW_DATABASE_NAME: Final = "Its name"
UPLOAD_REPLACE_HELP: Final = "Without it, a table that is there already is left as it is and nothing is loaded."
ARRIVE: Final = "Load"

# The settings
SET_MODEL: Final = "Model"
SET_DATA: Final = "Data"
SET_DATA_BODY: Final = "The next two parts are about one database; choose which."
SET_ACCESS: Final = "What you may see in {database}"
SET_WRITTEN: Final = "Numbers, dates and times"
SET_HABITS: Final = "Remembered choices about {database}"
SET_KEPT: Final = "How long things are kept"
MODEL_WHERE: Final = "It is asked at {where}. The key is not shown."
OPENAI: Final = "the OpenAI API"
MODEL_OUTSIDE: Final = (
    "The environment variable `{variable}` sets the model. To use another one, change it there and restart Candor."
)
MODEL_ADMIN: Final = "Only somebody with the role admin may choose another model."
MODEL_SENT: Final = "A language model is told the names of your tables and columns. Whether it is told values from them too is set in the policy file (`model_sees`)."
MODEL_NAME: Final = "Model"
MODEL_NAME_HELP: Final = "The name by which the endpoint knows it. The model must be able to call tools."
MODEL_BASE: Final = "Address of the endpoint"
MODEL_BASE_HELP: Final = "Leave it empty for OpenAI. Any server that speaks the same protocol will do, for example http://127.0.0.1:11434/v1 for Ollama on this machine."
MODEL_KEY: Final = "Key"
MODEL_KEY_HELP: Final = "It is never shown again. Leave it empty to go on with the key of the same endpoint, or for a server that asks for none."
MODEL_KEEP: Final = "Remember it after a restart"
MODEL_KEEP_HELP: Final = (
    "In a file that only the account that runs Candor can read. Otherwise it is forgotten when Candor stops."
)
MODEL_USE: Final = "Use this model"
MODEL_USED: Final = "{model} is asked from the next question on."
MODEL_TRY: Final = "Try this endpoint"
MODEL_TRYING: Final = "Asking it once…"
MODEL_TRIED: Final = "It can be used."
MODEL_BACK: Final = "Back to the built-in model"
MODEL_BACK_DONE: Final = "The built-in model answers from now on, and the key is forgotten."
ACCESS_OWN: Final = "These are your own files: you see all of them."
FIGURES: Final = "Numbers"
DAYS: Final = "Dates"
ZONE: Final = "Time zone"
ZONE_NONE: Final = "As they stand in the data"
WRITTEN_HELP: Final = "For tables, charts and large figures on this page, and for you alone. Sentences and files that you take away are written the same for everybody."
WRITTEN_LIKE: Final = "A number: **{number}** · a date: **{date}** · a time: **{time}**"
WRITTEN_BROWSER: Final = "as your browser’s language has it"
ZONE_SAID: Final = "times in the data are taken as UTC and shown in {zone}"
AS_BROWSER: Final = "As my browser does"
THEME: Final = "Theme"
THEME_HINT: Final = "Light and dark follow your system. The menu ⋮ at the top right has them to choose."
TOAST: Final = "toast"
"""Where a callback leaves what is to be said once, when the page is drawn."""
HABITS_NONE: Final = (
    "None yet. When Candor asks how you mean a question and you pick one of the readings, that is kept here."
)
HABIT: Final = "“{question}” is read as “{reply}”"
HABIT_BACK: Final = "Forget it"
REMEMBER: Final = "Remember this choice"
REMEMBER_HELP: Final = "The same question is read this way from now on. Under “Settings” you can undo it."
REMEMBERED: Final = ":material/check: Remembered: asked again, it is read this way."
OTHERWISE: Final = "Choose otherwise"
OTHERWISE_HELP: Final = "Forgets what you chose and asks you again."
KEPT_DAYS: Final = "Conversations and their traces are deleted when nothing was asked in them for **{days} days**, and your files when nobody asks about them for as long. Saved questions stay."
KEPT_ALWAYS: Final = "Conversations, traces and files are kept until you delete them."
KEEP_ADMIN: Final = "Only somebody with the role admin may change this."
KEEP_LIMIT: Final = "Whoever runs Candor allows {days} days at most (`CANDOR_KEEP_DAYS`)."
KEEP_CHOOSE: Final = "Delete after so many days"
KEEP_NONE: Final = "Never"
KEEP_SET: Final = "Set it"
KEEP_SURE: Final = (
    "Delete what is older than {days} days now, and from now on as it becomes older? This cannot be undone."
)
KEEP_DO: Final = "Yes, delete what is older"
KEEP_DONE: Final = "What is older than {days} days is deleted."
KEEP_ALL: Final = "Keep everything"
KEEP_BACK: Final = "Keep as long as is allowed"
KEEP_NO_MORE: Final = "The choice is taken back."
FORGET_UPLOADS: Final = "Delete my files"
FORGET_UPLOADS_SURE: Final = "Delete all tables that you have added, and all that was made of them for searching? Your conversations stay. This cannot be undone."
FORGET_ALL: Final = "Delete everything of mine"
FORGET_ALL_SURE: Final = "Delete all your conversations, saved questions, remembered choices and files, with their traces? This cannot be undone."
FORGET_DO: Final = "Yes, delete"
FORGOTTEN: Final = "Deleted."


def tables(count: int) -> str:
    """So many tables, in words."""
    return TABLE_ONE if count == 1 else TABLES_SOME.format(count=count)
