"""`python -m salon` is `salon`."""

import gc
import sys

from salon.server.hangup import hold_back


def main() -> None:
    """Run the command that the process was started with."""
    if "serve" in sys.argv[1:]:
        # Before all that takes time to load: somebody may want it to reload already.
        hold_back()
        # What is loaded stays. To look through it for garbage again and again takes a tenth of the start;
        # the server turns the collector on once it is there.
        gc.disable()
    from salon.cli import main as run  # noqa: PLC0415

    run()


if __name__ == "__main__":
    main()
