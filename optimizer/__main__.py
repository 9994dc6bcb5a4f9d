"""``python -m optimizer`` is ``fleetopt``."""

from optimizer.cli.entry import main

if __name__ == "__main__":
    main()
