"""Which package a place speaks of, and which path a manifest means."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.dependencies.model import Origin
from checks.dependencies.names import is_archive, named_by
from checks.dependencies.npm_spec import spec_of
from checks.dependencies.paths import joined


@pytest.mark.parametrize(
    ("location", "names"),
    [
        ("git+https://github.com/psf/requests.git@v2", ("requests",)),
        ("git+ssh://git@github.com/psf/requests#egg=x", ("requests",)),
        ("git@github.com:psf/requests.git", ("requests",)),
        ("github:psf/requests#main", ("requests",)),
        ("psf/requests", ("requests",)),
        ("https://github.com/psf/requests/archive/refs/tags/v1.zip", ("requests",)),
        ("https://github.com/psf/requests/zip/main", ("requests",)),
        ("https://codeload.github.com/psf/requests/tar.gz/abc", ("requests",)),
        ("https://api.github.com/repos/psf/requests/tar/v1", ("requests",)),
        ("https://gitlab.com/a/b/requests/-/archive/main/x.zip", ("requests",)),
        ("https://files.example.org/requests-2.31.0-py3-none-any.whl", ("requests",)),
        ("https://files.example.org/requests-2.31.0.tar.gz#sha256=00", ("requests",)),
        ("https://registry.npmjs.org/bad/-/bad-1.0.0.tgz", ("bad",)),
        ("https://registry.npmjs.org/@a/bad/-/bad-1.0.0.tgz", ("@a/bad",)),
        ("https://example.org/%62ad.git", ("bad",)),
        ("", ()),
    ],
)
def test_a_place_speaks_of_a_package(location: str, names: tuple[str, ...]) -> None:
    assert named_by(location) == names


@given(st.text())
def test_any_text_may_be_a_place(text: str) -> None:
    assert all(named_by(text))
    assert spec_of("a", text).name
    assert is_archive(text) in (True, False)
    joined("a/b.toml", text)


@pytest.mark.parametrize(
    ("written", "origin", "name", "constraint"),
    [
        ("^1.0.0", Origin.REGISTRY, "a", "^1.0.0"),
        ("npm:bad@^1", Origin.REGISTRY, "bad", "^1"),
        ("npm:@s/bad@1", Origin.REGISTRY, "@s/bad", "1"),
        ("npm:bad", Origin.REGISTRY, "bad", ""),
        ("npm:^1", Origin.REGISTRY, "a", "^1"),
        ("workspace:^", Origin.WORKSPACE, "a", ""),
        ("workspace:b@*", Origin.WORKSPACE, "a", ""),
        ("file:../x", Origin.PATH, "a", ""),
        ("../x", Origin.PATH, "a", ""),
        ("link:x", Origin.PATH, "a", ""),
        ("x/y", Origin.GIT, "a", ""),
        ("git+https://x/y.git#v1", Origin.GIT, "a", ""),
        ("https://github.com/x/y", Origin.GIT, "a", ""),
        ("https://github.com/x/y/archive/main.zip", Origin.URL, "a", ""),
        ("https://x/y.tgz", Origin.URL, "a", ""),
        ("jsr:@s/x@1", Origin.URL, "a", ""),
        ("patch:a@npm%3A1.0.0#./a.patch", Origin.REGISTRY, "a", "1.0.0"),
        ("latest", Origin.REGISTRY, "a", "latest"),
    ],
)
def test_specifiers_of_npm(written: str, origin: Origin, name: str, constraint: str) -> None:
    spec = spec_of("a", written)
    assert (spec.origin, spec.name, spec.constraint) == (origin, name, constraint)


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("./x", "a/x"),
        ("../x", "x"),
        ("../../x", None),
        ("file:../x", "x"),
        ("file:///x", None),
        ("/x", None),
        ("~/x", None),
        ("https://x/y", None),
        ("file:///${PROJECT_ROOT}/x", "a/x"),
        ("{root:uri}/../x", "x"),
        ("${basedir}/lib/x.jar", "a/lib/x.jar"),
        ("..\\x", "x"),
        ("C:\\x", None),
    ],
)
def test_paths_from_a_manifest(written: str, path: str | None) -> None:
    assert joined("a/pyproject.toml", written) == path
