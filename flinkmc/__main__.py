"""`python -m flinkmc`."""

from flinkmc.cli.main import main

if __name__ == "__main__":
    main(prog_name="flinkmc")
