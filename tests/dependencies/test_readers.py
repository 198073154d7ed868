"""Every reader: any bytes end in a reading, the same each time, and nothing valid is passed over."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from checks.dependencies.formats import format_of
from checks.dependencies.model import Dependency
from checks.dependencies.names import folded
from checks.dependencies.reading import Reading, read
from tests.pieces import rows_of

PATHS = [
    *("pyproject.toml", "requirements.txt", "constraints.txt", "setup.cfg", "setup.py", "Pipfile"),
    *("Pipfile.lock", "poetry.lock", "uv.lock", "pylock.toml", "environment.yml"),
    *("package.json", "package-lock.json", "yarn.lock", "pnpm-lock.yaml", "pnpm-workspace.yaml", "bun.lock"),
    *("go.mod", "go.sum", "Cargo.toml", "Cargo.lock", "pom.xml", "build.gradle", "build.gradle.kts"),
    *("libs.versions.toml", "gradle.lockfile", "a.csproj", "Directory.Packages.props", "packages.config"),
    *("packages.lock.json", "Gemfile", "Gemfile.lock", "a.gemspec"),
]
PIECES = [
    *(
        "[project]\n",
        "dependencies = [",
        '"a>=1"',
        "'b'",
        "]\n",
        "[[package]]\n",
        'name = "a"\n',
        "a.b.c = 1\n",
    ),
    *(
        '{"dependencies": {',
        '"a": "1"',
        ",",
        "}",
        "{",
        "[",
        '"',
        "'",
        '"""',
        "'''",
        "# c\n",
        "// c\n",
        "/* ",
    ),
    *(
        "a==1 \\\n",
        "-r x.txt\n",
        "-e git+https://x/y#egg=z\n",
        "a @ https://x/a-1.tar.gz\n",
        "; python\n",
    ),
    *("require (\n", "a.b/c v1.0.0 // indirect\n", ")\n", "replace a => b v1\n", "module x\n"),
    *("<project>", "<dependency>", "</dependency>", "<!DOCTYPE a>", "&a;", "<groupId>", "${x}", "$(x)"),
    *("dependencies {\n", "implementation 'a:b:1'\n", 'gem "a", "~> 1"\n', "do\n", "end\n", "GEM\n"),
    *("  specs:\n", "    a (1)\n", "packages:\n", "  /a@1:\n", "- ", "&x ", "*x", "a: b\n", "? ", "\n"),
    *(
        "setup(install_requires=[",
        "])\n",
        "\\",
        "\r",
        "\0",
        "\ufeff",
        "é",
        "\x0c",
        "\u2028",
        " ",
        "\t",
        "=",
    ),
]
CONTENTS = st.one_of(st.binary(max_size=200), rows_of([piece.encode() for piece in PIECES], most=40))


def reading(path: str, content: bytes) -> Reading:
    format_ = format_of(path)
    assert format_ is not None
    return read(format_, path, content)


@given(path=st.sampled_from(PATHS), content=CONTENTS)
@settings(max_examples=400, deadline=None)
@example(path="requirements.txt", content=b"\xff\xfea\x00")
@example(path="setup.py", content=b"setup(install_requires=[" + b"(" * 2_000)
@example(path="uv.lock", content=b"[[package]]\n[[package.x]]\n[[ package ]]\n")
def test_any_bytes_end_in_a_reading(path: str, content: bytes) -> None:
    found = reading(path, content)
    read.cache_clear()
    assert reading(path, content) == found
    lines = content.count(b"\n") + 1
    for entry in (*found.dependencies, *found.gaps, *found.includes):
        assert 1 <= entry.line <= lines
    assert all(one.line <= one.end_line <= lines and one.name for one in found.dependencies)


DEEP = 20_000
HOSTILE: dict[str, list[bytes]] = {
    "pyproject.toml": [
        b"a = " + b"[" * DEEP,
        b"a." * DEEP + b"b = 1",
        b"a = " + b"{a = " * DEEP,
        b"[" + b"a." * DEEP + b"b]",
        b'a = "' + b"\\\\" * DEEP + b'"',
        b"[[a]]\n" * DEEP,
        b"x = 1\n" * DEEP,
        b'x = """' + b'"' * DEEP,
    ],
    "package.json": [
        b"[" * DEEP,
        b'{"a":' * DEEP,
        b'"' * DEEP,
        b"/*" * DEEP,
        b'{"dependencies":' + b"1" * DEEP + b"}",
    ],
    "package-lock.json": [b'{"dependencies":{"a":' * DEEP],
    "pnpm-lock.yaml": [
        b"[" * DEEP,
        b"{a: " * DEEP,
        b"[a, " * DEEP,
        b"- " * DEEP,
        b"? " * DEEP,
        b"a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]\n",
        b"\n".join(b" " * i + b"a:" for i in range(1_000)),
        b'"' * DEEP,
    ],
    "environment.yml": [b"pip: [" + b"[" * DEEP],
    "pom.xml": [
        b"<a>" * DEEP,
        b'<!DOCTYPE a [<!ENTITY b "' + b"c" * 99 + b'"><!ENTITY d "&b;&b;">]><a>&d;</a>',
        b"<project><properties>"
        + b"".join(b"<p%d>${p%d}${p%d}</p%d>" % (i, i + 1, i + 1, i) for i in range(60))
        + b"</properties><parent><groupId>${p0}</groupId><artifactId>${p0}</artifactId></parent></project>",
        b"<a " + b'b="c" ' * DEEP + b"/>",
    ],
    "a.csproj": [b"<Project>" * DEEP, b'<Project Sdk="' + b"a;" * DEEP + b'"/>'],
    "requirements.txt": [
        b"a" * DEEP,
        b"a[" * DEEP,
        b"\\\n" * DEEP,
        b"a>=1," * DEEP,
        b"a @ " + b";x" * DEEP,
        b" #" * DEEP,
        b"x" * DEEP + b" #",
        b"a" + b" " * DEEP + b"b",
    ],
    "setup.cfg": [
        b"[options]\ninstall_requires =\n" + b"  a\n" * DEEP,
        b"a" * DEEP,
        b" " * DEEP,
        b"a" + b" " * DEEP,
    ],
    "setup.py": [
        b"A0 = []\n"
        + b"".join(b"A%d = [%s]\n" % (i, b"*A%d, " % (i - 1) * 9) for i in range(1, 15))
        + b"setup(install_requires=A14)",
        b"(" * DEEP,
        b"setup(install_requires=" + b"a+" * 20_000 + b"b)",
        b"-" * DEEP,
    ],
    "poetry.lock": [b"[[package]]\n" * DEEP],
    "go.mod": [
        b'"' + b'\\"' * DEEP,
        b'"' * DEEP,
        b"require (\n" * 1_000,
        b"//" * DEEP,
        b'require "' + b"a" * DEEP,
    ],
    "build.gradle": [
        b'"' + b'\\"' * DEEP,
        b"{" * DEEP,
        b"dependencies {" * 10_000,
        b"(" * DEEP,
        b"'" * DEEP,
        b"/*" * DEEP,
        b"a.b" * DEEP,
    ],
    "yarn.lock": [b'"a' * DEEP, b"a, " * DEEP + b":", b"a@" * DEEP + b":"],
    "Gemfile": [
        b"gem " * DEEP,
        b"gem('a', " * 2_000,
        b"group :a do\n" * 5_000,
        b"group :a do end\ngem 'a'\n" * 4_000,
        b"gem(\n" * 5_000,
        b'gem "a"\n' * 2_000,
    ],
    "Gemfile.lock": [b"    a (" * DEEP, b"DEPENDENCIES\n" + b"  a\n" * DEEP],
    "Cargo.lock": [b"[[package]]\n" * 50_000],
}


@pytest.mark.parametrize(
    ("path", "content"),
    [(path, content) for path, contents in HOSTILE.items() for content in contents],
    ids=lambda value: (
        value if isinstance(value, str) else value[:12].decode("latin-1").encode("unicode_escape").decode()
    ),
)
def test_hostile_content_ends_soon(path: str, content: bytes) -> None:
    before = time.process_time()
    reading(path, content)
    assert time.process_time() - before < 5


PLAIN = st.from_regex(r"[a-z][a-z0-9]{0,8}(-[a-z0-9]{1,5})?", fullmatch=True).filter(
    lambda name: name != "python"
)
NAMES = st.lists(PLAIN, min_size=1, max_size=6, unique=True)


def _lines(form: str) -> Callable[[list[str]], str]:
    return lambda names: "".join(form.replace("NAME", name) for name in names)


def _framed(first: str, form: str, last: str) -> Callable[[list[str]], str]:
    return lambda names: first + _lines(form)(names) + last


RENDERED: list[tuple[str, Callable[[list[str]], str], str]] = [
    ("pyproject.toml", _framed("[project]\ndependencies = [\n", '  "NAME[x]>=1", # c\n', "]\n"), "NAME"),
    ("pyproject.toml", _framed("[tool.poetry.dependencies]\n", 'NAME = {version = "^1"}\n', ""), "NAME"),
    ("pyproject.toml", _framed("[dependency-groups]\ndev = [", '"NAME",', "]\n"), "NAME"),
    ("Pipfile", _framed("[packages]\n", 'NAME = "*"\n', ""), "NAME"),
    ("requirements.txt", _lines("# c\nNAME == 1.0 ; python_version > '3'\n"), "NAME"),
    ("requirements.txt", _lines("NAME \\\n  >= 1 \\\n  --hash=sha256:00\n"), "NAME"),
    ("requirements.txt", _lines("NAME @ https://example.org/NAME-1.tar.gz\n"), "NAME"),
    ("setup.cfg", _framed("[options]\ninstall_requires =\n", "  NAME>=1\n", ""), "NAME"),
    ("setup.py", _framed("setup(install_requires=[\n", "  'NAME>=1',\n", "])\n"), "NAME"),
    ("environment.yml", _framed("dependencies:\n- pip:\n", "  - NAME==1\n", ""), "NAME"),
    ("poetry.lock", _lines('[[package]]\nname = "NAME"\nversion = "1"\nfiles = [{file = "a"}]\n'), "NAME"),
    ("uv.lock", _lines('[[package]]\nname = "NAME"\nversion = "1"\nsource = { registry = "x" }\n'), "NAME"),
    (
        "Pipfile.lock",
        _framed('{"default": {', '"NAME": {"version": "==1"},\n', '"z0-z": {"version": "==1"}}}'),
        "NAME",
    ),
    ("package.json", _framed('{"dependencies": {\n', '"NAME": "^1",\n', '"z0-z": "1"}}'), "NAME"),
    ("package.json", _framed('{"dependencies": {\n', '"x-NAME": "npm:NAME@^1",\n', '"z0-z": "1"}}'), "NAME"),
    ("package.json", _framed('{"dependencies": {\n', '"@s/NAME": "^1",\n', '"z0-z": "1"}}'), "@s/NAME"),
    (
        "package-lock.json",
        _framed('{"packages": {', '"node_modules/a/node_modules/NAME": {"version": "1"},\n', '"": {}}}'),
        "NAME",
    ),
    ("yarn.lock", _lines('"NAME@^1", NAME@^2:\n  version "1"\n  resolved "x"\n\n'), "NAME"),
    (
        "yarn.lock",
        _framed(
            "__metadata:\n  version: 8\n\n",
            '"NAME@npm:^1":\n  version: 1\n  resolution: "NAME@npm:1"\n\n',
            "",
        ),
        "NAME",
    ),
    ("pnpm-lock.yaml", _framed("packages:\n", "  NAME@1.0.0:\n    resolution: {integrity: x}\n", ""), "NAME"),
    (
        "pnpm-lock.yaml",
        _framed("packages:\n", "  /@s/NAME/1.0.0_x@2:\n    resolution: {integrity: x}\n", ""),
        "@s/NAME",
    ),
    ("bun.lock", _framed('{"packages": {', '"NAME": ["NAME@1", ""],\n', "}}"), "NAME"),
    ("go.mod", _framed("module x\nrequire (\n", "\tex.org/NAME v1.0.0\n", ")\n"), "ex.org/NAME"),
    ("go.mod", _lines("require ex.org/NAME v1.0.0 // indirect\n"), "ex.org/NAME"),
    ("go.sum", _lines("ex.org/NAME v1.0.0 h1:x=\nex.org/NAME v1.0.0/go.mod h1:x=\n"), "ex.org/NAME"),
    ("Cargo.toml", _lines('[dependencies.NAME]\nversion = "1"\n'), "NAME"),
    (
        "Cargo.toml",
        _framed("[target.x.dev-dependencies]\n", 'x-NAME = { package = "NAME", version = "1" }\n', ""),
        "NAME",
    ),
    ("Cargo.lock", _lines('[[package]]\nname = "NAME"\nversion = "1"\nsource = "registry+x"\n'), "NAME"),
    (
        "pom.xml",
        _framed(
            "<project><dependencies>\n",
            "<dependency><groupId>g</groupId>\n<artifactId>NAME</artifactId></dependency>\n",
            "</dependencies></project>",
        ),
        "g/NAME",
    ),
    ("build.gradle", _framed("dependencies {\n", "  api 'g:NAME:1' // c\n", "}\n"), "g/NAME"),
    (
        "build.gradle.kts",
        _framed("dependencies {\n", '  api("g:NAME:1") { exclude("x:y") }\n', "}\n"),
        "g/NAME",
    ),
    ("libs.versions.toml", _framed("[libraries]\n", 'NAME = "g:NAME:1"\n', ""), "g/NAME"),
    ("gradle.lockfile", _lines("g:NAME:1=compileClasspath\n"), "g/NAME"),
    (
        "a.csproj",
        _framed(
            "<Project><ItemGroup>\n",
            '<PackageReference Include="NAME" Version="1" />\n',
            "</ItemGroup></Project>",
        ),
        "NAME",
    ),
    (
        "packages.config",
        _framed("<packages>\n", '<package id="NAME" version="1" />\n', "</packages>"),
        "NAME",
    ),
    (
        "packages.lock.json",
        _framed('{"dependencies": {"n": {', '"NAME": {"type": "Direct"},\n', '"z0-z": {}}}}'),
        "NAME",
    ),
    ("Gemfile", _lines('gem "NAME", "~> 1" # c\n'), "NAME"),
    ("a.gemspec", _lines('s.add_dependency("NAME", ">= 1")\n'), "NAME"),
    (
        "Gemfile.lock",
        _framed("GEM\n  remote: x\n  specs:\n", "    NAME (1.0)\n      y (>= 1)\n", "\nDEPENDENCIES\n  z\n"),
        "NAME",
    ),
]


@pytest.mark.parametrize(
    ("path", "render", "form"), RENDERED, ids=lambda value: value if isinstance(value, str) else ""
)
@given(names=NAMES, ends=st.sampled_from(["\n", "\r\n"]), mark=st.booleans())
@settings(max_examples=8, deadline=None)
def test_nothing_is_passed_over(
    path: str, render: Callable[[list[str]], str], form: str, names: list[str], ends: str, mark: bool
) -> None:
    text = render(names)
    content = (b"\xef\xbb\xbf" if mark else b"") + text.replace("\n", ends).encode()
    found = reading(path, content)
    assert (found.failure, found.gaps) == ("", ())
    wanted = [form.replace("NAME", name) for name in names]
    seen = [one for one in found.dependencies if one.name != "z0-z"]
    assert sorted(one.name for one in seen) == sorted(wanted)
    lines = text.split("\n")
    for one in seen:
        place = "\n".join(lines[one.line - 1 : one.end_line])
        assert one.name.rpartition("/")[2] in place


@given(
    value=st.recursive(
        st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
        max_leaves=12,
    )
)
@settings(deadline=None)
def test_json_is_read_as_the_standard_library_reads_it(value: object) -> None:
    from checks.dependencies.json_nodes import json_nodes
    from checks.dependencies.nodes import Node

    def plain(node: Node) -> object:
        if node.is_mapping:
            return {key: plain(inner) for key, inner in node.entries}
        if node.is_list:
            return [plain(inner) for inner in node.items]
        return node.scalar

    def texts(inner: object) -> object:
        if isinstance(inner, dict):
            return {key: texts(one) for key, one in inner.items()}
        if isinstance(inner, list):
            return [texts(one) for one in inner]
        return str(inner) if isinstance(inner, int) and not isinstance(inner, bool) else inner

    for indent in (None, 2):
        for ascii_only in (True, False):
            written = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
            assert plain(json_nodes(written)) == texts(value)


def test_names_that_mean_one_package_are_equal() -> None:
    assert folded("pypi", "Foo__Bar.baz") == "foo-bar-baz"
    assert folded("cargo", "a_b") == folded("cargo", "a-b")
    assert folded("nuget", "Newtonsoft.Json") == "newtonsoft.json"
    assert folded("maven", "a.b:c") == folded("maven", "a.b/c")


@pytest.mark.parametrize(
    "path",
    [
        *("node_modules/a/package.json", "vendor/go.mod", "a/THIRD_PARTY/b/pom.xml", ".venv/lib/setup.py"),
        *("package.json.md", "my-package.json", "readme.txt", "gemfile.rb", "tox.ini", "xgo.mod"),
    ],
)
def test_other_files_are_no_manifests(path: str) -> None:
    assert format_of(path) is None


@pytest.mark.parametrize(
    "path", [*PATHS, "deep/er/PACKAGE.JSON", "a/dev-requirements.txt", "requirements/x.in"]
)
def test_manifests_are_known_anywhere_and_in_any_case(path: str) -> None:
    assert format_of(path) is not None
    assert format_of(f"a/b/{path.upper()}") == format_of(path)


def test_a_reading_holds_values() -> None:
    found = reading("requirements.txt", b"a==1\n")
    assert found.dependencies == (Dependency("pypi", "a", 1, 1, "==1"),)
