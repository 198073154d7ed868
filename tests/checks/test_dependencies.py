"""What the cases of the two dependency checks cannot show: options, and that their answers are steady."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.binding import OptionsInvalid, bind
from checks.check import Check
from checks.compiled import dump, load
from checks.dependencies.purl import purl_pattern
from checks.dependencies.scopes import Scope
from checks.finding import Level
from checks.policy import Audience, Mode, Policy, PolicySource, Rule
from checks.rule_run import run
from checks.rules.forbidden_dependency import ForbiddenDependency
from checks.rules.unlisted_dependency import UnlistedDependency
from tests.cases import blob, change_of
from tests.dependencies.test_readers import CONTENTS, PATHS

EVERYTHING = [f"pkg:{name}/*" for name in ("pypi", "npm", "golang", "cargo", "maven", "nuget", "gem")]


@pytest.mark.parametrize("check", [ForbiddenDependency, UnlistedDependency])
@pytest.mark.parametrize("value", ["pkg:npm/a", ["pkg:npm/a"], {"packages": "pkg:npm/a"}])
def test_the_short_form_is_the_list_of_packages(check: type[Check], value: object) -> None:
    assert bind(check, value) == check(packages=("pkg:npm/a",))  # type: ignore[call-arg]


@pytest.mark.parametrize("check", [ForbiddenDependency, UnlistedDependency])
@pytest.mark.parametrize(
    "value",
    [
        *(
            {},
            {"packages": []},
            "requests",
            "pkg:pypi",
            "pkg:pypi/",
            "pkg:deb/curl",
            "pkg:npm/a?b=c",
            "pkg:npm/a#b",
        ),
        *("pkg:npm/a@what", "pkg:maven/artifact", "pkg:npm//a", {"packages": "pkg:npm/a", "scopes": []}),
        *({"packages": "pkg:npm/a", "scopes": ["test"]}, {"packages": "pkg:npm/a", "pattern": "x"}),
    ],
)
def test_options_under_which_it_could_never_speak_are_refused(check: type[Check], value: object) -> None:
    with pytest.raises(OptionsInvalid):
        bind(check, value)


@pytest.mark.parametrize(
    "value",
    [
        *(
            {"ecosystems": ["deb"]},
            {"packages": "pkg:npm/a", "count": 2},
            {"packages": "pkg:npm/a", "count": 0},
        ),
        *({"packages": "pkg:npm/a", "from": [""]},),
    ],
)
def test_an_approval_that_nobody_could_give_is_refused(value: object) -> None:
    with pytest.raises(OptionsInvalid):
        bind(UnlistedDependency, value)


@pytest.mark.parametrize(
    ("text", "type_", "name", "versions"),
    [
        ("pkg:npm/%40acme/ui@%3E%3D2", "npm", "@acme/ui", ">=2"),
        ("pkg:npm/@acme/ui@>=2 <3 || 4.x", "npm", "@acme/ui", ">=2 <3 || 4.x"),
        ("PKG:npm/x", "", "", ""),
        ("pkg:PyPI/Foo", "pypi", "Foo", ""),
        ("pkg:golang/github.com/a/b/v2@v2.1.0", "golang", "github.com/a/b/v2", "v2.1.0"),
        ("pkg:maven/org.acme/core@1.0", "maven", "org.acme/core", "1.0"),
    ],
)
def test_package_urls(text: str, type_: str, name: str, versions: str) -> None:
    if not type_:
        with pytest.raises(ValueError, match="no package URL"):
            purl_pattern(text)
        return
    found = purl_pattern(text)
    assert (found.type, found.name, found.versions) == (type_, name, versions)


@pytest.mark.parametrize(
    "check",
    [
        ForbiddenDependency(packages=("pkg:npm/a",), scopes=(Scope.DEV,)),
        UnlistedDependency(packages=("pkg:npm/b",), from_=("@acme/security",), scopes=(Scope.DEV,)),
    ],
)
def test_a_compiled_policy_judges_alike(check: Check) -> None:
    rule = Rule(id=check.name, check=check, level=Level.BLOCK, audience=Audience.EVERYONE)
    policy = Policy(mode=Mode.ENFORCE, rules=(rule,), source=PolicySource("x", "", ""))
    content = b'{"dependencies": {"a": "1"}, "devDependencies": {"a": "1"}}'
    change = change_of({}, {"package.json": blob(content)})
    again = run(load(dump(policy)).rules[0], change)
    assert again == run(rule, change)
    assert again.findings or again.waiting


@given(before=CONTENTS, after=CONTENTS, path=st.sampled_from(PATHS))
@settings(max_examples=150, deadline=None)
def test_any_change_is_judged_without_a_crash(before: bytes, after: bytes, path: str) -> None:
    change = change_of({path: blob(before)}, {path: blob(after)})
    for check in (
        ForbiddenDependency(packages=tuple(EVERYTHING), transitive=True),
        ForbiddenDependency(packages=tuple(f"{one}@>=1" for one in EVERYTHING)),
        UnlistedDependency(
            packages=("pkg:npm/none",), ecosystems=("pypi", "golang", "cargo", "maven", "gem")
        ),
    ):
        rule = Rule(id=check.name, check=check, level=Level.BLOCK, audience=Audience.EVERYONE)
        seen = run(rule, change)
        assert not [gap for gap in seen.gaps if gap.code == "INTERNAL"]
        assert run(rule, change) == seen


@given(content=CONTENTS, path=st.sampled_from(PATHS))
@settings(max_examples=100, deadline=None)
def test_a_manifest_that_stays_or_moves_as_it_is_reports_nothing(content: bytes, path: str) -> None:
    for check in (
        ForbiddenDependency(packages=tuple(EVERYTHING), transitive=True),
        UnlistedDependency(
            packages=("pkg:npm/none",), ecosystems=("pypi", "golang", "cargo", "maven", "gem")
        ),
    ):
        rule = Rule(id=check.name, check=check, level=Level.BLOCK, audience=Audience.EVERYONE)
        moved = change_of({path: blob(content)}, {f"deeper/{path}": blob(content)})
        assert run(rule, moved).findings == ()
