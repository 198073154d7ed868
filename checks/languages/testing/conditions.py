"""What a condition under which a test is skipped asks about, as far as its text tells."""

from __future__ import annotations

import re

_INTEGRATION = (
    r"\b(?:CI|GITHUB_ACTIONS|CONTINUOUS_INTEGRATION|TF_BUILD|GITLAB_CI|BUILDKITE|JENKINS_\w+"
    r"|(?:is|in|on)_?ci|[iI]sCI)\b"
)
_PLATFORM = (
    r"platform|os\.name|\buname\b|win(?:dows|32)|linux|darwin|mac_?os|posix|version|sys\.|find_spec|import|which\("
    r"|\bhas_|\bHAS_|_available|_AVAILABLE|is_?installed|GOOS|GOARCH|NumCPU|Short\(\)|arch|browser_?[nN]ame|isMobile|\bgpu\b|cuda"
)


def on_integration(text: str) -> bool:
    """Whether the condition is that the test runs in continuous integration."""
    return re.search(_INTEGRATION, text) is not None


def on_surroundings(text: str) -> bool:
    """Whether the condition is about the platform, a version, or something installed, and about nothing else.

    A test that cannot run somewhere is skipped there by honest work.
    """
    return not on_integration(text) and re.search(_PLATFORM, text, re.IGNORECASE) is not None
