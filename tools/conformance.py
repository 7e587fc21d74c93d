"""How `flinkmc parse` scores, by version, on what real Flink and Alibaba's own grammar answered."""

from __future__ import annotations

import argparse

from tests.conformance import CASES, FLINK_VERSIONS, KNOWN, MAXCOMPUTE, Disagreement, known, score, write_known


def main() -> None:
    """Prints the figures, and what disagrees otherwise than `conformance_known.tsv` says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help=f"put what disagrees now into {KNOWN.name}")
    write = parser.parse_args().write
    if not CASES.is_dir():
        print(f"The cases are not beside the project: {CASES} is absent.")
        return
    reasons = known()
    found: set[Disagreement] = set()
    for version in (*FLINK_VERSIONS, MAXCOMPUTE):
        result = score(version)
        found |= result.disagreements
        print(result.figures)
    for sign, changed in (("+", found - reasons.keys()), ("-", reasons.keys() - found)):
        for each in sorted(changed):
            print(f"  {sign} {each.version} {each.kind} {each.case}")
    print(f"{len(found)} disagreements; those in {KNOWN.name} that are gone have a -, those that are not in it a +")
    if write:
        write_known({each: reasons.get(each, "") for each in found})


if __name__ == "__main__":
    main()
