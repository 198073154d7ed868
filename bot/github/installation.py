"""Credentials of an installation, used for every path alike.

The client library guesses from the path whether a request needs the App's own key. A path that holds the name
of a branch must not be guessed about: `x/installation` looks like a route of the App to it, and at `trunk#1`
it fails.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx
from githubkit.auth.app import AppAuth, AppInstallationAuthStrategy

_NO_ROUTE = httpx.URL("/")


class _Flow(AppAuth):
    def _get_api_route(self, url: httpx.URL) -> httpx.URL:
        del url
        return _NO_ROUTE


@dataclass
class InstallationAuth(AppInstallationAuthStrategy):
    """Authenticates every request with a token of the installation."""

    def get_auth_flow(self, github: Any) -> httpx.Auth:
        """What authenticates the requests of a client."""
        return _Flow(
            github,
            self.app_id,
            self.private_key,
            self.client_id,
            self.client_secret,
            self.installation_id,
            self.repositories,
            self.repository_ids,
            self.permissions,
        )
