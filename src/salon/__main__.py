"""`python -m salon` is `salon`."""

from salon.cli import main

if __name__ == "__main__":
    main()
