"""The conversation as a state: what was asked so far as one typed form, which the next words change.

`Talk.hear` replays what was said from the first question on, so nothing has to be kept between questions and the same
words always lead to the same state.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from agents.builtin.dialogue import phrases
from agents.builtin.dialogue.again import same_again, told_again
from agents.builtin.dialogue.carrier import measures_of
from agents.builtin.dialogue.commands import Commands
from agents.builtin.dialogue.edit import Edited, Editor, names_measure
from agents.builtin.dialogue.moves import (
    Among,
    AsShare,
    Change,
    Compare,
    Keep,
    Move,
    Nod,
    Remove,
    Restart,
    Shift,
    Sort,
    Undo,
    Whole,
    Why,
    change_of,
    move_of,
)
from agents.builtin.dialogue.rivals import Rival, own_columns, picked, rivals, undated, unsettled
from agents.builtin.dialogue.those import Limited, Those
from agents.builtin.dialogue.told import cond_words, is_time, told
from agents.builtin.dialogue.when import Days, of_same_year, spans_said, without_time
from agents.builtin.dialogue.why import Causes
from agents.builtin.display import only_form, two_ways
from agents.builtin.form import Col, Query, terms_of
from agents.builtin.parser import Parsed, Parser, Reading
from agents.builtin.state import measures
from agents.builtin.words import tokens_of

SURE = 0.8
"""How sure an edit is at least whose words were all read."""
CHOSEN = 0.95
"""How sure a reading is that the person chose."""
READ = 0.4
"""How sure the reading of a fragment behind the question before it is at least."""
NAMED = 0.9
"""How well a name fits at least that may not be dropped."""
FRAGMENT = 7
"""Words that do not open like a follow-up may still be one if they are this few."""
PLAUSIBLE = 0.3
"""Readings less sure than this are guesses: nobody is offered a choice of guesses."""
NO_CHANGE = (
    "I could not tell what “{words}” changes in the question before. Name a filter, a period, a breakdown or a measure, "
    "e.g. “only 2024” or “by month”, or ask a whole question."
)


NO_FIGURE = "What should I explain? Ask for a figure first, or name it: “why did revenue drop last month?”."
NO_CHANGE_OF = (
    "I can explain how a figure changed from one period to the next, and could not tell what “{words}” is in it. Name the "
    "figure and the period, e.g. “why did revenue drop in May?”."
)
REDRAWN = "the same rows, drawn in another form"
NODDED = "Good. Ask on, or say what to change, e.g. “by month”, “only 2024” or “why?”."


@dataclass(frozen=True, slots=True)
class Heard:
    """What the last words come to. `said` is a sentence for what is not a question; else `parsed` holds the readings.

    `rivals` are readings that the words leave open: they are to be compared before one of them answers.
    """

    parsed: Parsed | None
    said: str = ""
    rivals: tuple[Rival, ...] = ()


@dataclass(frozen=True, slots=True)
class Point:
    """Where a conversation stands: the form, and the question of its own that led to it."""

    query: Query
    asked: str


@dataclass(slots=True)
class Memory:
    """A conversation so far: the states it went through, the readings it was asked to choose from, and its choices."""

    states: list[Point] = field(default_factory=list)
    offered: tuple[Rival, ...] = ()
    chosen: set[Col] = field(default_factory=set)


class Talk:
    """Hears conversations about one schema. `answers` says which readings are sure enough to have been answered."""

    def __init__(
        self, parser: Parser, answers: Callable[[Parsed], bool], habits: Sequence[tuple[str, str]] = ()
    ) -> None:
        self._parser = parser
        self._answers = answers
        self._causes = Causes(parser)
        self._those = Those(parser, answers)
        self._habits = habits

    def hear(self, said: Sequence[str], compares: bool = False) -> Heard:
        """The last of these, read with all before it. `compares`: rival readings can be run and compared."""
        memory = Memory(chosen=self._usual(said[-1]) if compares else set())
        heard = Heard(None, "What would you like to know?")
        for number, words in enumerate(said):
            heard = self._hear(words, memory, number == len(said) - 1, compares)
        return heard

    def _usual(self, asked: str) -> set[Col]:
        """The columns that the person chose before; looked up only for a question that is open itself."""
        if not self._habits or not self._is_open(self._parser.parse(asked)):
            return set()
        memory = Memory()
        for question, reply in self._habits:
            self._hear(question, memory, False, True)
            self._hear(reply, memory, False, True)
        return memory.chosen

    def _hear(self, words: str, memory: Memory, last: bool, compares: bool) -> Heard:
        offered, memory.offered = memory.offered, ()
        choice = picked(words, offered)
        if choice is not None:
            return self._chosen(choice, offered, memory)
        bare = self._parser.bare(words)
        if only_form(bare) and memory.states:
            return self._heard(memory.states[-1].query, SURE, REDRAWN)
        words = bare.text
        move = move_of(words)
        heard = self._said(move, memory, last, compares)
        if heard is not None:
            return heard
        if not memory.states:
            return self._whole(words, memory, compares)
        return (
            self._in_two_ways(words, move, memory.states)
            if two_ways(bare)
            else self._changed(words, move, memory.states)
        )

    def _said(self, move: Move, memory: Memory, last: bool, compares: bool) -> Heard | None:
        """What comes of words that change nothing in the question before, or ask about its things; None for any other."""
        limited = None
        if memory.states and isinstance(move, Whole | Change):
            limited = self._those.read(move.text, memory.states[-1].query, isinstance(move, Whole))
        if limited is not None:
            return self._limited(limited, memory.states)
        match move:
            case Restart():
                memory.states.clear()
                return Heard(None, "Started over. What would you like to know?")
            case Undo():
                return self._undone(memory.states)
            case Nod():
                return Heard(None, NODDED)
            case Whole(text=text):
                return self._whole(text, memory, compares)
            case Why():
                return self._explained(move, memory, last)
        return None

    def _limited(self, limited: Limited, states: list[Point]) -> Heard:
        """A question about the things of the answer before."""
        if limited.query is None:
            return Heard(None, limited.note)
        states.append(Point(limited.query, states[-1].asked))
        return self._heard(limited.query, SURE, limited.note)

    def _in_two_ways(self, words: str, move: Move, states: list[Point]) -> Heard:
        """A form for two groups: those that are there already are drawn so, a new one comes to the one that is there."""
        before = states[-1].query
        if self._says_the_same_groups(move, states[-1]):
            return self._heard(before, SURE, REDRAWN)
        if isinstance(move, Change) and len(before.group) == 1:
            move = replace(move, splits=True)
        return self._changed(words, move, states)

    def _says_the_same_groups(self, move: Move, point: Point) -> bool:
        """Whether nothing but groups that the question before has already are named: `as stacked bars by month`."""
        before = point.query
        now = self._made(point, move).query if isinstance(move, Change) else None
        if now is None or not now.group or not set(now.group) <= set(before.group):
            return False
        return (now.where, now.having, measures_of(now)) == (before.where, before.having, measures_of(before))

    def _explained(self, move: Why, memory: Memory, last: bool) -> Heard:
        """Why a figure changed: the one that is named, else that of the question before."""
        before = memory.states[-1].query if memory.states else None
        today = self._parser.today
        spans = spans_said(move.said, before, today)
        figure = without_time(move.of, today)
        if figure and not (before is not None and self._is_measured(figure, before)):
            named = self._why_of(move.of, memory)
            if named is not None:
                return named
        if not memory.states:
            return Heard(None, NO_FIGURE)
        return self._why(memory.states[-1], spans, figure) if last else Heard(None)

    def _is_measured(self, figure: str, before: Query) -> bool:
        """Whether the figure is what the question before measured."""
        parsed = self._parser.parse(figure)
        return self._answers(parsed) and measures_of(parsed.readings[0].query) == measures_of(before)

    def _whole(self, text: str, memory: Memory, compares: bool) -> Heard:
        parsed = self._parser.parse(text)
        if memory.states and self._fragment(text, parsed):
            move = change_of([t for t in tokens_of(text) if t.kind != "mark"])
            made = self._made(memory.states[-1], move)
            if made.query is not None and (made.read is None or _fully(made.read)):
                return self._changed(text, move, memory.states)
        open_ = rivals(parsed, self._parser) if compares and self._is_open(parsed) else ()
        before = [r for r in open_ if own_columns(r, open_) & memory.chosen]
        if len(before) == 1:
            memory.states.append(Point(before[0].query, text))
            return Heard(self._read(parsed, before[0], f"As you chose before: {before[0].meaning}."))
        if open_:
            memory.offered = open_
            memory.states.append(Point(open_[0].query, text))
            return Heard(parsed, rivals=open_)
        if self._answers(parsed):
            memory.states.append(Point(parsed.readings[0].query, text))
        return Heard(parsed)

    def _fragment(self, text: str, parsed: Parsed) -> bool:
        """Whether words that open like no follow-up may still be one: a few that ask nothing and name nothing to show."""
        lows = [t.low for t in tokens_of(text) if t.kind != "mark"]
        if not lows or len(lows) > FRAGMENT or lows[0] in phrases.HEADS or lows[0] in phrases.ASKS:
            return False
        if self._answers(parsed):
            return not (parsed.draft.tables or measures_of(parsed.readings[0].query) or _shows(parsed))
        return not names_measure(parsed)

    def _is_open(self, parsed: Parsed) -> bool:
        """Whether there may be more than one reading: it is not sure of one, or sure but for the date."""
        if self._answers(parsed):
            return bool(parsed.open_values) or undated(parsed, self._parser) or unsettled(parsed, self._parser)
        return bool(parsed.readings) and parsed.readings[0].confidence >= PLAUSIBLE

    def _chosen(self, choice: Rival, offered: Sequence[Rival], memory: Memory) -> Heard:
        memory.chosen |= own_columns(choice, offered)
        memory.states[-1:] = [Point(choice.query, choice.meaning)]
        return Heard(self._read(self._parser.parse(""), choice, f"As you chose: {choice.meaning}."))

    def _read(self, parsed: Parsed, rival: Rival, note: str) -> Parsed:
        return replace(parsed, readings=(Reading(rival.query, rival.sql, CHOSEN, (), (note,)),), unread=(), problem="")

    def _undone(self, states: list[Point]) -> Heard:
        if len(states) < 2:
            states.clear()
            return Heard(None, "There is nothing before that. What would you like to know?")
        gone = states.pop()
        now = states[-1].query
        return self._heard(now, SURE, told(gone.query, now, self._parser.schema), "Taken back: ")

    def _changed(self, words: str, move: Move, states: list[Point]) -> Heard:
        point = states[-1]
        before = point.query
        made = self._made(point, move)
        dropped = self._dropped(move, made)
        if made.query is not None and not dropped and not (made.read is not None and made.read.unread):
            sql = self._parser.sql_of(made.query)
            if sql is not None:
                # How many there are is asked in passing: the list stays what the next words change.
                if not (isinstance(move, Among) and move.how == "count" and not measures_of(before)):
                    states.append(Point(made.query, point.asked))
                change = told(before, made.query, self._parser.schema)
                change = f"{change}; {made.note}" if made.note else change
                return self._heard(made.query, SURE, change, bound=_bound(made.read, words))
        alone = self._parser.parse(words)
        if self._answers(alone) and not isinstance(move, Among) and (dropped or self._stands_alone(words, move, alone)):
            states.append(Point(alone.readings[0].query, words))
            return Heard(self._anew(alone, before))
        read = made.read if made.read is not None and made.read.unread else alone
        return Heard(replace(read, readings=())) if read.unread else Heard(None, NO_CHANGE.format(words=words.strip()))

    def _dropped(self, move: Move, made: Edited) -> bool:
        """Whether words that name a table or a measure left no mark on the changed form."""
        if not isinstance(move, Change) or made.query is None:
            return False
        renderer, query = self._parser.renderer, made.query
        tables, terms = set(renderer.tables_of(query)), terms_of(query)
        columns = {(t.col.table, t.col.name) for t in terms}
        expressions = {t.sql for t in terms if t.sql}
        for mention in self._parser.parse(move.text).mentions:
            best = mention.links[0]
            if best.score < NAMED or best.thing is None or mention.kind == "value":
                continue
            metrics = {x.thing.metric.expression for x in mention.links if x.thing is not None and x.thing.metric}
            if metrics & expressions or any(x.place in columns for x in mention.links if x.kind != "table"):
                continue
            if any(x.place[0] in tables for x in mention.of("table")):
                continue
            if mention.kind == "table" or measures(mention) or metrics:
                return True
        return False

    def _stands_alone(self, words: str, move: Move, alone: Parsed) -> bool:
        """Whether words that could not be tied to the question before are a question of their own: they ask for
        something, or name what to compute."""
        if isinstance(move, Change) and move.adds:
            return False
        lows = [t.low for t in tokens_of(words) if t.kind != "mark"]
        asks = any(w in phrases.HEADS or w in phrases.ASKS for w in lows[:3])
        return asks or bool(measures_of(alone.readings[0].query))

    def _anew(self, alone: Parsed, before: Query) -> Parsed:
        """A question of its own after all: a filter that falls away by that is told, but no
        period where it names its own."""
        first = alone.readings[0]
        dated = any(is_time(c) for c in first.query.where)
        gone = [c for c in (*before.where, *before.having) if c.op != "sql" and not (dated and is_time(c))]
        lost = [cond_words(c, self._parser.schema) for c in gone]
        if not lost:
            return alone
        note = f"Read as a new question: {' and '.join(lost)} does not hold in it any more."
        return replace(alone, readings=(replace(first, assumptions=(*first.assumptions, note)), *alone.readings[1:]))

    def _made(self, point: Point, move: Move) -> Edited:
        before = point.query
        editor = Editor(self._parser, point.asked)
        commands = Commands(self._parser, editor)
        match move:
            case Keep():
                return commands.keep(before, move)
            case Sort():
                return commands.sort(before, move)
            case AsShare():
                return commands.share(before, move)
            case Compare():
                cut = self._those.chosen(before) if before.limit else None
                return commands.compare(cut or before, move, self._parser.today)
            case Shift():
                return commands.shift(before, move)
            case Remove():
                return commands.remove(before, move)
            case Among():
                return commands.among(before, move)
            case Change():
                return self._edited(before, move, editor, commands)
        return Edited(None)

    def _edited(self, before: Query, move: Change, editor: Editor, commands: Commands) -> Edited:
        shift = same_again(before, move.text, self._parser.today)
        if shift is not None:
            return replace(commands.shift(before, shift), note=told_again(move.text))
        made = editor.change(before, move)
        after = made.query and of_same_year(made.query, before, move.text, self._parser.today)
        return replace(made, query=after)

    def _why_of(self, figure: str, memory: Memory) -> Heard | None:
        """`why did sales drop last quarter` as a question of its own; None where no figure is named."""
        parsed = self._parser.parse(figure)
        if self._answers(parsed) and not measures_of(parsed.readings[0].query):
            figure = f"number of {figure}"
            parsed = self._parser.parse(figure)
        if not self._answers(parsed) or not measures_of(parsed.readings[0].query):
            return None
        timed = any(is_time(c) for c in parsed.readings[0].query.where)
        whole = parsed if timed else self._parser.parse(f"{figure} by month")
        if not self._answers(whole):
            return None
        memory.states.append(Point(whole.readings[0].query, figure))
        return self._why(memory.states[-1])

    def _why(self, point: Point, spans: Sequence[Days] = (), of: str = "") -> Heard:
        """The change that is asked about: in the periods that are named, of the rows that are."""
        query, editor = point.query, Editor(self._parser, point.asked)
        dated = None
        if spans and not any(is_time(c) for c in query.where) and not any(g.grain for g in query.group):
            read = editor.read_behind(query, "in 2020")
            dated = next((c.term.col for c in read[1].where if is_time(c)), None) if read else None
        if of and not self._is_measured(of, query):
            only = editor.change(query, Change(of))
            if only.query is not None and not (only.read and only.read.unread) and only.query.group == query.group:
                query = only.query
            else:
                return Heard(None, NO_CHANGE_OF.format(words=of))
        tested = self._those.chosen(query) if query.having or query.limit else query
        tested = query if tested is None and not query.having else tested
        causes = self._causes.of(tested, spans, dated) if tested is not None else None
        if causes is None:
            return Heard(
                None,
                "To explain a change I need a figure over time, or for a period. Ask for one first, e.g. by month.",
            )
        sql, told_so = causes
        empty = self._parser.parse("")
        return Heard(replace(empty, readings=(Reading(query, sql, SURE, (), (told_so,)),), problem=""))

    def _heard(
        self, query: Query, sure: float, change: str, opening: str = "Follow-up: ", bound: tuple[str, ...] = ()
    ) -> Heard:
        sql = self._parser.sql_of(query)
        empty = self._parser.parse("")
        if sql is None:
            return Heard(replace(empty, problem="how these belong together"))
        return Heard(
            replace(empty, readings=(Reading(query, sql, sure, (), (f"{opening}{change}.", *bound)),), problem="")
        )


def _shows(parsed: Parsed) -> bool:
    """Whether a column is named that no condition is about: something to show, which a follow-up may not drop."""
    tested = {(c.term.col.table, c.term.col.name) for c in parsed.readings[0].query.where if not is_time(c)}
    named = [s.mention for s in parsed.draft.select if s.mention is not None and not s.implicit]
    return any(not tested & {x.place for x in m.of("column")} for m in named)


def _bound(read: Parsed | None, words: str) -> tuple[str, ...]:
    """Where the values of the words were looked for, as far as that is not plain: `“Berlin” is read as the city of customers`."""
    told = read.readings[0].assumptions if read is not None and read.readings else ()
    return tuple(a for a in told if " is read as the " in a and a[1:].partition("”")[0].casefold() in words.casefold())


def _fully(parsed: Parsed) -> bool:
    """Whether words that do not open like a follow-up were read well enough to be taken for one."""
    return not parsed.unread and bool(parsed.readings) and parsed.readings[0].confidence >= READ
