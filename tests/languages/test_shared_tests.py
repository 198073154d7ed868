"""What a Python test file has on both sides alike may be left out, and nothing is judged otherwise for it."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.languages.testing import language_of_tests
from checks.languages.testing.model import NotParsed, Test
from checks.languages.testing.python_shared import differing
from checks.languages.testing.reading import read_tests
from checks.source import Source
from tests.cases import cases

PATH = "tests/test_a.py"
PARTS = [
    "import pytest\nfrom app import total\n",
    "slow = pytest.mark.slow\n",
    "slow = pytest.mark.skip\n",
    "pytestmark = pytest.mark.skip\n",
    "def assert_same(a, b):\n    assert a == b\n",
    "def assert_same(a, b):\n    pass\n",
    "def check(x):\n    assert_same(x, 1)\n",
    "def test_one():\n    assert total() == 1\n",
    "def test_one():\n    assert total() == 2\n",
    "@slow\ndef test_two():\n    assert_same(total(), 2)\n",
    "@pytest.fixture(autouse=True)\ndef off():\n    pytest.skip('x')\n",
    "async def test_three():\n    check(total())\n",
    """class TestA:
    def setUp(self):
        self.x = 1

    def test_a(self):
        self.verify()

    def verify(self):
        assert total()
""",
    "class TestB:\n    def verify(self):\n        pass\n\n    def test_b(self):\n        self.verify()\n",
    "@slow\nclass TestC:\n    def test_c(self):\n        assert total()\n",
    "class Helper:\n    def test_d(self):\n        assert total()\n",
    "if True:\n    def test_one():\n        assert total()\n",
    "TEXT = '''\n",
    "'''\n",
    "ROWS = [\n",
    "]\n",
    "x = pytest.importorskip('y')\n",
    "def test_ünlike():\n    assert total()\n",
    "print 'of another Python'\n",
    *(f"def test_filler_{number}():\n    assert total({number})\n" for number in range(6)),
]
SIDES = st.lists(st.sampled_from(PARTS), max_size=12).flatmap(
    lambda base: st.tuples(
        st.just(base),
        st.one_of(
            st.lists(st.sampled_from(PARTS), max_size=4).map(lambda more: [*base, *more]),
            st.permutations(base),
            st.lists(st.sampled_from([*base, *PARTS]), max_size=12),
            st.integers(0, 12).map(lambda gone: base[:gone] + base[gone + 1 :]),
        ),
    )
)


def hold_against_whole(path: str, base: Source, head: Source) -> bool:
    """Whether something was left out; and then what is left must be as in the whole."""
    found = differing(path, base, head)
    if found is None:
        return False
    before, after = read_tests(path, base), read_tests(path, head)
    assert set(found.base.tests) <= set(before.tests)
    assert set(found.head.tests) <= set(after.tests)
    assert found.head.asserting - found.functions == after.asserting - found.functions
    names = {name for name, _ in found.head.functions}
    assert names <= {name for name, _ in after.functions} <= names | found.functions
    out_before = [test for test in before.tests if test not in found.base.tests]
    out_after = [test for test in after.tests if test not in found.head.tests]
    assert list(map(what_counts, out_before)) == list(map(what_counts, out_after))
    assert before.tests
    taken = {(test.path, test.name) for test in out_after}
    assert not taken & {(test.path, test.name) for test in (*found.base.tests, *found.head.tests)}
    return True


def what_counts(test: Test) -> tuple[object, ...]:
    return (
        *(test.name, test.body, test.disabled is None, test.calls, test.words, test.cases),
        *([found.text for found in test.assertions], [mark.text for mark in test.hollow]),
    )


@given(sides=SIDES)
@settings(max_examples=600, deadline=None)
def test_what_is_left_out_is_alike_on_both_sides_and_the_rest_as_in_the_whole(
    sides: tuple[list[str], list[str]],
) -> None:
    base, head = (Source("\n\n".join(side).encode()) for side in sides)
    hold_against_whole(PATH, base, head)


ABOUT_TESTS = {"removed-test", "skipped-test", "vacuous-test", "weakened-assertion"}


def test_every_case_of_the_pages_holds_with_tests_around_it() -> None:
    filler = "".join(f"\n\ndef test_filler_{number}():\n    assert total({number})\n" for number in range(40))
    left_out = 0
    for case in cases():
        for file in case.change().files if case.check in ABOUT_TESTS else ():
            if language_of_tests(file.path) != "python" or not file.base_source or not file.head_source:
                continue
            sides = [
                Source((source.text + filler).encode()) for source in (file.base_source, file.head_source)
            ]
            try:
                left_out += hold_against_whole(file.path, *sides)
            except NotParsed:
                raise AssertionError(f"{case.id}: left out although it does not parse") from None
    assert left_out > 20


LOOKS = """class TestLooks:
    def look(self):
        assert total()

    def test_a(self):
        self.look()
"""
OFF = "@pytest.fixture(autouse=True)\ndef test_off():\n    pytest.skip('x')\n"
FILLER = "".join(f"def test_filler_{number}():\n    assert total({number})\n" for number in range(30))

OTHERS = "".join(f"def test_other_{number}():\n    assert total({number})\n" for number in range(3))


@pytest.mark.parametrize(
    ("base", "head"),
    [
        pytest.param(
            LOOKS + "def test_b():\n    a.look()\n",
            LOOKS + "def test_b():\n    b.look()\n",
            id="a helper of a class is used elsewhere",
        ),
        pytest.param(
            "class TestB:\n    def look(self):\n        pass\n\n    def test_b(self):\n        pass\n"
            + LOOKS,
            LOOKS
            + "class TestB:\n    def look(self):\n        pass\n\n    def test_b(self):\n        return\n",
            id="of two helpers of one name the other is now the last",
        ),
        pytest.param(OTHERS, f"X = '''\n{OTHERS}'''\n", id="a text is opened in front and closed behind"),
        pytest.param(OTHERS, f"X = [\n{OTHERS}]\n", id="a bracket is opened in front and closed behind"),
        pytest.param(
            "x = pytest.importorskip('y')\ndef test_a():\n    assert x\ndef test_b():\n    assert total()\n",
            "x = pytest.importorskip('y')\ndef test_a():\n    assert x\ndef test_b():\n    assert total(1)\n",
            id="a module that would be skipped is used",
        ),
        pytest.param(
            OFF + "def test_b():\n    assert a\n",
            OFF + "def test_b():\n    assert b\n",
            id="a fixture that is called like a test takes effect on all",
        ),
        pytest.param(
            LOOKS.replace("look", "l\uff4f\uff4fk") + "def test_b():\n    a.look()\n",
            LOOKS.replace("look", "l\uff4f\uff4fk") + "def test_b():\n    b.look()\n",
            id="a helper is spelled in letters that Python reads as others",
        ),
    ],
)
def test_what_takes_effect_on_others_is_not_left_out(base: str, head: str) -> None:
    hold_against_whole(PATH, Source((base + FILLER).encode()), Source((head + FILLER).encode()))


def test_a_file_without_tests_is_read_whole() -> None:
    helpers = "".join(
        f"class Helper{number}:\n    def test_a(self):\n        assert a\n" for number in range(9)
    )
    base, head = Source(f"x = 1\n{helpers}".encode()), Source(f"x = 2\n{helpers}".encode())
    assert differing(PATH, base, head) is None


def test_a_touched_helper_has_all_its_users_read() -> None:
    """An unchanged test asserts less when the function that asserts for it does."""
    users = "".join(f"\n\ndef test_{number}():\n    assert_same(total(), {number})\n" for number in range(9))
    base = Source(("def assert_same(a, b):\n    assert a == b\n" + users).encode())
    head = Source(("def assert_same(a, b):\n    return a == b\n" + users).encode())
    assert differing(PATH, base, head) is None
    assert (
        differing(PATH, base, Source(base.content + b"\n\ndef test_new():\n    assert total()\n")) is not None
    )


def test_rules_are_loaded_without_a_parser_or_the_reader_of_any_language() -> None:
    """The command line loads every check to read a policy; it should not pay for languages nobody changed."""
    code = (
        "import sys; from checks.check import all_checks; all_checks(); "
        "print([name for name in sys.modules if name == 'ast_grep_py' or name.startswith("
        "('checks.languages.imports', 'checks.languages.places', 'checks.languages.testing.'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
