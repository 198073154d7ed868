"""A small change that makes the checks load and prepare what judging a real one needs.

Grammars, tables and regular expressions are made when they are first asked for. A process that waits for
changes asks before the first one comes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from checks.change import Blob, Change, ChangedFile, MemoryTree, Mode, Status
from checks.diff import whole
from checks.patterns import PatternResults
from checks.policy import Policy
from checks.review import review
from checks.verdict import Verdict

_OID = "0" * 40

_BEFORE: Mapping[str, str] = {
    "src/orders.py": '''\
import json


def read(path):
    """Read it."""
    with open(path) as file:
        return json.load(file)
''',
    "src/orders.ts": """\
import { log } from './log';

export function read(text: string): Order {
  return JSON.parse(text);
}
""",
    "src/orders.go": """\
package orders

import "os"

func Read(path string) ([]byte, error) {
	return os.ReadFile(path)
}
""",
    "tests/test_orders.py": """\
from orders import read


def test_reads(tmp_path):
    assert read(tmp_path) == []
""",
    "src/orders.test.ts": """\
import { read } from './orders';

test('reads', () => {
  expect(read('{}')).toEqual({});
});
""",
    ".github/workflows/test.yml": """\
on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - run: pytest
""",
    "package.json": """\
{"scripts": {"test": "vitest"}, "dependencies": {}}
""",
    "README.md": """\
# Orders
""",
}
_AFTER: Mapping[str, str] = {
    "src/orders.py": '''\
import json
import requests


def read(path):
    """Read it."""
    try:
        with open(path) as file:
            return json.load(file)
    except Exception as problem:
        print(problem)


def send(orders, limit=10):
    for order in orders[:limit]:
        requests.post("https://example.org/orders", json=order, timeout=5)  # noqa: S113
    return len(orders)
''',
    "src/orders.ts": """\
import { log } from './log';
import axios from 'axios';

export function read(text: string): Order {
  try {
    return JSON.parse(text);
  } catch (problem) {
    console.log(problem);
  }
}

export const send = async (orders: Order[], limit = 10) => {
  for (const order of orders.slice(0, limit)) {
    await axios.post(`/orders/${order.id}`, order);
  }
  // eslint-disable-next-line no-console
  console.log(orders.length);
};
""",
    "src/orders.go": """\
package orders

import (
	"fmt"
	"os"
)

func Read(path string) ([]byte, error) {
	found, err := os.ReadFile(path)
	if err != nil {
	}
	return found, nil
}

func Send(orders []Order, limit int) error {
	for at, order := range orders {
		if at >= limit {
			break
		}
		fmt.Println(order.ID) //nolint:forbidigo
	}
	return nil
}
""",
    "tests/test_orders.py": """\
import pytest

from orders import read


@pytest.mark.skip
def test_reads(tmp_path):
    assert read(tmp_path)
""",
    "src/orders.test.ts": """\
import { read } from './orders';

test.skip('reads', () => {
  expect(read('{}')).toBeTruthy();
});
""",
    ".github/workflows/test.yml": """\
on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - run: pytest || true
""",
    "package.json": """\
{"scripts": {"test": "vitest"}, "dependencies": {"axios": "^1.7.0"}}
""",
    "README.md": """\
# Orders

Read and send orders.
""",
}


def rehearse(policy: Policy, engine: str = "") -> Verdict:
    """Judge a change of a few files under a policy; nothing is read and nothing is run."""
    trees = [MemoryTree({path: _blob(text) for path, text in side.items()}) for side in (_BEFORE, _AFTER)]
    files = tuple(_file(path, _BEFORE[path], _AFTER[path]) for path in sorted(_BEFORE))
    asked: Callable[[], PatternResults] = lambda: PatternResults(  # noqa: E731
        frozenset(rule.key for rule in policy.pattern_rules)
    )
    change = Change(_OID, "1" * 40, files, base_tree=trees[0], head_tree=trees[1])
    return review(change, policy, engine, asked)


def _file(path: str, before: str, after: str) -> ChangedFile:
    hunks = whole(before.encode(), after.encode())
    return ChangedFile(path, Status.MODIFIED, _blob(before), _blob(after), hunks)


def _blob(text: str) -> Blob:
    return Blob(_OID, Mode.FILE, len(text.encode()), text.encode())
