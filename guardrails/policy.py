"""The policy file (DESIGN section 6): read, checked against the catalogue, turned into a `Policy`.

A file that is wrong in anything is refused at start, with its line, the value and the remedy: a policy that says
something else than its author meant is worse than none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any, get_args

import yaml
from pydantic import BaseModel, ConfigDict, Field, StrictBool, ValidationError
from pydantic import BeforeValidator as Before
from sqlglot import exp

from data.errors import BadSettings, NotAllowed
from data.types import Limits, Policy, Role, Schema, User, Visible
from guardrails import predicates
from guardrails.access import access_of, unrestricted, view
from guardrails.functions import foreign_functions
from guardrails.names import MAIN, did_you_mean, fold, key, listed
from guardrails.nodes import foreign_nodes
from guardrails.scopes import resolve

__all__ = ["load", "open_policy", "role_of", "view"]

ALL = "*"
_Path = tuple[str | int, ...]


def _one_or_many(value: object) -> object:
    return [value] if isinstance(value, str) else value


Names = Annotated[list[str], Before(_one_or_many)]


class _Limits(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    rows: int = Field(default=Limits().rows, ge=1)
    seconds: float = Field(default=Limits().seconds, gt=0)
    memory_mb: int = Field(default=Limits().memory_mb, ge=16)


class _Role(BaseModel):
    model_config = ConfigDict(extra="forbid")
    tables: Names
    hidden: Names = []
    masked: Names = []
    rows: dict[str, str] = {}
    limits: _Limits = _Limits()
    narrow_copy: StrictBool = False


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")
    roles: dict[str, _Role] = Field(min_length=1)
    default_role: str
    model_sees: Visible | dict[str, Visible] = "names"


def open_policy() -> Policy:
    """What holds without a policy file: every role reads everything."""
    return Policy(roles={name: Role(name) for name in ("analyst", "admin")}, default_role="analyst")


def role_of(policy: Policy, user: User, wanted: str | None = None) -> Role:
    """The role in force: `wanted` if the user has it, else the first of the user's, else the default. Raises NotAllowed."""
    own = user.roles or (policy.default_role,)
    name = own[0] if wanted is None else wanted
    if name not in own:
        raise NotAllowed(f"You do not have the role {name!r}.", f"Choose one of {listed(own)}.")
    if name not in policy.roles:
        raise NotAllowed(f"The policy has no role {name!r}.", f"It has {listed(policy.roles)}.")
    return policy.roles[name]


def load(path: Path, schema: Schema) -> Policy:
    """The policy in the file. Raises BadSettings with file, line, value and remedy."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise BadSettings(
            f"The policy file {path} cannot be read: {error.strerror}.", "Give the path of a YAML file."
        ) from None
    except UnicodeDecodeError:
        raise BadSettings(f"The policy file {path} is not UTF-8 text.", "Save it as UTF-8.") from None
    return _Reader(path, text, schema).policy()


class _Reader:
    """One reading of one file: keeps the tree of marks to say in which line a fault is."""

    def __init__(self, path: Path, text: str, schema: Schema) -> None:
        self.path, self.schema = path, schema
        self.known = {key(table.name): table for table in schema.tables}
        try:
            self.root = yaml.compose(text, Loader=yaml.SafeLoader)
            self.value = yaml.safe_load(text)
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            raise BadSettings(
                f"{path}, line {line}: not YAML ({error.problem}).", "Mend the indentation or the quotes."
            ) from None
        except yaml.YAMLError as error:
            raise BadSettings(f"{path}: not YAML ({error}).", "Save it as plain YAML text.") from None

    def fault(self, at: _Path, what: str, hint: str) -> BadSettings:
        return BadSettings(f"{self.path}, line {self.line(at)}: {what}", hint)

    def line(self, at: _Path) -> int:
        node, line = self.root, 1
        for part in at:
            if isinstance(node, yaml.MappingNode):
                pair = next(((k, v) for k, v in node.value if str(k.value) == str(part)), None)
                if pair is None:
                    break
                node, line = pair[1], pair[0].start_mark.line + 1
            elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
                node = node.value[part]
                line = node.start_mark.line + 1
        return line

    def policy(self) -> Policy:
        self.no_doubles(self.root, ())
        try:
            file = _File.model_validate(self.value)
        except ValidationError as error:
            raise self.invalid(error) from None
        roles = {name: self.role(name, role) for name, role in file.roles.items()}
        if file.default_role not in roles:
            raise self.fault(
                ("default_role",),
                f"the default role {file.default_role!r} is not among the roles.",
                f"Name one of {listed(roles)}.",
            )
        sees, by_column = self.sees(file)
        return Policy(roles=roles, default_role=file.default_role, model_sees=sees, model_sees_columns=by_column)

    def no_doubles(self, node: yaml.Node | None, at: _Path) -> None:
        """YAML takes the last of two equal keys in silence; here that is a fault."""
        if isinstance(node, yaml.MappingNode):
            seen: set[str] = set()
            for name, value in node.value:
                if name.value in seen:
                    line = name.start_mark.line + 1
                    raise BadSettings(
                        f"{self.path}, line {line}: {name.value!r} stands twice.", "Join the two entries."
                    )
                seen.add(name.value)
                self.no_doubles(value, (*at, name.value))

    def invalid(self, error: ValidationError) -> BadSettings:
        first = error.errors()[0]
        at = tuple(part for part in first["loc"] if isinstance(part, (str, int)))
        where = ".".join(str(part) for part in at) or "the file"
        if first["type"] == "extra_forbidden":
            keys = self.keys_at(at)
            return self.fault(
                at,
                f"{where} is not a key of a policy.",
                did_you_mean(str(at[-1]), keys) or f"Keys here: {listed(keys)}.",
            )
        if first["type"] == "missing":
            return self.fault(at[:-1], f"{where} is missing.", f"Add the key {at[-1]!r}.")
        return self.fault(
            at, f"{where}: {first['msg']} (it is {first['input']!r}).", "See docs/guard.md for the form of a policy."
        )

    @staticmethod
    def keys_at(at: _Path) -> list[str]:
        if len(at) == 1:
            return list(_File.model_fields)
        return list(_Limits.model_fields if "limits" in at else _Role.model_fields)

    def role(self, name: str, role: _Role) -> Role:
        at: _Path = ("roles", name)
        masked = {self.column(c, (*at, "masked", i)) for i, c in enumerate(role.masked)}
        rows = {}
        for table, predicate in role.rows.items():
            known = self.table(table, (*at, "rows", table))
            self.predicate(known, predicate, (*at, "rows", table))
            rows[known] = predicate
        made = Role(
            name=name,
            tables=None if ALL in role.tables else frozenset(self.tables(role.tables, (*at, "tables"))),
            hidden=frozenset(self.tables(role.hidden, (*at, "hidden"))),
            masked=frozenset(masked),
            rows=rows,
            limits=Limits(role.limits.rows, role.limits.seconds, role.limits.memory_mb),
            narrow_copy=role.narrow_copy,
        )
        if made.narrow_copy and unrestricted(made):
            raise self.fault(
                (*at, "narrow_copy"),
                f"the role {name!r} reads everything, and its narrow_copy would be the whole database again.",
                "Take the key away, or name the tables, hidden, masked or rows of the role.",
            )
        return made

    def tables(self, names: Iterable[str], at: _Path) -> Iterator[str]:
        for index, name in enumerate(names):
            schema, _, rest = fold(name.strip()).rpartition(".")
            if rest != ALL:
                yield self.table(name, (*at, index))
                continue
            schemas = sorted({s for s, _ in self.known})
            if schema not in (*schemas, MAIN):
                raise self.fault(
                    (*at, index),
                    f"there is no schema {schema!r}.",
                    did_you_mean(schema, schemas) or f"There are {listed(schemas)}.",
                )
            yield f"{schema}.{ALL}"

    def table(self, name: str, at: _Path) -> str:
        found = self.known.get(key(name.strip().replace('"', "")))
        if found is None:
            names = [table.name for table in self.schema.tables]
            raise self.fault(
                at, f"there is no table {name!r}.", did_you_mean(name, names) or f"There are {listed(names)}."
            )
        return fold(found.name)

    def column(self, name: str, at: _Path) -> tuple[str, str]:
        table, dot, column = name.strip().replace('"', "").rpartition(".")
        if not dot:
            raise self.fault(at, f"{name!r} is no column with its table.", "Write table.column.")
        known = self.table(table, at)
        names = [c.name for c in self.known[key(known)].columns]
        if fold(column) not in map(fold, names):
            hint = did_you_mean(column, names) or f"It has {listed(names)}."
            raise self.fault(at, f"the table {known} has no column {column!r}.", hint)
        return known, fold(column)

    def predicate(self, table: str, text: str, at: _Path) -> None:
        try:
            tree, places = predicates.parse(text)
        except predicates.PredicateError as error:
            raise self.fault(
                at, f"the predicate {text!r} on {table} is wrong: {error}.", 'Write e.g. "region = {user.region}".'
            ) from None
        names = [c.name for c in self.known[key(table)].columns]
        for column in predicates.columns(tree):
            if fold(column.name) not in map(fold, names):
                hint = did_you_mean(column.name, names) or f"{table} has {listed(names)}."
                raise self.fault(
                    at, f"the predicate on {table} reads {column.name!r}, which is not a column of it.", hint
                )
        self.readable(table, predicates.bind(tree, dict.fromkeys(places, "")), at)

    def readable(self, table: str, predicate: exp.Expr, at: _Path) -> None:
        """The predicate, its subqueries included, is made of what a query may be made of and reads what there is."""
        schema, name = key(table)
        tree = exp.select("1").from_(exp.table_(name, db=schema, quoted=True)).where(predicate)
        if foreign := [node.key for node in foreign_nodes(tree)] + foreign_functions(tree):
            raise self.fault(
                at,
                f"the predicate on {table} uses {foreign[0]}, which no query may.",
                "Write a plain condition; functions that only compute may stand in it.",
            )
        for finding in resolve(tree, access_of(self.schema, Role("policy"))).findings:
            raise self.fault(at, f"the predicate on {table} is wrong: {finding.reason}", finding.hint)

    def sees(self, file: _File) -> tuple[Visible, dict[tuple[str, str], Visible]]:
        if not isinstance(file.model_sees, dict):
            return file.model_sees, {}
        by_column: dict[tuple[str, str], Visible] = {}
        for name, visible in file.model_sees.items():
            if name != "default":
                by_column[self.column(name, ("model_sees", name))] = visible
        default: Any = file.model_sees.get("default", get_args(Visible)[0])
        return default, by_column
