"""A thousand at once: pressing Start in the same second, and being generated for in one generator."""
import subprocess
import tempfile
import time
from pathlib import Path

from tests.bench.double import Double
from tests.bench.house import House, cores
from tests.bench.questions import press
from tests.bench.table import Row, quantile
from tests.stack.process import Program
from tests.stack.waiting import wait_until

ROUNDS = 3
CANDIDATES = 1000
# Question 0 comes at once after half a second, the others flow in behind it as from a model of usual speed.
FIRST_MS, RATE = 500, 20.0


def same_second(bench) -> None:
    count = CANDIDATES // 10 if bench.quick else CANDIDATES
    with Double(bench, bench.folder) as double, bench.stack(double.settings()) as stack:
        double.play(FIRST_MS, RATE, at_once=True)
        for name, every_us in (("within one second", 1_000_000 // count), ("in one instant", 0)):
            pressed = [one_second(bench, stack, double, count, every_us) for _ in range(bench.rounds(ROUNDS))]
            title = f"{count:,} press Start {name}"
            bench.add(Row(f"{title}: slowest 202", "ms", [slowest for slowest, _, _ in pressed], at_most=1000))
            bench.add(Row(f"{title}: last Question 1", "ms", [last for _, last, _ in pressed], at_most=2500))
            bench.add(Row(f"{title}: median Question 1", "ms", [middle for _, _, middle in pressed]))


def one_second(bench, stack: House, double: Double, count: int, every_us: int) -> tuple[float, float, float]:
    """Milliseconds from the press on: of the slowest 202, of the last question and of the median one."""
    with bench.account(stack, ("AI double", double.pid)) as account:
        seen, tool = press(bench, stack, double, bench.sessions(stack, count), every_us)
        account.add("candidates", tool["cpuS"])
    bench.note(f"Nothing was refused. CPU ms for each start with its five questions: {account.each(count)}.")
    questions = [(one.now - one.pressed) / 1000 for one in seen]
    return (max((one.accepted - one.pressed) / 1000 for one in seen), max(questions), quantile(questions, 0.5))


def in_one_generator(bench) -> None:
    """Memory of the generator while a thousand answers flow in."""
    count = CANDIDATES // 10 if bench.quick else CANDIDATES
    with Double(bench, bench.folder) as double, bench.stack(double.settings()) as stack:
        double.play(400, 4, at_once=True)
        empty = own_mb(stack.generator)
        with tempfile.NamedTemporaryFile("w", dir=bench.folder, suffix=".txt") as file:
            file.write("".join(f"{one['sessionId']} {one['token']}\n" for one in bench.sessions(stack, count)))
            file.flush()
            tool = subprocess.Popen([bench.tool("candidates"), str(stack.public_port), file.name, "4000", "0"],
                                    stdout=subprocess.DEVNULL)
            try:
                wait_until(lambda: double.stats()["open"] == count, 60, f"{count} generations are in flight")
                time.sleep(2)   # answers flow into all of them
                memory = own_mb(stack.generator)
                held = double.stats()["open"]
                with bench.account(stack, ("AI double", double.pid)) as account:
                    time.sleep(3)
            finally:
                tool.kill()
                tool.wait()
        if held != count:
            raise SystemExit(f"only {held} generations were in flight")
    bench.add(Row(f"memory of a generator with {count:,} in flight", "MB", [memory], at_most=64))
    bench.note(f"{memory:.1f} MB (Private_Dirty) with {count:,} in flight, {empty:.1f} MB with none: "
               f"{1000 * (memory - empty) / count:.1f} KB each; at 4 tokens/s each, parts of a core: "
               f"{account.shares()}, of {cores()}.")


def own_mb(program: Program) -> float:
    """Memory that is this process' alone."""
    rollup = Path(f"/proc/{program.pid}/smaps_rollup").read_text()
    return next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Private_Dirty")) / 1024
