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
LOOKS = 8      # at the memory, while answers flow in
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
            bench.add(Row(f"{title}: slowest 202", "ms", [slowest for slowest, _, _, _ in pressed], at_most=1000))
            bench.add(Row(f"{title}: last Question 1", "ms", [last for _, last, _, _ in pressed], at_most=2500))
            bench.note(f"{title}: nothing was refused. CPU ms for each, with its five questions: "
                       f"{pressed[-1][3]}.")
            bench.add(Row(f"{title}: median Question 1", "ms", [middle for _, _, middle, _ in pressed]))


def one_second(bench, stack: House, double: Double, count: int, every_us: int) -> tuple:
    """Milliseconds from the press on: of the slowest 202, of the last question and the median one; then CPU."""
    with bench.account(stack, ("AI double", double.pid)) as account:
        seen, tool = press(bench, stack, double, bench.sessions(stack, count), every_us)
        account.add("candidates", tool["cpuS"])
    questions = [(one.now - one.pressed) / 1000 for one in seen]
    return (max((one.accepted - one.pressed) / 1000 for one in seen), max(questions), quantile(questions, 0.5),
            account.each(count))


def in_one_generator(bench) -> None:
    """Memory of the generator while a thousand answers flow in."""
    count = CANDIDATES // 10 if bench.quick else CANDIDATES
    with Double(bench, bench.folder) as double, bench.stack(double.settings()) as stack:
        double.play(400, 2.5, at_once=True)   # long answers, so that all overlap; 90 s is what ai.total_ms allows
        empty = own_mb(stack.generator)
        with tempfile.NamedTemporaryFile("w", dir=bench.folder, suffix=".txt") as file:
            file.write("".join(f"{one['sessionId']} {one['token']}\n" for one in bench.sessions(stack, count)))
            file.flush()
            tool = subprocess.Popen([bench.tool("candidates"), str(stack.public_port), file.name, "4000", "0"],
                                    stdout=subprocess.DEVNULL)
            try:
                wait_until(lambda: double.stats()["open"] == count, 60, f"{count} generations are in flight")
                memory = 0.0
                with bench.account(stack, ("AI double", double.pid)) as account:
                    for _ in range(LOOKS):
                        time.sleep(3)
                        memory = max(memory, own_mb(stack.generator))
                held = double.stats()["open"]
            finally:
                tool.kill()
                tool.wait()
        if held != count:
            raise SystemExit(f"only {held} generations were in flight")
    bench.add(Row(f"memory of a generator with {count:,} in flight", "MB", [memory], at_most=64))
    bench.note(f"{memory:.1f} MB (Private_Dirty) with {count:,} in flight, {empty:.1f} MB with none: "
               f"{1000 * (memory - empty) / count:.1f} KB each; at 2.5 tokens/s each, parts of a core: "
               f"{account.shares()}, of {cores()}.")


def own_mb(program: Program) -> float:
    """Memory that is this process' alone."""
    rollup = Path(f"/proc/{program.pid}/smaps_rollup").read_text()
    return next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Private_Dirty")) / 1024
