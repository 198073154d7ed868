"""What holds for every rule about imports: evasions, steadiness, limits, and what they refuse to be."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.binding import OptionsInvalid, bind
from checks.change import Blob, Change, ChangedFile, Incomplete, Reason, Tree, each_read
from checks.change import Mode as GitMode
from checks.check import Check, all_checks
from checks.compiled import dump, load
from checks.finding import Level, Violation
from checks.languages.places import lookup, passed_on, walk
from checks.policy import Mode, Policy, PolicySource, Rule
from checks.review import review
from tests.cases import blob, change_of

BEFORE = {
    "app/__init__.py": b"",
    "app/domain/__init__.py": b"",
    "app/infra/__init__.py": b"",
    "app/infra/db.py": b"engine = None\n",
    "app/infra/api.py": b"",
    "app/shared.py": b"from app.infra import db\nfrom app.infra.db import engine\n",
    "tsconfig.json": b'{"compilerOptions": {"paths": {"@infra/*": ["./web/infra/*"]}}}',
    "web/infra/db.ts": b"export const engine = 1;\n",
    "web/infra/api.ts": b"",
    "web/domain/index.ts": b"",
    "web/shared.ts": b'export * from "./infra/db";\n',
}
RULES = {
    "forbidden-import": {"from": ["app/domain/**", "web/domain/**"], "to": ["app/infra/**", "web/infra/**"]},
    "broken-layer": {"order": ["*/infra/**", "*/domain/**"]},
    "coupled-modules": {"modules": ["app/infra", "app/domain", "web/infra", "web/domain"]},
    "private-import": {"of": ["app/infra/**", "web/infra/**"], "names": ["*/infra/api.*"]},
}
PYTHON = {
    "IB02": b"from ..infra import db\n",
    "IB03": b"from .. import infra\n",
    "IB04": b"import app.infra as q\n",
    "IB06 parentheses": b"from ..infra import (\n    db,\n)\n",
    "IB06 backslash": b"from \\\n    app.infra \\\n    import db\n",
    "IB06 semicolon": b"x = 1; import app.infra.db\n",
    "IB07 function": b"def f():\n    from app.infra import db\n",
    "IB07 try": b"try:\n    import app.infra.db\nexcept ImportError:\n    pass\n",
    "IB08": b"from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from app.infra import db\n",
    "IB11": b'import importlib\nimportlib.import_module("app.infra.db")\n',
    "IB12": b'from importlib import import_module\nimport_module("..infra.db", package=__package__)\n',
    "IB14": b'__import__("app.infra.db", fromlist=["x"])\n',
    "IB15": b'exec("from app.infra import db")\n',
    "IB16": b'import sys\nsys.modules["app.infra.db"]\n',
    "IB18 pkgutil": b'import pkgutil\npkgutil.resolve_name("app.infra.db")\n',
    "IB18 runpy": b'import runpy\nrunpy.run_module("app.infra.db")\n',
    "IB19": b"from pathlib import Path\nexec(Path('app/infra/db.py').read_text(), {})\n",
    "IB23": "import ａpp.infra.db\n".encode(),
    "IB24": b"# c\rfrom app.infra.db import engine\n",
    "joined": b'import importlib\nimportlib.import_module("app." + "inf" + "ra.db")\n',
    "handed on": b"from app.shared import engine\n",
    "handed on as a module": b"from ..shared import db as d\n",
    "NUL": b"import app.infra.db\0\n",
    "encoding": b"# coding: utf_7\nx = 1 # app.infra\n",
}
WEB = {
    "IB30 joined": b'require(["../in", "fra/db"].join(""));\n',
    "IB30 template": b"const x = () => import(`../infra/db`);\n",
    "IB30 alias": b'import { engine } from "@infra/db";\n',
    "IB30 export": b'export * from "../infra/db.js";\n',
    "IB30 types": b'import type { engine } from "../infra/db";\n',
    "IB30 computed": b"const at = process.env.AT;\nconst x = () => import(`../${at}/db`);\n",
    "escapes": b'import "../\\u0069nfra/db";\n',
    "handed on": b'import { engine } from "../shared";\n',
}


def change(path: str, content: bytes) -> Change:
    before = {name: blob(text) for name, text in BEFORE.items()}
    return change_of(before, {**before, path: blob(content)})


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("evasion", PYTHON)
def test_no_evasion_of_python_passes_any_boundary(rule: str, evasion: str) -> None:
    check = bind(all_checks()[rule], RULES[rule])
    found = list(check.find(change("app/domain/new.py", PYTHON[evasion])))
    assert [one.path for one in found if isinstance(one, Violation | Incomplete)] == ["app/domain/new.py"]


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("evasion", WEB)
def test_no_evasion_of_javascript_passes_any_boundary(rule: str, evasion: str) -> None:
    check = bind(all_checks()[rule], RULES[rule])
    found = list(check.find(change("web/domain/new.ts", WEB[evasion])))
    assert [one.path for one in found if isinstance(one, Violation)] == ["web/domain/new.ts"]


@pytest.mark.parametrize("rule", RULES)
def test_what_is_permitted_stays_silent_in_the_same_repository(rule: str) -> None:
    check = bind(all_checks()[rule], RULES[rule])
    quiet = b"import app.shared\nfrom app import domain\nfrom . import other\nimport infra, json\n"
    assert list(check.find(change("app/domain/new.py", quiet))) == []
    assert list(check.find(change("app/infra/new.py", b"from . import db\nfrom .db import engine\n"))) == []


@pytest.mark.parametrize(
    ("rule", "value"),
    [
        ("broken-layer", []),
        ("broken-layer", ["a"]),
        ("broken-layer", ["a", []]),
        ("broken-layer", ["a", "a/"]),
        ("broken-layer", ["a", "!b"]),
        ("broken-layer", ["a", "../b"]),
        ("broken-layer", {"order": [["a", "b"]], "siblings-may-import": True}),
        ("broken-layer", {"order": ["a", "b"], "in": "src/*"}),
        ("broken-layer", {"order": ["a", "b"], "in": "../src"}),
        ("coupled-modules", []),
        ("coupled-modules", "billing"),
        ("coupled-modules", ["billing", "billing/**"]),
        ("coupled-modules", ["billing", "!shipping"]),
        ("coupled-modules", {"modules": ["a", "b"], "allow": ["/"]}),
        ("private-import", "billing"),
        ("private-import", {"of": "billing"}),
        ("private-import", {"of": "billing", "names": []}),
        ("private-import", {"of": "billing", "names": ["**"]}),
        ("private-import", {"of": "billing", "names": ["billing/**"]}),
        ("import-cycle", {"in": ["!src/**"]}),
        ("import-cycle", {"depth": 1}),
        ("import-cycle", {"between": "folders", "depth": -1}),
        ("forbidden-import", {"to": "a", "transitive": True}),
    ],
)
def test_options_under_which_a_rule_could_never_speak_are_refused(rule: str, value: object) -> None:
    with pytest.raises(OptionsInvalid):
        bind(all_checks()[rule], value)


@pytest.mark.parametrize(
    ("rule", "value"),
    [
        ("broken-layer", ["api", ["billing", "shipping"], "storage"]),
        ("broken-layer", {"order": ["api", "domain"], "in": "src/shop/", "siblings-may-import": True}),
        ("coupled-modules", "plugins/*"),
        ("coupled-modules", ["billing", "shipping"]),
        ("private-import", {"of": "billing", "names": "billing.Invoice"}),
        ("import-cycle", "src/**"),
        ("import-cycle", {"between": "folders", "depth": 2}),
        ("forbidden-import", {"from": "a/**", "to": "b", "transitive": True}),
    ],
)
def test_a_rule_that_was_compiled_is_the_same_rule(rule: str, value: object) -> None:
    check = bind(all_checks()[rule], value)
    policy = Policy(Mode.ENFORCE, (Rule(id="a", check=check, level=Level.BLOCK),), PolicySource("a", "", ""))
    assert load(dump(policy)) == policy


def ring(files: int, size: int = 0) -> tuple[Check, Change]:
    """A chain of so many modules, that a change makes a ring of."""
    before = {
        f"m{number}.py": blob(f"import m{number + 1}\n".encode() + b"#" * size) for number in range(files)
    }
    return bind(all_checks()["import-cycle"], {}), change_of(
        before, {**before, f"m{files}.py": blob(b"import m0\n")}
    )


def leak(files: int, size: int = 0) -> tuple[Check, Change]:
    """A chain of so many modules that ends at a ban, and a governed file that enters it."""
    before = {
        f"m{number}.py": blob(f"import m{number + 1}\n".encode() + b"#" * size) for number in range(files)
    }
    before[f"m{files}.py"] = blob(b"import requests\n")
    check = bind(all_checks()["forbidden-import"], {"from": "app/**", "to": "requests", "transitive": True})
    return check, change_of(before, {**before, "app/a.py": blob(b"import m0\n")})


@pytest.mark.parametrize("make", [ring, leak])
def test_a_long_way_is_walked_to_its_end(make: Callable[[int], tuple[Check, Change]]) -> None:
    check, long = make(200)
    (found,) = check.find(long)
    assert isinstance(found, Violation)
    assert "more)" in found.message
    assert len(found.message) < 300


@pytest.mark.parametrize("make", [ring, leak])
@pytest.mark.parametrize(("limit", "value"), [("MAX_FILES", 50), ("MAX_BYTES", 2_000)])
def test_a_walk_beyond_its_limit_is_incomplete(
    make: Callable[[int], tuple[Check, Change]], limit: str, value: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walk, limit, value)
    check, long = make(200)
    found = list(check.find(long))
    assert [one.code for one in found if isinstance(one, Incomplete)] == [Reason.TOO_LARGE]
    assert not any(isinstance(one, Violation) for one in found)


@pytest.mark.parametrize("make", [ring, leak])
def test_a_file_on_the_way_that_is_too_large_is_incomplete(
    make: Callable[[int, int], tuple[Check, Change]],
) -> None:
    check, short = make(3, 0)
    tree = dict(short.head_tree.files)
    tree["m1.py"] = replace(tree["m1.py"], content=None, size=2_000_000)
    found = list(check.find(replace(short, head_tree=type(short.head_tree)(tree))))
    assert [(one.code, one.path) for one in found if isinstance(one, Incomplete)] == [
        (Reason.TOO_LARGE, "m1.py")
    ]


def test_stars_that_lead_everywhere_are_followed_once_each() -> None:
    layers = {
        f"m{layer}x{number}.ts": blob(
            "".join(f'export * from "./m{layer + 1}x{other}";\n' for other in range(20)).encode()
        )
        for layer in range(7)
        for number in range(20)
    }
    last = {f"m7x{number}.ts": blob(b'export * from "./infra/db";\n') for number in range(20)}
    before = {**layers, **last, "infra/db.ts": blob(b"export const engine = 1;\n")}
    check = bind(all_checks()["forbidden-import"], {"from": "app/**", "to": "infra/**"})
    change = change_of(before, {**before, "app/a.ts": blob(b'export * from "../m0x0";\n')})
    (found,) = check.find(change)
    assert isinstance(found, Violation)
    assert found.message.endswith("`m7x0.ts`, which hand on `infra/db.ts`")


def test_stars_that_lead_too_far_are_incomplete(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passed_on, "MAX_ASKED", 5)
    before = {f"m{n}.py": blob(f"from m{n + 1} import *\nfrom k{n} import *\n".encode()) for n in range(7)}
    before |= {f"k{n}.py": blob(b"engine = 1\n") for n in range(7)}
    check = bind(all_checks()["forbidden-import"], {"from": "app/**", "to": "infra/**"})
    (found,) = check.find(change_of(before, {**before, "app/a.py": blob(b"from m0 import *\n")}))
    assert isinstance(found, Incomplete)
    assert (found.code, found.path) == (Reason.TOO_LARGE, "app/a.py")


def test_a_name_that_cannot_be_looked_for_is_incomplete(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookup, "MAX_LISTED", 3)
    check = bind(all_checks()["broken-layer"], ["api", "domain"])
    after = {f"a/b/{name}.py": blob(b"") for name in ("api", "domain", "x", "y")}
    (found,) = check.find(change_of({}, after))
    assert isinstance(found, Incomplete)


def test_a_layer_that_is_missing_for_longer_warns_and_one_that_is_taken_away_blocks() -> None:
    check = bind(all_checks()["broken-layer"], {"order": ["api", "domain", "none"], "in": "a"})
    before = {"a/api.py": blob(b""), "a/domain.py": blob(b"")}
    found = list(check.find(change_of(before, {"a/api.py": blob(b"x = 1")})))
    assert [one.at_most for one in found if isinstance(one, Violation)] == [None, Level.WARN]


@dataclass(frozen=True)
class CountingTree:
    """A tree that knows what was read of it."""

    tree: Tree
    read_paths: list[str] = field(default_factory=list)

    def mode(self, path: str) -> GitMode | None:
        return self.tree.mode(path)

    def read(self, path: str) -> bytes | None:
        self.read_paths.append(path)
        return self.tree.read(path)

    def read_all(self, paths: Iterable[str]) -> Iterable[tuple[str, bytes]]:
        return each_read(self, paths)

    def walk(self, prefix: str = "") -> Iterable[str]:
        return self.tree.walk(prefix)


def test_a_file_behind_a_boundary_that_is_too_large_to_be_compared_keeps_nobody_back() -> None:
    huge = Blob("a" * 40, GitMode.FILE, 2_000_000, None)
    copied = b"".join(b"line %d of many that repeat\n" % number for number in range(9))
    before = {"app/infra/data.py": huge, "app/infra/db.py": blob(copied)}
    check = bind(all_checks()["forbidden-import"], {"from": ["app/domain/**"], "to": ["app/infra/**"]})
    found = list(check.find(change_of(before, {**before, "app/domain/db.py": blob(copied)})))
    assert [one.message for one in found if isinstance(one, Violation)] == [
        "repeats `app/infra/db.py`, which it must not import"
    ]
    assert not [one for one in found if isinstance(one, Incomplete)]


def test_many_rules_over_the_same_files_read_each_file_once() -> None:
    before = {f"app/a{n}.py": blob(f"import app.a{n + 1}\n".encode()) for n in range(9)}
    unused = {"app/unused.py": blob(b"import app.a0\n")}
    after = {**before, **unused, "app/a9.py": blob(b"import app.a0, requests\n")}
    checks = [
        *(bind(all_checks()["import-cycle"], {"in": f"{folder}/**"}) for folder in ("app", "*", "a*") * 5),
        *(bind(all_checks()["forbidden-import"], {"to": ["requests", f"x{n}"]}) for n in range(50)),
    ]
    rules = tuple(Rule(id=f"r{n}", check=check, level=Level.BLOCK) for n, check in enumerate(checks))
    plain = change_of({**before, **unused}, after)
    tree = CountingTree(plain.head_tree)
    policy = Policy(Mode.ENFORCE, rules, PolicySource("a", "", ""))
    verdict = review(replace(plain, head_tree=tree), policy, "engine 1")
    assert len(verdict.findings) == len(checks)
    files = [path for path in tree.read_paths if path.startswith("app/")]
    assert sorted(files) == [*sorted(before), "app/a9.py"]


def test_the_order_of_files_changes_no_answer() -> None:
    before = {f"m{n}.py": blob(b"") for n in range(6)}
    after = {f"m{n}.py": blob(f"import m{(n + 1) % 6}, m{(n + 3) % 6}\n".encode()) for n in range(6)}
    whole = change_of(before, after)
    check = bind(all_checks()["import-cycle"], {})
    assert list(check.find(whole)) == list(check.find(change_of(dict(reversed(before.items())), after)))
    assert {type(file) for file in whole.files} == {ChangedFile}


Graph = dict[int, set[int]]
GRAPHS = st.dictionaries(st.integers(0, 5), st.sets(st.integers(0, 5), max_size=3), max_size=6)


def files_of(graph: Graph, folder: str = "") -> dict[str, Blob]:
    return {
        f"{folder}m{number}.py": blob(
            "".join(
                f"import {folder.replace('/', '.')}m{other}\n" for other in sorted(graph.get(number, ()))
            ).encode()
        )
        for number in range(6)
    }


def leads(graph: Graph, start: int, goal: int) -> bool:
    seen, pending = {start}, [start]
    while pending:
        for following in graph.get(pending.pop(), set()) - seen:
            seen.add(following)
            pending.append(following)
    return goal in seen


@given(before=GRAPHS, after=GRAPHS)
@settings(max_examples=100, deadline=None)
def test_a_cycle_is_told_where_a_new_import_closes_one_and_nowhere_else(before: Graph, after: Graph) -> None:
    check = bind(all_checks()["import-cycle"], {})
    found = {
        (one.path, one.line)
        for one in check.find(change_of(files_of(before), files_of(after)))
        if isinstance(one, Violation)
    }
    closing = {
        (f"m{number}.py", line)
        for number, others in after.items()
        for line, other in enumerate(sorted(others), start=1)
        if other not in before.get(number, set()) and other != number and leads(after, other, number)
    }
    assert found <= closing
    assert bool(found) == bool(closing)


@pytest.mark.parametrize("to", ["m5", "/m5.py"])
@given(before=GRAPHS, after=GRAPHS)
@settings(max_examples=100, deadline=None)
def test_a_boundary_is_crossed_through_others_where_that_is_new_and_nowhere_else(
    to: str, before: Graph, after: Graph
) -> None:
    check = bind(all_checks()["forbidden-import"], {"from": "m0.py", "to": to, "transitive": True})
    found = [
        one for one in check.find(change_of(files_of(before), files_of(after))) if isinstance(one, Violation)
    ]
    was, now = ({n: o for n, o in graph.items() if n != 5} for graph in (before, after))
    is_direct = 5 in now.get(0, ()) and 5 not in was.get(0, ())
    assert bool(found) == (is_direct or (leads(now, 0, 5) and not leads(was, 0, 5)))
