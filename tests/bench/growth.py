"""
What the number of stored sessions costs: GET /now and POST start with a thousand, a hundred thousand and a million
finished sessions of eight events and a description of 3 KB each. The houses stand side by side and take turns. As many
candidates are at work in each of them, spread over all that is stored.
"""
import random
import shutil
import time
from contextlib import ExitStack

from tests.bench.double import Double
from tests.bench.house import House, now_request, start_request
from tests.bench.seed import Seed, multiply
from tests.bench.table import Row, number

ROUNDS = 3
SECONDS = 2
STARTS = 400
TEMPLATES = 100
ACTIVE = 1000       # sessions that are read
SIZES, QUICK_SIZES = (1_000, 100_000, 1_000_000), (1_000, 5_000, 20_000)
BYTES_EACH = 14_000     # of disk for a session, generously


def measure(bench) -> None:
    sizes = QUICK_SIZES if bench.quick else SIZES
    room = shutil.disk_usage(bench.folder).free
    if room < sum(sizes) * BYTES_EACH:
        raise SystemExit(f"growth needs {sum(sizes) * BYTES_EACH / 1e9:.0f} GB in {bench.folder}, there are "
                         f"{room / 1e9:.0f}: set TMPDIR, or use --quick")
    with ExitStack() as open_houses, Double(bench, bench.folder) as double:
        houses: dict[int, House] = {}
        seeds: dict[int, Seed] = {}
        for size in sizes:
            houses[size] = open_houses.enter_context(bench.stack(double.settings()))
            seeds[size] = fill(bench, houses[size], double, size)
            houses[size].generator.stop()
        rounds(bench, houses, seeds)


def fill(bench, stack: House, double: Double, size: int) -> Seed:
    """Templates with eight events each: the AI fails once, then answers."""
    began = time.monotonic()
    templates = bench.sessions(stack, min(TEMPLATES, size))
    double.play(0, 0, fail=True)
    bench.press_all(stack, templates)
    double.log()
    seed = multiply(stack, templates, size)
    stored = sum(file.stat().st_blocks * 512 for file in (stack.mariadb.data_dir / "greenroom").iterdir())
    bench.note(f"{size:,} sessions take {stored / 1e6:,.0f} MB of disk, filled in {time.monotonic() - began:.0f} s.")
    return seed


def rounds(bench, houses: dict[int, House], seeds: dict[int, Seed]) -> None:
    chosen = {size: [now_request(seed.one(index)) for index in random.Random(1).sample(range(len(seed)), ACTIVE)]
              for size, seed in seeds.items()}
    reads: dict[int, list[float]] = {size: [] for size in houses}
    starts: dict[int, list[float]] = {size: [] for size in houses}
    for size, stack in houses.items():      # what is at work is in memory, as it is in a day's business
        bench.load(stack.public_port, 0, chosen[size])
        bench.load(stack.public_port, 0, [start_request(one) for one in bench.sessions(stack, 64)])
    for _ in range(bench.rounds(ROUNDS)):
        for size, stack in houses.items():
            reads[size].append(bench.load(stack.public_port, SECONDS, chosen[size])["perSecond"])
        for size, stack in houses.items():
            made = [start_request(one) for one in bench.sessions(stack, STARTS)]
            starts[size].append(bench.load(stack.public_port, 0, made)["perSecond"])
    smallest, *larger = houses
    for what, figures in (("GET /now", reads), ("POST start", starts)):
        for size in larger:
            bench.add(Row(f"{what} with {smallest:,} beside {size:,} stored", "/s", figures[smallest], figures[size],
                          f"the same with {number(size)} sessions stored", at_most=1.3))
