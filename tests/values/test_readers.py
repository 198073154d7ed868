"""Readers of structured files: the values that their tools see, the lines that people see, and no crash."""

from __future__ import annotations

import configparser
import json
import time
import tomllib
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.source import Source
from checks.values.formats import Format, documents_of, format_of
from checks.values.node import Items, Leaf, Node, Table, Unreadable, scalar_text
from checks.values.toml_lines import lines_of

scalars = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**20), 10**20), st.floats(-1e6, 1e6), st.text(max_size=8)
)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=12,
)


def read(text: str, format_: Format) -> tuple[Node, ...]:
    found = documents_of(Source(text.encode()), format_)
    if isinstance(found, Unreadable):
        raise found
    return found


def plain(node: Node) -> object:
    match node:
        case Leaf(value=value):
            return value
        case Items(nodes=nodes):
            return [plain(one) for one in nodes]
        case Table(entries=entries):
            return {entry.key: plain(entry.node) for entry in entries}


def leaves(node: Node) -> Iterator[Leaf]:
    match node:
        case Leaf():
            yield node
        case Items(nodes=nodes):
            for one in nodes:
                yield from leaves(one)
        case Table(entries=entries):
            for entry in entries:
                yield from leaves(entry.node)


@given(values, st.sampled_from([None, 1]))
def test_json_is_read_as_its_own_reader_does_each_value_on_its_line(
    value: object, indent: int | None
) -> None:
    text = json.dumps(value, indent=indent)
    (node,) = read(text, Format.JSON)
    assert plain(node) == value
    lines = text.split("\n")
    assert all(json.dumps(leaf.value) in lines[leaf.line - 1] for leaf in leaves(node))


@given(values)
def test_json_with_comments_and_trailing_commas_is_the_same(value: object) -> None:
    text = json.dumps(value, indent=1).replace("\n", ' // "no"\n/* no: [ */ ')
    (node,) = read(text, Format.JSON)
    assert plain(node) == value


@given(values)
def test_yaml_takes_json_for_the_same_values(value: object) -> None:
    text = json.dumps(value, indent=1)
    try:
        (node,) = read(text, Format.YAML)
    except Unreadable:
        return  # the one text that is JSON and no YAML: an escaped surrogate
    expected = json.loads(text)
    assert plain(node) == expected or "\\ud" in text


names = st.text(alphabet="ab-_", min_size=1, max_size=3)
toml_values = st.recursive(
    st.one_of(st.booleans(), st.integers(-99, 99), st.text(alphabet='a"\\#]}\n=', max_size=6)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(names, inner, max_size=3)),
    max_leaves=8,
)


def toml(value: object, newline: str) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case str() if "\n" in value and '"' not in value:
            return '"""\n' + value.replace("\\", "\\\\") + '"""'
        case str():
            return json.dumps(value)
        case list():
            separator = f", # x{newline}" if newline else ", "
            return f"[{newline}{separator.join(toml(one, newline) for one in value)}{newline}]"
        case dict():
            return "{ " + ", ".join(f"{json.dumps(k)} = {toml(v, '')}" for k, v in value.items()) + " }"
    raise AssertionError(value)


tables = st.lists(
    st.tuples(
        st.sampled_from(["[t{}]", "[[a]]", "[a.b{}]", '["x y".z{}]']),
        st.dictionaries(names, toml_values, max_size=3),
    ),
    max_size=4,
)


@given(tables)
def test_every_value_of_toml_has_its_line(sections: list[tuple[str, dict[str, object]]]) -> None:
    text = "# top = 1\n"
    for number, (header, pairs) in enumerate(sections):
        text += header.format(number) + "\n"
        text += "".join(f"{key} = {toml(value, chr(10))}\n" for key, value in pairs.items())
    try:
        expected = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        with pytest.raises(Unreadable):
            read(text, Format.TOML)
        return
    (node,) = read(text, Format.TOML)
    assert plain(node) == expected
    lines = text.split("\n")
    for leaf in leaves(node):
        if not isinstance(leaf.value, str):
            assert scalar_text(leaf.value) in lines[leaf.line - 1]
    assert set(locations(expected)) <= lines_of(text).keys()


def locations(value: object, at: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if at:
        yield at
    for step, child in (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    ):
        yield from locations(child, (*at, step))


ini_lines = st.lists(
    st.sampled_from(
        [
            "[s]",
            "[t]",
            "a = 1",
            "B: 2",
            "  c = 3",
            "   more",
            "",
            "# note",
            "  ; note",
            "key",
            "a=",
            "[x] y",
            "d = e = f",
            "\tg",
        ]
    ),
    max_size=10,
)


@given(ini_lines)
def test_ini_is_read_as_the_standard_library_does(lines: list[str]) -> None:
    text = "\n".join(["[first]", *lines])
    parser = configparser.RawConfigParser(
        interpolation=None, allow_no_value=True, strict=False, default_section="\0"
    )
    try:
        parser.read_string(text)
        expected = {name: dict(parser.items(name)) for name in parser.sections()}
    except (configparser.Error, AttributeError):
        return
    merged: dict[str, dict[str, object]] = {}
    (root,) = read(text, Format.INI)
    assert isinstance(root, Table)
    for entry in root.entries:
        section = plain(entry.node)
        assert isinstance(section, dict)
        merged.setdefault(entry.key, {}).update(section)
    assert merged == {
        name: {key: value or "" for key, value in section.items()} for name, section in expected.items()
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A=1\nexport B = two words # note\n", {"A": "1", "B": "two words"}),
        ("A='x # y'\nB=\"l1\nl2\\n\" # note\n", {"A": "x # y", "B": "l1\nl2\n"}),
        ("# A=1\n\nA=x#y\nB\nC:d\n", {"A": "x#y", "B": "", "C": "d"}),
    ],
)
def test_env_files(text: str, expected: dict[str, str]) -> None:
    assert plain(read(text, Format.ENV)[0]) == expected


@pytest.mark.parametrize("text", ["1A=2\n", "A='x\n", "just words\n"])
def test_env_files_that_do_not_parse(text: str) -> None:
    with pytest.raises(Unreadable):
        read(text, Format.ENV)


def test_properties() -> None:
    text = "! note\na.b = c\\\n    d\ne:f\ng h\\u0041\\n\nk\\=y=v\\\\\n  # note\nempty\n"
    (root,) = read(text, Format.PROPERTIES)
    assert plain(root) == {"a.b": "cd", "e": "f", "g": "hA\n", "k=y": "v\\", "empty": ""}
    assert isinstance(root, Table)
    assert [entry.line for entry in root.entries] == [2, 4, 5, 6, 8]


@settings(max_examples=400, deadline=None)
@given(
    st.text(alphabet="{}[]:,\"'#=&*!<|>?-.%\\/ \n\t~a0e\u00e9\u2028", max_size=80),
    st.sampled_from(list(Format)),
)
def test_any_text_is_read_or_refused(text: str, format_: Format) -> None:
    found = documents_of(Source(text.encode()), format_)
    assert isinstance(found, Unreadable) or all(
        1 <= leaf.line <= text.count("\n") + 1 for one in found for leaf in leaves(one)
    )


HOSTILE = [
    ("[" * 300_000, Format.YAML),
    ("[1," * 200_000, Format.YAML),
    ("{a: " * 200_000, Format.YAML),
    ("? " * 200_000, Format.YAML),
    ("- " * 200_000, Format.YAML),
    ("&a " * 200_000, Format.YAML),
    ("a: &a {b: 1}\n" + "c:\n <<: [" + "*a, " * 100_000 + "*a]\n", Format.YAML),
    ("[" * 300_000, Format.JSON),
    ('{"a":' * 100_000, Format.JSON),
    ('"' + "\\" * 300_000, Format.JSON),
    ("/*" * 200_000, Format.JSON),
    ("1" * 300_000, Format.JSON),
    ("a = " + "[" * 300_000, Format.TOML),
    ("a = " + "1" * 300_000, Format.TOML),
    ("a" + " " * 500_000 + "b", Format.INI),
    ("[" * 500_000, Format.INI),
    ('A="' + "\\" * 300_001, Format.ENV),
    ("A" * 500_000, Format.ENV),
    ("a" + "\\" * 300_000, Format.PROPERTIES),
    ("a\\\n" * 150_000, Format.PROPERTIES),
]


@pytest.mark.parametrize(("text", "format_"), HOSTILE, ids=[f"{f}-{t[:6]!r}" for t, f in HOSTILE])
def test_hostile_texts_end_soon(text: str, format_: Format) -> None:
    began = time.process_time()
    documents_of(Source(text.encode()), format_)
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    ("path", "format_"),
    [
        ("a/b.YML", Format.YAML),
        ("uv.lock", Format.TOML),
        (".env", Format.ENV),
        ("x/.env.production", Format.ENV),
        (".editorconfig", Format.INI),
        ("setup.cfg", Format.INI),
        ("tsconfig.base.json", Format.JSON),
        ("gradle.properties", Format.PROPERTIES),
        ("Makefile", None),
        ("src/env", None),
        ("a.py", None),
    ],
)
def test_a_name_tells_the_format(path: str, format_: Format | None) -> None:
    assert format_of(path) is format_
