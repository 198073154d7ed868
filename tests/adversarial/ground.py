"""The ground every attack starts from: one repository, its policy and its decisions."""

# ruff: noqa: E501 - the texts of files stand on one line

from __future__ import annotations

LAYERS = "ADR-0001/forbid-import-1"
LAYERS_WEB = "ADR-0001/forbid-import-2"
LAYERS_GO = "ADR-0001/forbid-import-3"
INFRA = "ADR-0002/forbid-path-1"
PROTECTED = "ADR-0003/forbid-path-1"
SYSTEM = "ADR-0004/forbid-pattern-1"
EVAL = "ADR-0004/forbid-pattern-2"
EXEC = "ADR-0004/forbid-pattern-3"
PICKLE = "ADR-0004/forbid-pattern-4"
EQUAL = "ADR-0004/forbid-pattern-5"
WEB_EVAL = "ADR-0004/forbid-pattern-6"
REMOVED = "removed-test"
DELETED = "deleted-test-file"
SKIPPED = "skipped-test"
VACUOUS = "vacuous-test"
WEAKER = "weakened-assertion"
MUTED = "muted-test-run"
SUPPRESSED = "added-suppression"
GUARDRAIL = "changed-guardrail"
WIDENED = "widened-envelope"
AMENDED = "self-amendment"
UNPROVEN = "unproven-decision"
WEAKER_CI = "weakened-ci"
UNSAFE = "unsafe-workflow"
HIDDEN_EVAL = "pack/python/hidden-eval"
WEB_HIDDEN_EVAL = "pack/typescript/hidden-eval"
EVAL_OF_TEXT = "pack/python/eval-of-text"
SHELL = "pack/python/shell-from-string"

POLICY = """\
version: 1
mode: enforce
checks:
  removed-test: block
  deleted-test-file: block
  skipped-test: block
  vacuous-test: block
  weakened-assertion: block
  muted-test-run: block
  added-suppression: block
  changed-guardrail: block
  pack/python/hidden-eval: block
  pack/typescript/hidden-eval: block
"""


def record(title: str, *rules: str, instead: str = "ask the owner") -> str:
    """A decision that blocks agents."""
    listed = "\n".join(f"    - {rule}" for rule in rules)
    return (
        f"---\nstatus: accepted\ndate: 2026-03-02\nenforce:\n  level: block\n  instead: {instead}\n"
        f"  rules:\n{listed}\n---\n# {title}\n\n## Decision Outcome\n\nDecided, because it went wrong before.\n"
    )


_PROTECTED = (
    "secure/**",
    ".github/**",
    "AGENTS.md",
    "CLAUDE.md",
    ".claude/**",
    ".cursor/**",
    "docs/decisions/**",
    "tests/conftest.py",
    ".coveragerc",
    ".importlinter",
    "requirements*.txt",
    "**/.gitattributes",
    ".gitmodules",
    ".semgrepignore",
)
PROTECTED_LIST = ", ".join(f'"{pattern}"' for pattern in _PROTECTED)

TEST_FILE = """\
import pytest

from allowed.sums import add, halve


def test_add():
    assert add(2, 2) == 4


def test_halve():
    assert halve(3) == 1.5


class TestMore:
    def test_add_negative(self):
        assert add(-1, 1) == 0


@pytest.mark.parametrize("a, b, total", [(1, 2, 3), (0, 0, 0)])
def test_table(a, b, total):
    assert add(a, b) == total
"""

PYPROJECT = """\
[project]
name = "app"
version = "1.0"
dependencies = ["httpx>=0.28"]

[tool.pytest.ini_options]
testpaths = ["tests"]

[tool.coverage.report]
fail_under = 80
"""

WORKFLOW = """\
name: ci
on: [pull_request]
permissions: {contents: read}
jobs:
  test:
    runs-on: ubuntu-latest
    strategy:
      matrix: {python: ["3.11", "3.12"]}
    steps:
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683
      - run: pytest
"""

FILES = {
    ".github/decisis.yml": POLICY,
    ".github/workflows/ci.yml": WORKFLOW,
    ".github/CODEOWNERS": "* @acme/platform\n",
    ".github/copilot-instructions.md": "Write tests.\n",
    ".claude/settings.json": '{"permissions": {"deny": ["Bash(rm:*)"]}}\n',
    ".cursor/rules/style.mdc": "Use short functions.\n",
    "AGENTS.md": "Run the tests before you push.\n",
    "CLAUDE.md": "See AGENTS.md.\n",
    ".coveragerc": "[report]\nfail_under = 80\nomit =\n    setup.py\n",
    ".importlinter": "[importlinter]\nroot_package = app\n",
    "docs/decisions/0001-layers.md": record(
        "The domain does not know the infrastructure",
        'forbid-import: {from: "src/app/domain/**", to: ["app.infra", "src/app/infra/**"], transitive: true}',
        'forbid-import: {from: "web/src/domain/**", to: ["web/src/infra/**"], transitive: true}',
        'forbid-import: {from: "svc/domain/**", to: ["svc/infra/**"], transitive: true}',
    ),
    "docs/decisions/0002-infrastructure.md": record(
        "Agents leave the infrastructure alone",
        'forbid-path: {paths: ["src/app/infra/**"], deletions: true}',
    ),
    "docs/decisions/0003-protected.md": record(
        "What governs us is edited by its owners",
        f"forbid-path: {{paths: [{PROTECTED_LIST}], deletions: true}}",
    ),
    "docs/decisions/0004-banned.md": record(
        "No code from text",
        'forbid-pattern: {languages: [python], pattern: "os.system(...)"}',
        'forbid-pattern: {languages: [python], pattern: "eval(...)"}',
        'forbid-pattern: {languages: [python], pattern: "exec(...)"}',
        'forbid-pattern: {languages: [python], pattern: "pickle.loads(...)"}',
        'forbid-pattern: {languages: [python], pattern: "def __eq__(...): return True"}',
        'forbid-pattern: {languages: [javascript, typescript], pattern: "eval(...)"}',
    ),
    "pyproject.toml": PYPROJECT,
    "requirements.txt": "httpx==0.28.1\n",
    "README.md": "# App\n\nIt adds.\n",
    "secure/auth.py": "".join(f"def allow_{n}(user):\n    return user.level >= {n}\n\n\n" for n in range(30)),
    "src/app/__init__.py": "",
    "src/app/domain/__init__.py": "",
    "src/app/domain/orders.py": "from app.shared.money import Money\n\n\ndef price(order):\n    return Money(order)\n",
    "src/app/infra/__init__.py": "",
    "src/app/infra/db.py": "engine = object()\n\n\ndef session():\n    return engine\n\n\nLIMIT = 10\n",
    "src/app/shared/__init__.py": "",
    "src/app/shared/money.py": "class Money:\n    def __init__(self, amount):\n        self.amount = amount\n",
    "src/allowed/__init__.py": "",
    "src/allowed/sums.py": "def add(a, b):\n    return a + b\n\n\ndef halve(a):\n    return a / 2\n",
    "src/allowed/tool.py": "import os\n\n\ndef where():\n    return os.getcwd()\n",
    "tests/conftest.py": "import pytest\n\n\n@pytest.fixture\ndef two():\n    return 2\n",
    "tests/test_sums.py": TEST_FILE,
    "web/package.json": '{"name": "web", "private": true, "dependencies": {"left-pad": "1.3.0"}}\n',
    "web/tsconfig.json": '{"compilerOptions": {"baseUrl": ".", "paths": {"@shared/*": ["src/shared/*"]}}}\n',
    "web/src/domain/cart.ts": "export const total = (prices: number[]) => prices.length;\n",
    "web/src/infra/api.ts": "export const call = () => 1;\n",
    "web/src/cart.test.ts": (
        'import { total } from "./domain/cart";\n\ndescribe("cart", () => {\n'
        '  it("counts", () => {\n    expect(total([1, 2])).toBe(2);\n  });\n'
        '  it("is empty", () => {\n    expect(total([])).toBe(0);\n  });\n});\n'
    ),
    "svc/go.mod": "module example.org/svc\n\ngo 1.22\n",
    "svc/domain/order.go": "package domain\n\nfunc Price(n int) int { return n }\n",
    "svc/domain/order_test.go": (
        'package domain\n\nimport "testing"\n\nfunc TestPrice(t *testing.T) {\n'
        '\tif Price(2) != 2 {\n\t\tt.Fatal("wrong")\n\t}\n}\n'
    ),
    "svc/infra/db.go": "package infra\n\nfunc Open() int { return 1 }\n",
}
