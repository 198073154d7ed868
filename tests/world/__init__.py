"""A stateful stand-in for GitHub: real HTTP, real git, one state. See README.md beside this file."""

from __future__ import annotations

from tests.world.deliveries import Outbox
from tests.world.errors import Blocked
from tests.world.faults import (
    Abuse,
    BrokenJson,
    HalfBody,
    Hang,
    Happening,
    Html,
    NotFound,
    RateLimited,
    Reset,
    Status,
    Unauthorized,
)
from tests.world.handles.installation import Installation
from tests.world.handles.person import OtherApp, Person
from tests.world.handles.pull import Pull
from tests.world.handles.repository import Repository
from tests.world.modes import Forged, Late, Lost, Once, Twice, Varied
from tests.world.objects import Signature
from tests.world.world import World

__all__ = [
    "Abuse",
    "Blocked",
    "BrokenJson",
    "Forged",
    "HalfBody",
    "Hang",
    "Happening",
    "Html",
    "Installation",
    "Late",
    "Lost",
    "NotFound",
    "Once",
    "OtherApp",
    "Outbox",
    "Person",
    "Pull",
    "RateLimited",
    "Repository",
    "Reset",
    "Signature",
    "Status",
    "Twice",
    "Unauthorized",
    "Varied",
    "World",
]
