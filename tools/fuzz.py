"""Reads, lints and reports broken SQL: no exception, no hang, no place outside of the text. See tests/fuzzing.py."""

from __future__ import annotations

import argparse
import sys
import time
import traceback
from random import Random

from tests.fuzzing import check, one_input

MOST_FAILURES = 10
EVERY = 10_000


class Tally:
    """What was tried, and what went wrong."""

    def __init__(self) -> None:
        self.started = time.monotonic()
        self.tried = self.characters = self.failed = 0

    def attempt(self, seed: int, number: int) -> None:
        """Checks one input, and says so where it fails."""
        data = one_input(seed, number)
        self.tried += 1
        self.characters += len(data)
        try:
            check(data, Random(number))
        except Exception:
            self.failed += 1
            print(f"\n--seed {seed} --only {number}: {data!r}\n{traceback.format_exc()}", flush=True)

    def __str__(self) -> str:
        seconds = time.monotonic() - self.started
        rate = f"{self.characters / 1e6:.1f} MB, {seconds:.0f} s, {self.tried / seconds:.0f} a second"
        return f"{self.tried} inputs, {self.failed} failed ({rate})"


def main() -> None:
    """Exit code 1 where anything failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="another seed means other inputs (default 1)")
    parser.add_argument("--count", type=int, default=200_000, help="how many inputs (default 200000)")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="stop after that long")
    parser.add_argument("--only", type=int, help="only the input of this number")
    options = parser.parse_args()
    tally = Tally()
    for number in range(options.count) if options.only is None else [options.only]:
        tally.attempt(options.seed, number)
        if tally.failed == MOST_FAILURES or time.monotonic() - tally.started > options.seconds:
            break
        if tally.tried % EVERY == 0:
            print(tally, flush=True)
    print(tally)
    sys.exit(tally.failed > 0)


if __name__ == "__main__":
    main()
