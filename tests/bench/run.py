"""
`make bench`: greenroom beside the least that could do the same, in the same minute on the same machine, so that the
ratios mean something where absolute numbers don't. Prints a table; bench.json in the build folder has every round.
"""
import argparse
import json
import sys
import tempfile
import time
import traceback
from pathlib import Path

from tests.bench import audit, crowd, growth, idle, questions, reads, starts, streams, warm
from tests.bench.house import Bench
from tests.bench.table import text

SECTIONS = {
    "reads": reads.measure,
    "starts": starts.measure,
    "own_share": questions.own_share,
    "first_one_first": questions.first_one_first,
    "warm": warm.measure,
    "same_second": crowd.same_second,
    "in_one_generator": crowd.in_one_generator,
    "idle": idle.measure,
    "growth": growth.measure,
    "audit": audit.measure,
    "streams": streams.measure,
}


def measured(bench: Bench, name: str) -> bool:
    """One section; one that fails costs its own figures and not those of the others."""
    print(f"Measuring {name.replace('_', ' ')}", flush=True)
    try:
        SECTIONS[name](bench)
    except (SystemExit, Exception) as failure:
        if not isinstance(failure, SystemExit):
            traceback.print_exc()
        bench.note(f"FAILED: section {name}: {failure}")
        return False
    return True


def report(bench: Bench, took: dict[str, float]) -> None:
    print()
    if bench.rows:
        print(text(bench.rows))
    for note in bench.notes:
        print(note)
    target = bench.build_dir / "bench.json"
    target.write_text(json.dumps({"rows": [row.as_json() for row in bench.rows], "notes": bench.notes,
                                  "secondsBySection": took, "quick": bench.quick}, indent=1))
    print(f"All rounds: {target}")


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure greenroom; see docs/performance.md.")
    parser.add_argument("--build-dir", type=Path, required=True)
    parser.add_argument("--only", nargs="*", choices=SECTIONS, help="measure these alone")
    parser.add_argument("--quick", action="store_true", help="fewer rounds and rows: to see that all works")
    options = parser.parse_args()
    took: dict[str, float] = {}
    failed = 0
    with tempfile.TemporaryDirectory(prefix="gr-bench-") as folder:
        bench = Bench(options.build_dir, Path(folder), options.quick)
        for name in options.only or SECTIONS:
            began = time.monotonic()
            failed += not measured(bench, name)
            took[name] = time.monotonic() - began
            print(f"  {took[name]:.0f} s", flush=True)
        report(bench, took)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
