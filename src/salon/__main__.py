"""`python -m salon` is `salon`."""

import sys

from salon.server.hangup import hold_back


def main() -> None:
    """Run the command that the process was started with."""
    if "serve" in sys.argv[1:]:
        # Before all that takes time to load: somebody may want it to reload already.
        hold_back()
    from salon.cli import main as run  # noqa: PLC0415

    run()


if __name__ == "__main__":
    main()
