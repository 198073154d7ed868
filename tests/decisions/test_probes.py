"""Three decisions and the spellings by which matching of text lets them be broken, or cries wolf.

No MongoDB driver; billing code in one place alone; `requests` only inside of our own client.
"""

from __future__ import annotations

import pytest

from tests.decisions.judging import Files, Seen, judged, policy_of

NO_MONGO = """---
status: accepted
enforce:
  for: everyone
  instead: use the repository classes of `app.store`
  rules:
    - forbid-import: {to: [pymongo]}
---
# PostgreSQL is the only database

## Decision Outcome

Chosen option: "PostgreSQL", because one database is enough to run. Never `import pymongo`.
"""
BILLING = """---
status: accepted
enforce:
  for: everyone
  instead: put billing code under `src/billing`
  rules:
    - forbid-path: ["src/legacy_billing/**"]
    - forbid-path: ["**/*billing*/**", "**/*billing*.py", "!src/billing/**", "!src/legacy_billing/**"]
---
# Billing lives in one place

## Decision Outcome

Chosen option: "one place", because it is audited.
"""
OWN_CLIENT = """---
status: accepted
enforce:
  for: everyone
  paths: ["src/**", "!src/http/**"]
  instead: use `src.http.client`
  rules:
    - forbid-import: {to: [requests]}
---
# One HTTP client

## Decision Outcome

Chosen option: "our own client", because partners want requests that are signed.
"""
MONGO, LEGACY, ELSEWHERE, HTTP = (
    "ADR-0001/forbid-import-1",
    "ADR-0002/forbid-path-1",
    "ADR-0002/forbid-path-2",
    "ADR-0003/forbid-import-1",
)
RECORDS = {"0001-postgresql": NO_MONGO, "0002-billing": BILLING, "0003-one-client": OWN_CLIENT}
APP, SRC = "app/store.py", "src/orders.py"

CAUGHT = [
    ("from the package", APP, "from pymongo import MongoClient\n", 1, MONGO),
    ("the package", APP, "import pymongo\n", 1, MONGO),
    ("from a module of it", APP, "from pymongo.errors import X\n", 1, MONGO),
    ("two spaces", APP, "import  pymongo\n", 1, MONGO),
    ("two spaces and a tab", APP, "from  pymongo\timport MongoClient\n", 1, MONGO),
    ("over a line end", APP, "import \\\n    pymongo as db\n", 1, MONGO),
    ("in a function", APP, "def f():\n    if True:\n        import pymongo.collection\n", 3, MONGO),
    ("by a constant name", APP, "import importlib\nimportlib.import_module('pymongo')\n", 2, MONGO),
    ("by a split text", APP, "import importlib\nimportlib.import_module('py' + 'mongo')\n", 2, MONGO),
    ("by a joined list", APP, "import importlib as i\ni.import_module(''.join(['py', 'mongo']))\n", 2, MONGO),
    ("by the built-in", APP, "m = __import__('pymongo', fromlist=['x'])\n", 1, MONGO),
    ("in full-width letters", APP, "import ｐymongo\n", 1, MONGO),
    ("a new file under a forbidden path", "src/legacy_billing/new.py", "a = 1\n", 0, LEGACY),
    ("in another case", "src/Legacy_Billing/new.py", "a = 1\n", 0, LEGACY),
    ("a file outside of the required path", "src/billing_export.py", "a = 1\n", 0, ELSEWHERE),
    ("a folder outside of the required path", "services/billing/main.py", "a = 1\n", 0, ELSEWHERE),
    ("from requests", SRC, "from requests import get\n", 1, HTTP),
    ("one of two", SRC, "import os, requests\n", 1, HTTP),
    ("behind a semicolon", SRC, "import os; import requests.sessions as s\n", 1, HTTP),
]  # fmt: skip
SILENT = [
    ("a comment that obeys", APP, "# never import pymongo, see the decision\na = 1\n"),
    ("a docstring that obeys", APP, '"""Do not `import pymongo` here.\n\nimport pymongo\n"""\n'),
    ("a text", SRC, "hint = 'import requests is forbidden'\n"),
    ("a readme that obeys", "README.md", "Never `import requests`:\n\n    import requests\n"),
    ("a readme under the path", "src/README.md", "```python\nimport requests\n```\n"),
    ("a name that begins alike", APP, "import pymongo_inmemory\nfrom pymongoose import x\n"),
    ("a variable of that name", SRC, "requests = []\nrequests.append(1)\n"),
    ("a module of our own", SRC, "from src import requests_log\nfrom .requests import queue\n"),
    ("under the excluded path", "src/http/client.py", "import requests\n"),
    ("under no path of the record", "tools/load.py", "import requests\n"),
    ("a file inside of the required path", "src/billing/invoice.py", "a = 1\n"),
    ("a name that ends alike", "src/rebill.py", "a = 1\n"),
]


@pytest.mark.parametrize(
    ("path", "text", "line", "rule"), [row[1:] for row in CAUGHT], ids=[row[0] for row in CAUGHT]
)
def test_a_spelling_that_breaks_a_decision_is_found(path: str, text: str, line: int, rule: str) -> None:
    assert judged(policy_of(**RECORDS), {}, {path: text}) == Seen((f"{path}:{line}: {rule}",))


@pytest.mark.parametrize(("path", "text"), [row[1:] for row in SILENT], ids=[row[0] for row in SILENT])
def test_what_obeys_a_decision_is_left_alone(path: str, text: str) -> None:
    assert judged(policy_of(**RECORDS), {}, {path: text}) == Seen()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({APP: "import pymongo\n"}, {APP: "import os\nimport pymongo  # old\n"}),
        ({APP: "import pymongo\n"}, {"app/db.py": "import pymongo\n"}),
        ({"src/legacy_billing/old.py": "a = 1\n"}, {"src/billing/old.py": "a = 1\n"}),
        ({SRC: "import requests\n"}, {}),
    ],
)
def test_what_stood_before_and_is_moved_or_taken_away_is_left_alone(before: Files, after: Files) -> None:
    assert judged(policy_of(**RECORDS), before, after) == Seen()


NO_DRIVER = NO_MONGO.replace("forbid-import: {to: [pymongo]}", 'forbid-dependency: ["pkg:pypi/pymongo"]')
DRIVER = "ADR-0001/forbid-dependency-1"


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        ("requirements.txt", "flask\npymongo==4.6\n", 2),
        ("requirements.txt", "PyMongo[srv] >= 4 ; python_version > '3'\n", 1),
        ("requirements/dev.txt", "pymongo\n", 1),
        ("pyproject.toml", '[project]\nname = "a"\ndependencies = [\n  "flask",\n  "pymongo~=4.6",\n]\n', 5),
    ],
)
def test_a_manifest_that_takes_the_package_in_is_found(path: str, text: str, line: int) -> None:
    seen = judged(policy_of(**{"0001-postgresql": NO_DRIVER}), {}, {path: text})
    assert seen == Seen((f"{path}:{line}: {DRIVER}",))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({}, {"requirements.txt": "# no pymongo here\nflask\n"}),
        ({}, {"requirements.txt": "pymongo-inmemory==0.3\n"}),
        ({}, {"README.md": "pymongo==4.6\n"}),
        ({}, {APP: "name = 'pymongo==4.6'\n"}),
        ({"requirements.txt": "flask\npymongo==4.6\n"}, {"requirements.txt": "pymongo==4.7\nflask\n"}),
        ({"requirements.txt": "pymongo==4.6\n"}, {"requirements.txt": "flask\n"}),
    ],
)
def test_a_manifest_without_the_package_or_with_it_as_before_is_left_alone(
    before: Files, after: Files
) -> None:
    assert judged(policy_of(**{"0001-postgresql": NO_DRIVER}), before, after) == Seen()


LEDGER = BILLING.replace('forbid-path: ["src/legacy_billing/**"]', 'require-path: ["src/billing/ledger.py"]')


@pytest.mark.parametrize(
    ("after", "links", "count"),
    [
        ({}, {}, 1),
        ({"src/ledger.py": "a = 1\n"}, {}, 1),
        ({}, {"src/billing/ledger.py": "../ledger.py"}, 1),
        ({"src/billing/ledger.py": "a = 2\n"}, {}, 0),
    ],
)
def test_a_file_that_must_stay_where_it_is(after: Files, links: Files, count: int) -> None:
    before = {"src/billing/ledger.py": "a = 1\n"}
    seen = judged(policy_of(**{"0002-billing": LEDGER}), before, after, links)
    assert [one.rpartition(" ")[2] for one in seen.findings] == ["ADR-0002/require-path-1"] * count
