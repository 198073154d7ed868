"""`python -m bot.server`: the service without the command line around it."""

from bot.server.serve import main

if __name__ == "__main__":
    raise SystemExit(main())
