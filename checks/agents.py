"""Known coding agents and the signs by which they show."""

from __future__ import annotations

from collections.abc import Mapping

BY_ACCOUNT: Mapping[int, str] = {}
BY_MAIL: Mapping[str, str] = {}
BY_BRANCH: Mapping[str, str] = {}
