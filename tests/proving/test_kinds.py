"""Examples of every kind of rule as an author would write them, and rules of two kinds that contradict."""

from __future__ import annotations

import pytest

from bot.engines.semgrep import SemgrepEngine
from checks.check import checks_by_rule_kind
from checks.policy_loader import read_policy
from checks.proving.proof import Proof, State
from checks.proving.prove import prove
from tests.policy.trees import tree

FILES = {
    ".github/decisis.yml": "version: 1\n",
    "LICENSE": "Apache-2.0\n",
    "package.json": '{"name": "shop"}\n',
    "pyproject.toml": "[project]\nname = 'shop'\nversion = '1'\n[tool.coverage.report]\nfail_under = 90\n",
    "schema/orders.proto": "message Order {}\n",
    "docs/api/orders.md": "# Orders\n",
    "shop/__init__.py": "",
    "shop/api/__init__.py": "",
    "shop/api/rest.py": "import json\n",
    "shop/domain/__init__.py": "",
    "shop/domain/order.py": "total = 1\n",
    "shop/storage/__init__.py": "",
    "shop/storage/rows.py": "rows = 1\n",
    "gen/orders.py": "a = 1\n",
    "web/Cart.tsx": "export const Cart = 1;\n",
}
RECORD = """---
status: accepted
enforce:
  level: block
  for: everyone
  instead: do it the other way
  rules:
    - {rule}
  examples:
    caught:
{caught}
    allowed:
{allowed}
---
# Decided
"""
CYCLE = """\
diff --git a/shop/a.py b/shop/a.py
new file mode 100644
--- /dev/null
+++ b/shop/a.py
@@ -0,0 +1 @@
+from shop import b
diff --git a/shop/b.py b/shop/b.py
new file mode 100644
--- /dev/null
+++ b/shop/b.py
@@ -0,0 +1 @@
+from shop import a
"""
LOWERED = """\
--- a/pyproject.toml
+++ b/pyproject.toml
@@ -1,2 +1,2 @@
 [tool.coverage.report]
-fail_under = 90
+fail_under = 80
"""
RAISED = """\
--- a/pyproject.toml
+++ b/pyproject.toml
@@ -1,2 +1,2 @@
 [tool.coverage.report]
-fail_under = 90
+fail_under = 95
"""
TAKEN_AWAY = """\
diff --git a/LICENSE b/LICENSE
deleted file mode 100644
--- a/LICENSE
+++ /dev/null
@@ -1 +0,0 @@
-text
"""
TOGETHER = """\
--- a/schema/a.proto
+++ b/schema/a.proto
@@ -1 +1 @@
-a
+b
--- a/docs/api/a.md
+++ b/docs/api/a.md
@@ -1 +1 @@
-a
+b
"""
FROZEN = """\
--- a/schema/a.proto
+++ b/schema/a.proto
@@ -1 +1 @@
-a
+b
"""
BY_HAND = """\
--- a/gen/orders.py
+++ b/gen/orders.py
@@ -1 +1 @@
-a = 1
+a = 2
"""
PUBLIC = "public-interface: {of: shop/storage, names: [shop/storage/rows.py]}"
KINDS = {
    "forbid-import": ("{to: [requests]}", ["import requests"], ["import json"]),
    "forbid-path": (
        '["shop/legacy/**"]',
        ["{path: shop/legacy/a.py, text: a = 1}"],
        ["{path: shop/domain/a.py, text: a = 1}"],
    ),
    "forbid-pattern": ('{languages: [python], pattern: "eval(...)"}', ["eval(text)"], ["ast.parse(text)"]),
    "forbid-text": (
        '{pattern: "db[.]old[.]example", in: ["shop/**"]}',
        ["HOST = 'db.old.example'"],
        ["a = 1"],
    ),
    "layers": (
        "[api, domain, storage]",
        ["from shop.api import rest"],
        ["{path: shop/api/new.py, text: from shop.storage import rows}"],
    ),
    "independent": ("[shop/domain, shop/storage]", ["from shop.storage import rows"], ["import json"]),
    "public-interface": (
        "{of: shop/storage, names: [shop/storage/rows.py]}",
        ["{path: shop/domain/new.py, text: from shop.storage import secret}"],
        ["{path: shop/domain/new.py, text: from shop.storage.rows import rows}"],
    ),
    "forbid-cycle": (
        '{in: "shop/**"}',
        [CYCLE],
        ["from shop.domain import order"],
    ),
    "forbid-dependency": (
        '["pkg:npm/left-pad"]',
        ['\'{"dependencies": {"left-pad": "1"}}\''],
        ["'{\"dependencies\": {}}'"],
    ),
    "allow-dependency": (
        '["pkg:pypi/requests"]',
        ["flask==1.0"],
        ["requests==2.0"],
    ),
    "require-value": (
        '{file: pyproject.toml, at: "$.tool.coverage.report.fail_under", at-least: 90}',
        [LOWERED],
        [RAISED],
    ),
    "require-path": (
        "[LICENSE]",
        [TAKEN_AWAY],
        ["{path: LICENSE, text: Apache-2.0}"],
    ),
    "require-with": (
        '{when: ["schema/**"], also: ["docs/api/**"]}',
        ["message Payment {}"],
        [TOGETHER],
    ),
    "require-header": (
        '{paths: ["shop/**"], text: "# SPDX-License-Identifier: Apache-2.0"}',
        ["a = 1"],
        ["'# SPDX-License-Identifier: Apache-2.0'"],
    ),
    "require-approval": (
        '{from: ["@acme/dba"], paths: ["schema/**"]}',
        ["{path: schema/a.proto, text: message A}"],
        ["{path: shop/a.py, text: a = 1}"],
    ),
    "require-check": (
        '{name: ci / test, paths: ["schema/**"]}',
        ["{path: schema/a.proto, text: message A}"],
        ["{path: shop/a.py, text: a = 1}"],
    ),
    "freeze-path": (
        '["schema/**"]',
        [FROZEN],
        ["{path: shop/a.py, text: a = 1}"],
    ),
    "generated-path": (
        '{paths: ["gen/**"], from: ["schema/**"]}',
        [BY_HAND],
        ["{path: schema/a.proto, text: message A}"],
    ),
    "naming": (
        '{paths: ["web/**"], style: PascalCase}',
        ["{path: web/cart_item.tsx, text: 'export {}'}"],
        ["{path: web/CartItem.tsx, text: 'export {}'}"],
    ),
    "limit-size": (
        "{lines: 2, files: 5}",
        [r'{path: shop/a.py, text: "a = 1\nb = 1\nc = 1"}'],
        ["{path: shop/a.py, text: a = 1}"],
    ),
    "require-link": (
        'issue\n      paths: ["schema/**"]',
        ["{path: schema/a.proto, text: message A}"],
        ["{path: shop/a.py, text: a = 1}"],
    ),
    "require-reason": (
        '["schema/**"]',
        ["{path: schema/a.proto, text: message A}"],
        ["{path: shop/a.py, text: a = 1}"],
    ),
}


def proved(**records: str) -> Proof:
    ground = tree(**FILES, **{f"docs/decisions/{name}.md": text for name, text in records.items()})
    return prove(read_policy(ground, ""), ground, "2026-03-02", SemgrepEngine().scan)


def record(kind: str, options: str, caught: list[str], allowed: list[str]) -> str:
    return RECORD.format(
        rule=f"{kind}: {options}",
        caught="".join(map(_item, caught))[:-1],
        allowed="".join(map(_item, allowed))[:-1],
    )


def _item(written: str) -> str:
    if "\n" not in written:
        return f"      - {written}\n"
    return "      - diff: |\n" + "".join(f"          {line}\n" for line in written.splitlines())


def test_there_are_examples_of_every_kind() -> None:
    assert set(KINDS) == set(checks_by_rule_kind())


@pytest.mark.parametrize("kind", KINDS)
def test_a_rule_of_this_kind_is_proved(kind: str) -> None:
    options, caught, allowed = KINDS[kind]
    proof = proved(**{"0001-a": record(kind, options, caught, allowed)})
    assert [(flaw.message, flaw.seen) for flaw in proof.flaws] == []
    rule = proof.records[0].rules[0]
    assert (rule.state, rule.caught, rule.allowed) == (State.PROVEN, len(caught), len(allowed))


@pytest.mark.parametrize(
    ("first", "second", "contradicts"),
    [
        ("require-path: [LICENSE]", "forbid-path: {paths: [LICENSE*], deletions: true}", True),
        ("require-path: [LICENSE]", "forbid-path: [LICENCE]", False),
        ('allow-dependency: ["pkg:pypi/requests"]', 'forbid-dependency: ["pkg:pypi/Requests"]', True),
        ('allow-dependency: ["pkg:npm/@acme/ui"]', 'forbid-dependency: ["pkg:npm/*"]', True),
        (
            'allow-dependency: ["pkg:npm/lodash@>=4.17.21"]',
            'forbid-dependency: ["pkg:npm/lodash@<4.17.21"]',
            False,
        ),
        ('allow-dependency: ["pkg:pypi/requests"]', 'forbid-dependency: ["pkg:npm/requests"]', False),
        ("layers: [api, domain, storage]", "layers: [storage, api]", True),
        ("layers: [api, domain, storage]", "layers: [api, storage]", False),
        ("layers: {order: [api, storage], in: shop}", "layers: {order: [storage, api], in: web}", False),
        (PUBLIC, "forbid-import: {to: [shop/storage/**]}", True),
        (PUBLIC, "forbid-import: {to: [shop/domain/**]}", False),
    ],
)
def test_two_rules_that_cannot_both_be_kept(first: str, second: str, *, contradicts: bool) -> None:
    texts = [RECORD.format(rule=rule, caught="      - x", allowed="      - x") for rule in (first, second)]
    proof = proved(**{f"000{number}-a": text for number, text in enumerate(texts, 1)})
    assert any(flaw.kind.value == "contradiction" for flaw in proof.flaws) is contradicts


def test_a_layer_to_which_no_file_belongs_is_dead_and_proves_nothing() -> None:
    proof = proved(
        **{"0001-a": record("layers", "[api, storrage]", ["from shop.api import rest"], ["import json"])}
    )
    assert proof.records[0].rules[0].state in (State.DEAD, State.DISPROVED)
    assert any("no file belongs to the layer" in flaw.message for flaw in proof.flaws)
