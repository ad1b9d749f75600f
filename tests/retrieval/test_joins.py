"""Join paths over foreign keys."""

from __future__ import annotations

import time
from itertools import pairwise

from data.types import Column, ForeignKey, Schema, Table
from retrieval.joins import JoinGraph, join_tree, paths


def table(name: str, *columns: str) -> Table:
    return Table(name, tuple(Column(c, "INTEGER") for c in ("id", *columns)))


def key(path: str, ref: str, inferred: bool = False) -> ForeignKey:
    name, column = path.split(".")
    return ForeignKey(name, (column,), ref, ("id",), inferred)


SHOP = Schema(
    (
        table("customers", "country_id"),
        table("countries"),
        table("orders", "customer_id", "store_id"),
        table("order_items", "order_id", "product_id"),
        table("products", "supplier_id"),
        table("suppliers", "country_id"),
        table("stores", "country_id"),
        table("notes", "text"),
    ),
    (
        key("customers.country_id", "countries"),
        key("orders.customer_id", "customers"),
        key("orders.store_id", "stores"),
        key("order_items.order_id", "orders"),
        key("order_items.product_id", "products"),
        key("products.supplier_id", "suppliers"),
        key("suppliers.country_id", "countries"),
        key("stores.country_id", "countries"),
    ),
)


def test_one_table_needs_no_join() -> None:
    tree = join_tree(SHOP, ["orders"])
    assert tree is not None
    assert (tree.tables, tree.edges) == (("orders",), ())


def test_two_tables_are_joined_through_the_one_between_them() -> None:
    tree = join_tree(SHOP, ["products", "orders"])
    assert tree is not None
    assert tree.tables == ("products", "order_items", "orders")
    assert tree.edges[0].on == (("products.id", "order_items.product_id"),)
    assert tree.edges[0].to_many
    assert not tree.edges[1].to_many
    assert tree.edges[1].why == "order_items points to orders (declared key)"
    assert tree.path.on == (("products.id", "order_items.product_id"), ("order_items.order_id", "orders.id"))


def test_a_tree_over_several_tables_is_the_smallest() -> None:
    tree = join_tree(SHOP, ["customers", "products", "stores"])
    assert tree is not None
    assert set(tree.tables) == {"customers", "orders", "stores", "order_items", "products"}
    for edge in tree.edges:
        assert tree.tables.index(edge.left) < tree.tables.index(edge.right)


def test_a_steiner_point_that_pairwise_paths_would_miss_is_found() -> None:
    # a, b and c meet in `hub`; between each two of them there is a way of the same length by a table of their own.
    names = ("a", "b", "c", "ab", "bc", "ca", "hub")
    links = {"hub": ("a", "b", "c"), "ab": ("a", "b"), "bc": ("b", "c"), "ca": ("c", "a")}
    schema = Schema(
        tuple(table(n, "a_id", "b_id", "c_id") for n in names),
        tuple(key(f"{link}.{end}_id", end) for link, ends in links.items() for end in ends),
    )
    tree = join_tree(schema, ["a", "b", "c"])
    assert tree is not None
    assert set(tree.tables) == {"a", "b", "c", "hub"}


def test_a_declared_key_is_taken_before_an_inferred_one() -> None:
    schema = Schema(
        (table("a", "x_id", "y_id"), table("x", "b_id"), table("y", "b_id"), table("b")),
        (
            key("a.x_id", "x", inferred=True),
            key("x.b_id", "b"),
            key("a.y_id", "y"),
            key("y.b_id", "b"),
        ),
    )
    tree = join_tree(schema, ["a", "b"])
    assert tree is not None
    assert tree.tables == ("a", "y", "b")


def test_of_two_ways_of_the_same_length_the_one_through_the_link_table_wins() -> None:
    schema = Schema(
        (table("students", "aaa_id"), table("courses", "aaa_id"), table("aaa"), table("taken", "s_id", "c_id")),
        (
            key("students.aaa_id", "aaa"),
            key("courses.aaa_id", "aaa"),
            key("taken.s_id", "students"),
            key("taken.c_id", "courses"),
        ),
    )
    tree = join_tree(schema, ["students", "courses"])
    assert tree is not None
    assert tree.tables == ("students", "taken", "courses")
    assert [p.tables[1] for p in paths(schema, "students", "courses")] == ["taken", "aaa"]


def test_unconnected_or_unknown_tables_have_no_tree() -> None:
    assert join_tree(SHOP, ["orders", "notes"]) is None
    assert join_tree(SHOP, ["orders", "nowhere"]) is None
    assert join_tree(SHOP, []) is None
    assert paths(SHOP, "orders", "notes") == ()
    assert paths(SHOP, "orders", "orders") == ()


def test_names_in_another_letter_case_are_the_same_tables() -> None:
    tree = join_tree(SHOP, ["ORDERS", "main.Customers", "orders"])
    assert tree is not None
    assert tree.tables == ("orders", "customers")


def test_a_key_to_a_hidden_table_or_column_is_not_used() -> None:
    schema = Schema((table("a", "b_id"), table("b")), (key("a.hidden_id", "b"), key("a.b_id", "hidden")))
    assert join_tree(schema, ["a", "b"]) is None


def test_two_keys_between_two_tables_are_both_told() -> None:
    schema = Schema((table("orders", "ship_id", "bill_id"), table("addresses")),
                    (key("orders.ship_id", "addresses"), key("orders.bill_id", "addresses")))  # fmt: skip
    edge = JoinGraph(schema).edge("orders", "addresses")
    assert edge.pairs == (("bill_id", "id"),)
    assert [k.columns for k in edge.others] == [("ship_id",)]


def test_a_key_of_two_columns_gives_two_equalities() -> None:
    schema = Schema((table("a", "x", "y"), table("b", "p", "q")), (ForeignKey("a", ("x", "y"), "b", ("p", "q")),))
    tree = join_tree(schema, ["b", "a"])
    assert tree is not None
    assert tree.edges[0].on == (("b.p", "a.x"), ("b.q", "a.y"))


def test_more_tables_than_the_exact_method_takes_are_still_joined() -> None:
    names = [f"t{i:02}" for i in range(12)]
    schema = Schema(
        tuple(table(n, "next_id") for n in names), tuple(key(f"{a}.next_id", b) for a, b in pairwise(names))
    )
    tree = join_tree(schema, names)
    assert tree is not None
    assert set(tree.tables) == set(names)
    assert len(tree.edges) == 11


def test_a_thousand_tables_take_no_noticeable_time() -> None:
    names = [f"t{i:04}" for i in range(1000)]
    keys = [key(f"t{i:04}.a_id", f"t{i // 2:04}") for i in range(1, 1000)]
    keys += [key(f"t{i:04}.b_id", f"t{i // 3:04}") for i in range(2, 1000)]
    graph = JoinGraph(Schema(tuple(table(n, "a_id", "b_id") for n in names), tuple(keys)))
    started = time.perf_counter()
    tree = graph.tree(["t0999", "t0500", "t0333", "t0777"])
    assert tree is not None
    assert time.perf_counter() - started < 2.0
    assert graph.tree(["t0999", "t0500", "t0333", "t0777"]) == tree
