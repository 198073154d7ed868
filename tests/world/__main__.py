"""`python -m tests.world`: a world to try things against by hand.

Makes one repository with an agent's pull request, prints how to point the App at it, delivers to the
address given, and serves until it is interrupted.
"""

from __future__ import annotations

import sys
import tempfile
import threading
from pathlib import Path

import click

from tests.world.world import World


@click.command()
@click.option("--port", default=0, help="Port to listen on; 0 takes a free one.")
@click.option("--hook", help="Where to deliver, such as http://127.0.0.1:8000/webhook.")
def main(port: int, hook: str | None) -> None:
    """Serve a world with one pull request until interrupted."""
    with tempfile.TemporaryDirectory(prefix="world-") as folder, World(Path(folder), port=port) as world:
        key = Path(folder) / "app.pem"
        key.touch(mode=0o600)
        key.write_text(world.app.private_key)
        for name, value in world.environment().items():
            shown = key if name == "DECISIS_PRIVATE_KEY" else value
            click.echo(f"export {name}{'_FILE' if name == 'DECISIS_PRIVATE_KEY' else ''}={shown}")
        world.listen(hook)
        shop = world.repository("acme/shop", {"app.py": "import json\n"})
        pull = shop.open_pull(world.agent(), files={"app.py": "import json\nimport requests\n"})
        click.echo(f"# {shop.full_name}#{pull.number} is open: {world.api_url}/repos/acme/shop/pulls/1")
        click.echo("# press Ctrl-C to end")
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            click.echo("# closed")


if __name__ == "__main__":
    sys.exit(main())
