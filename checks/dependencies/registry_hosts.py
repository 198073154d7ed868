"""The registries that the tools themselves ask, and second sources that many projects share."""

from __future__ import annotations

import re

_OFFICIAL = frozenset(
    (
        *("registry.npmjs.org", "registry.yarnpkg.com", "npm.jsr.io", "jsr.io"),
        *("pypi.org", "files.pythonhosted.org", "pypi.python.org", "test.pypi.org"),
        *("index.crates.io", "static.crates.io", "crates.io", "rubygems.org", "index.rubygems.org"),
        *("api.nuget.org", "www.nuget.org", "nuget.org"),
        *("repo.maven.apache.org", "repo1.maven.org", "central.sonatype.com", "maven.google.com"),
        *("dl.google.com", "plugins.gradle.org", "services.gradle.org", "proxy.golang.org", "sum.golang.org"),
        *("conda.anaconda.org",),
    )
)
_SHARED = frozenset(
    (
        *("download.pytorch.org", "npm.pkg.github.com", "repo.spring.io", "oss.sonatype.org", "jitpack.io"),
        *("s01.oss.sonatype.org", "pypi.nvidia.com", "pkgs.dev.azure.com", "dl.fontawesome.com"),
        *("npm.fontawesome.com", "www.jitpack.io", "maven.pkg.github.com", "central.sonatype.org"),
    )
)
_HOST = re.compile(r"//(?:[^/@\s]*@)?(?P<host>[^/:\s?#]+)")


def host_of(url: str) -> str:
    """The host of a URL in lower case; empty if there is none."""
    found = _HOST.search(url)
    return found["host"].lower().rstrip(".") if found else ""


def is_official(url: str) -> bool:
    """Whether a URL leads, encrypted, to a registry that a package manager asks by itself."""
    if url.lower().startswith("jsr:"):
        return True
    is_index = "github.com/rust-lang/crates.io-index" in url
    return not url.lower().startswith("http:") and (is_index or host_of(url) in _OFFICIAL)


def is_shared(url: str) -> bool:
    """Whether a URL leads, encrypted, to a second source that many projects name."""
    return not url.lower().startswith("http:") and host_of(url) in _SHARED
