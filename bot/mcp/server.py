"""The server: four tools that only read, and every decision as a resource.

It cannot block anything, since an agent has to ask it; the hook and the check run do.
"""

from __future__ import annotations

from typing import Literal

from mcp.server.fastmcp import FastMCP
from mcp.server.transport_security import TransportSecuritySettings
from mcp.types import ToolAnnotations

from bot.mcp.adviser import Adviser

_INSTRUCTIONS = (
    "The decisions of this repository bind every change. Ask `decisions_for` before you edit files and "
    "`check_change` before you write; what `list_rejected` tells was turned down and must not come back."
)
_READ_ONLY = ToolAnnotations(
    readOnlyHint=True, destructiveHint=False, idempotentHint=True, openWorldHint=False
)


def server_for(adviser: Adviser, port: int = 0) -> FastMCP:
    """The server on the decisions of one repository.

    Args:
        adviser: answers.
        port: port on loopback for HTTP. Requests for another host or of another origin are refused there, so
            that no page in a browser can ask.
    """
    names = [f"{host}:{port}" for host in ("127.0.0.1", "localhost", "[::1]")]
    server = FastMCP(
        "decisis",
        instructions=_INSTRUCTIONS,
        host="127.0.0.1",
        port=port,
        log_level="WARNING",
        transport_security=TransportSecuritySettings(
            enable_dns_rebinding_protection=True,
            allowed_hosts=names,
            allowed_origins=[f"http://{name}" for name in names],
        ),
    )
    for tool in (adviser.decisions_for, adviser.explain, adviser.check_change, adviser.list_rejected):
        server.add_tool(tool, annotations=_READ_ONLY, structured_output=True)

    @server.resource("decision://{name}", mime_type="text/markdown")
    def decision(name: str) -> str:
        """A decision as rules, with its reason and what to do instead."""
        return adviser.explain(name).text

    return server


def serve(adviser: Adviser, transport: Literal["stdio", "streamable-http"], port: int) -> None:
    """Answer until the other side ends it.

    Args:
        adviser: answers.
        transport: `stdio`, or HTTP on loopback at `/mcp`.
        port: the port for HTTP.
    """
    server_for(adviser, port).run(transport)
