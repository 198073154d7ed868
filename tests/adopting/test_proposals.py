"""What other tools' configuration decides, as rules; what has no rule is said."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.adopting.everything import proposals
from checks.adopting.path_regex import patterns_of_regex
from checks.adopting.record import record_text
from checks.change import MemoryTree
from checks.policy_loader import load_policy
from tests.cases import blob

TREE = {
    "src/shop/__init__.py": "",
    "src/shop/api/__init__.py": "",
    "src/shop/domain/__init__.py": "",
    "src/shop/storage/__init__.py": "",
    "src/shop/mail.py": "",
    "src/shop/plugins/a/__init__.py": "",
    "src/shop/plugins/b/__init__.py": "",
    "web/core/a.ts": "",
    "web/pages/b.ts": "",
}


def tree_of(files: Mapping[str, str]) -> MemoryTree:
    return MemoryTree({path: blob(text.encode()) for path, text in {**TREE, **files}.items()})


CASES: dict[str, tuple[dict[str, str], list[object], list[str]]] = {
    "import-linter in an INI file": (
        {
            ".importlinter": """\
[importlinter]
root_package = shop

[importlinter:contract:layers]
name = Layers
type = layers
containers = shop
layers =
    api
    domain | mail
    (storage)
ignore_imports =
    shop.storage.x -> shop.api.y

[importlinter:contract:no]
name = No mail in storage
type = forbidden
source_modules = shop.storage
forbidden_modules =
    shop.mail
    requests

[importlinter:contract:apart]
name = Plug-ins
type = independence
modules =
    shop.plugins.a
    shop.plugins.b

[importlinter:contract:own]
name = Ours
type = acme.contracts.Own
"""
        },
        [
            {"layers": ["src/shop/api", ["src/shop/domain", "src/shop/mail"], "src/shop/storage"]},
            {"forbid-import": {"from": ["src/shop/storage/**"], "to": ["src/shop/mail.py", "requests"]}},
            {"independent": ["src/shop/plugins/a/**", "src/shop/plugins/b/**"]},
        ],
        [
            (
                "`Layers` ignores the import `shop.storage.x -> shop.api.y`:"
                " grant it as an exception of the record"
            ),
            "`Ours` is of a type, or names modules, that cannot be found",
        ],
    ),
    "import-linter in pyproject.toml": (
        {
            "pyproject.toml": """\
[[tool.importlinter.contracts]]
name = "Layers"
type = "layers"
layers = ["shop.api", "shop.storage"]
"""
        },
        [{"layers": ["src/shop/api", "src/shop/storage"]}],
        [],
    ),
    "tach": (
        {
            "tach.toml": """\
forbid_circular_dependencies = true
[[modules]]
path = "shop.api"
depends_on = ["shop.domain"]
[[modules]]
path = "shop.domain"
depends_on = []
[[modules]]
path = "shop.storage"
[[modules]]
path = "shop.gone"
[[interfaces]]
expose = ["a"]
"""
        },
        [
            {"forbid-import": {"from": ["src/shop/api/**"], "to": ["src/shop/storage/**"]}},
            {
                "forbid-import": {
                    "from": ["src/shop/domain/**"],
                    "to": ["src/shop/api/**", "src/shop/storage/**"],
                }
            },
            {"forbid-cycle": {"in": ["src/shop/api/**", "src/shop/domain/**", "src/shop/storage/**"]}},
        ],
        [
            "the module `shop.gone` is not in the tree",
            "`interfaces`: write each as `public-interface`, with the names that may be imported",
        ],
    ),
    "ruff": (
        {
            "ruff.toml": """\
[lint.flake8-tidy-imports.banned-api]
"typing.TypedDict".msg = "Use typing_extensions."
cgi = {msg = "Use the framework"}
"""
        },
        [{"forbid-import": {"to": ["cgi"]}}, {"forbid-import": {"to": ["typing.TypedDict"]}}],
        [],
    ),
    "CODEOWNERS: the last entry that matches is the one that counts": (
        {
            ".github/CODEOWNERS": """\
# everything
*       @acme/all
*.sql   @acme/dba
/docs/  docs@example.com
/src/shop/generated/
"""
        },
        [
            {
                "require-approval": {
                    "from": ["@acme/all"],
                    "count": 1,
                    "paths": ["**", "!**/*.sql", "!src/shop/generated/"],
                }
            },
            {
                "require-approval": {
                    "from": ["@acme/dba"],
                    "count": 1,
                    "paths": ["**/*.sql", "!src/shop/generated/"],
                }
            },
        ],
        ["line 4: `/docs/` or an owner of it is of a form that has no rule"],
    ),
    "dependency-cruiser as a program": (
        {
            ".dependency-cruiser.cjs": """\
const base = require('./base');
/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    { name: 'core-knows-no-pages', from: { path: '^web/core' }, to: { path: '^web/(pages|routes)/' } },
    { name: 'not-to-spec', from: {}, to: { path: '\\\\.(spec|test)\\\\.ts$' } },
    { name: 'no-orphans', from: { orphan: true }, to: {} },
    { name: 'old', severity: 'ignore', from: {}, to: { path: '^web/old/' } },
    { name: 'except', from: { path: '^web/', pathNot: '^web/pages/' },
      to: { path: '^web/core/a.ts$' } },
    base.rule,
  ],
};
"""
        },
        [
            {"forbid-cycle": {}},
            {
                "forbid-import": {
                    "from": ["web/core/**", "web/core*"],
                    "to": ["web/pages/**", "web/routes/**"],
                }
            },
            {"forbid-import": {"to": ["**/*.spec.ts", "**/*.test.ts"]}},
            {"forbid-import": {"from": ["web/**", "!web/pages/**"], "to": ["web/core/a.ts"]}},
        ],
        [
            "`no-orphans` asks for something that has no rule kind",
            "a rule that is computed while the configuration runs",
        ],
    ),
    "ESLint, classic and as JSON": (
        {
            ".eslintrc.json": """\
{"rules": {"no-restricted-imports": ["error", "lodash", {"paths": [
   {"name": "moment", "message": "Use date-fns."}, {"name": "react", "importNames": ["Component"]}],
   "patterns": ["old-ui/*", {"group": ["../*"], "message": "no"}]}]},
 "overrides": [{"files": ["web/core/**"], "rules": {"no-restricted-imports": [2, "web-pages"]}},
               {"files": ["*.x"], "rules": {"no-restricted-imports": "off"}}]}
"""
        },
        [
            *(
                {
                    "forbid-import": {
                        "from": [
                            f"**/*.{end}" for end in ["js", "jsx", "mjs", "cjs", "ts", "tsx", "mts", "cts"]
                        ],
                        "to": [name],
                    }
                }
                for name in ("lodash", "moment", "old-ui")
            ),
            {"forbid-import": {"from": ["web/core/**"], "to": ["web-pages"]}},
        ],
        ["`no-restricted-imports` restricts something that no path or module name tells"] * 2,
    ),
    "ESLint, flat and as a program": (
        {
            "eslint.config.mjs": """\
import js from '@eslint/js';
export default [
  js.configs.recommended,
  { files: ['web/core/**'],
    rules: { 'no-restricted-imports': ['error', { name: 'axios', message: `use fetch` }] } },
];
"""
        },
        [{"forbid-import": {"from": ["web/core/**"], "to": ["axios"]}}],
        [],
    ),
}


@pytest.mark.parametrize(("files", "rules", "left_out"), CASES.values(), ids=CASES)
def test_a_configuration_becomes_rules_and_the_rest_is_said(
    files: dict[str, str], rules: list[object], left_out: list[str]
) -> None:
    (found,) = proposals(tree_of(files))
    assert list(found.rules) == rules
    assert list(found.left_out) == left_out


@pytest.mark.parametrize("files", [files for files, _, _ in CASES.values()], ids=CASES)
def test_a_proposed_record_reads_as_it_is(files: dict[str, str]) -> None:
    (found,) = proposals(tree_of(files))
    record = record_text(found)
    policy = load_policy(tree_of({**files, "docs/decisions/0001-proposed.md": record}), "")
    assert len(policy.decisions["ADR-0001"].rule_ids) == len(found.rules)


@pytest.mark.parametrize(
    ("regex", "patterns"),
    [
        ("^src/a/", ("src/a/**",)),
        ("^(src|lib)/a$", ("src/a", "lib/a")),
        ("node_modules/(?:x|y)/", ("**/node_modules/x/**", "**/node_modules/y/**")),
        ("^src/a\\.ts$", ("src/a.ts",)),
        ("^src/[^/]+/a", None),
        ("a|b", None),
        ("", None),
        ("^(a(b|c))$", ("ab", "ac")),
        ("^(a|b(c", None),
    ],
)
def test_only_a_regular_expression_that_a_pattern_can_say_becomes_one(
    regex: str, patterns: tuple[str, ...] | None
) -> None:
    assert patterns_of_regex(regex) == patterns


CONFIGURATIONS = st.sampled_from(
    [
        ".importlinter",
        "setup.cfg",
        "pyproject.toml",
        "tach.toml",
        "ruff.toml",
        "CODEOWNERS",
        ".dependency-cruiser.js",
        ".dependency-cruiser.json",
        "eslint.config.js",
        ".eslintrc",
        "package.json",
    ]
)
TEXTS = st.one_of(
    st.text(max_size=300),
    st.sampled_from([text for files, _, _ in CASES.values() for text in files.values()]).flatmap(
        lambda text: st.integers(0, len(text)).map(lambda at: text[:at] + text[at + 3 :])
    ),
)


@given(path=CONFIGURATIONS, text=TEXTS)
def test_no_configuration_breaks_the_reader(path: str, text: str) -> None:
    for proposal in proposals(tree_of({path: text})):
        assert record_text(proposal).endswith("\n")
