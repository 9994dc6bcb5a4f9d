"""``python -m optimizer`` is ``fleetopt``."""

from optimizer.cli.main import main

if __name__ == "__main__":
    main(prog_name="fleetopt")
