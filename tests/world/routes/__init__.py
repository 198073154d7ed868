"""Every operation the world answers; importing this package registers them all."""

from __future__ import annotations

from tests.world.routes import (
    app,
    checks,
    contents,
    deliveries,
    issue_comments,
    labels,
    pulls,
    registration,
    repositories,
    review_comments,
    reviews,
    statuses,
    teams,
)

MODELLED = (
    app,
    checks,
    contents,
    deliveries,
    issue_comments,
    labels,
    pulls,
    registration,
    repositories,
    review_comments,
    reviews,
    statuses,
    teams,
)
