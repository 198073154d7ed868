"""What the service loads only when it needs it, loaded before anything is forked; see `tests.forking`."""

from __future__ import annotations

import gc
from importlib import import_module

from checks.check import all_checks

for name in (
    "alembic.command",
    "alembic.config",
    "checks.policy_loader",
    "httpcore",
    "uvicorn.lifespan.off",
    "uvicorn.loops.asyncio",
    "uvicorn.protocols.http.h11_impl",
):
    import_module(name)
all_checks()
# what is loaded stays: whoever is forked need not look through it for garbage, nor copy it by looking
gc.collect()
gc.freeze()
