"""Joins: what their conditions read, for the rules and for the receipt."""

from __future__ import annotations

from sqlglot import exp

from guardrails.names import fold
from guardrails.reading import (
    JoinUse,
    Source,
)
from guardrails.scopes.expressions import Expressions
from guardrails.scopes.frame import (
    column_label,
    qualified,
)


class Joins(Expressions):
    """Judges USING and NATURAL, and notes the keys of every join."""

    def side_has(self, column: str, side: list[Source]) -> None:
        outs = [out for source in side for out in source.shape.outs if out.name == column]
        if any(not out.gap for out in outs):
            self.reading.columns.update(dict.fromkeys(o for out in outs if not out.gap for o in out.origins))
        elif any(out.gap for out in outs) or not any(source.shape.lax for source in side):
            self.unknown_column(column, side)

    def natural(self, left: list[Source], right: list[Source]) -> list[str]:
        names = [{out.name: out for s in side for out in s.shape.outs if out.name} for side in (left, right)]
        common = [name for name in names[0] if name in names[1]]
        if any(side[name].gap for side in names for name in common if name):
            self.find(
                "natural",
                "NATURAL JOIN would join on columns that you may not read.",
                "Write the join's columns with USING or ON.",
            )
        return [name for name in common if name]

    def note_join(self, join: exp.Join, left: list[Source], new: list[Source], using: list[str]) -> None:
        right = new[0].label if new else ""
        method, side, kind = fold(str(join.args.get("method") or "")), fold(join.side), fold(join.kind)
        use = JoinUse(
            left[-1].label if left else "", right, kind if kind in ("semi", "anti", "cross") else side or "inner"
        )
        if method == "asof" and use.kind == "inner":
            use.kind = "inner"
        for name in using:
            pair = qualified(name, left), qualified(name, new)
            use.on.append(pair)
            use.left = pair[0].rpartition(".")[0]
        on = join.args.get("on")
        for condition in on.flatten() if isinstance(on, exp.And) else [on] if on else []:
            self.note_condition(condition, use, [*left, *new], new)
        if not use.on and not use.other and use.kind == "inner":
            use.kind = "cross"
        self.reading.joins.append(use)

    def note_condition(self, condition: exp.Expr, use: JoinUse, every: list[Source], new: list[Source]) -> None:
        sides = [s for s in (condition.args.get("this"), condition.args.get("expression")) if isinstance(s, exp.Column)]
        if not isinstance(condition, exp.EQ) or len(sides) != 2:
            use.other.append(condition)
            return
        names = [column_label(side, every) for side in sides]
        if (
            any(source.label == names[0].rpartition(".")[0] for source in new)
            and names[1].rpartition(".")[0] != use.right
        ):
            names.reverse()
        use.on.append((names[0], names[1]))
        use.left = names[0].rpartition(".")[0] or use.left
