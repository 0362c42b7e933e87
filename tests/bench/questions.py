"""
How soon Question 1 is there, and how much of that time is ours: from the answer to the start until the frame on the
stream, and until the /now that was asked for at once shows the question, less what the AI itself took. The AI's times
are those of the double, by the same clock. Sections `own_share` and `first_one_first`.
"""
import json
import subprocess
import tempfile
from dataclasses import dataclass
from statistics import median

from tests.bench.double import Double
from tests.bench.house import House, cores
from tests.bench.table import Row, quantile
from tests.stack.waiting import wait_until

ALONE_ROUNDS, ALONE_RUNS = 5, 25
CROWD_ROUNDS, CROWD_RUNS = 3, 500
FIFTY_ROUNDS, FIFTY_RUNS = 3, 120
FIRST_MS, RATE = 400, 40.0      # how the AI of the issue streams


@dataclass
class Seen:
    """One candidate's times beside those of the AI's call for it; microseconds of one clock."""
    pressed: int
    accepted: int
    frame: int
    now: int
    got: int
    q0: int
    end: int

    @property
    def total_ms(self) -> float:
        return (self.now - self.accepted) / 1000

    @property
    def own_ms(self) -> float:
        """On the stream and in /now, less the AI's own time."""
        return (max(self.frame, self.now) - self.accepted - (self.q0 - self.got)) / 1000

    @property
    def asked_ms(self) -> float:
        """From the answer to the start until the AI had the whole request; below 0: it had it before."""
        return (self.got - self.accepted) / 1000

    @property
    def frame_ms(self) -> float:
        return (self.frame - self.q0) / 1000

    @property
    def now_ms(self) -> float:
        return (self.now - self.q0) / 1000


def where(seen: list[Seen]) -> str:
    return (f"medians: start pressed → 202 {median((one.accepted - one.pressed) / 1000 for one in seen):.1f} ms, "
            f"202 → the AI has the request {median(one.asked_ms for one in seen):.1f} ms, last byte of question 0 → "
            f"frame {median(one.frame_ms for one in seen):.1f} ms, frame → /now "
            f"{median((one.now - one.frame) / 1000 for one in seen):.1f} ms")


def press(bench, stack: House, double: Double, issued: list[dict], every_us: int, alone: bool = False,
          settle: bool = True) -> tuple[list[Seen], dict]:
    """Let candidates press Start (tests/bench/candidates.c), then lay the double's log beside what they saw."""
    lines = candidates(bench, stack, issued, every_us, alone)
    tool = lines.pop()
    if settle:
        wait_until(lambda: double.stats()["open"] == 0, 60, "the AI's answers are over")
    calls = {call["ref"]: call for call in double.log()}
    seen = []
    for line in lines:
        call = calls.get(line["id"])
        if line["status"] != 202 or line["refused"] or not line["now"] or not call:
            raise SystemExit(f"a candidate met a failure, the figure would be worthless: {line} {call}")
        if line["asked"] != 1:
            raise SystemExit(f"/now did not show the question that the frame had announced: {line}")
        seen.append(Seen(line["pressed"], line["accepted"], line["frame"], line["now"], call["got"], call["q0"],
                         call["end"]))
    return seen, tool


def candidates(bench, stack: House, issued: list[dict], every_us: int, alone: bool) -> list[dict]:
    """What each candidate saw, and as the last element what the tool took itself."""
    with tempfile.NamedTemporaryFile("w", dir=bench.folder, suffix=".txt") as file:
        file.write("".join(f"{one['sessionId']} {one['token']}\n" for one in issued))
        file.flush()
        done = subprocess.run([bench.tool("candidates"), str(stack.public_port), file.name, str(every_us),
                               str(int(alone))], capture_output=True, text=True)
    if done.returncode or done.stderr:
        raise SystemExit(f"the candidates failed: {done.stderr[:1000]}")
    return [json.loads(line) for line in done.stdout.splitlines()]


def rows(bench, name: str, rounds: list[list[float]], median_goal: float, p99_goal: float) -> None:
    """The median and the p99 of each round, in milliseconds."""
    bench.add(Row(f"{name}, median", "ms", [median(values) for values in rounds], at_most=median_goal))
    bench.add(Row(f"{name}, p99", "ms", [quantile(values, 0.99) for values in rounds], at_most=p99_goal))


def own_share(bench) -> None:
    """One at a time, then with 200 generations in flight."""
    with Double(bench, bench.folder) as double, bench.stack(double.settings()) as stack:
        one_at_a_time(bench, stack, double)
        double.play(FIRST_MS, RATE)
        own = []
        for _ in range(bench.rounds(CROWD_ROUNDS)):
            seen, load = in_flight(bench, stack, double, 200, CROWD_RUNS)
            own.append([one.own_ms for one in seen])
        bench.note(load)
        rows(bench, "own share of the time to Question 1, 200 in flight", own, 40, 150)


def one_at_a_time(bench, stack: House, double: Double) -> None:
    double.play(100, 0)
    own, ours, beside = [], [], []
    for _ in range(bench.rounds(ALONE_ROUNDS)):
        issued = bench.sessions(stack, ALONE_RUNS)
        with bench.account(stack, ("AI double", double.pid)) as account:
            seen, _ = press(bench, stack, double, issued, 0, alone=True)
        own.append([one.own_ms for one in seen])
        ours.append(median(one.total_ms for one in seen))
        beside.append(median(double.curl(ALONE_RUNS)))
        double.log()
    bench.add(Row("start accepted → Question 1, AI of 100 ms", "ms", ours, beside, "curl fetching the same answer"))
    flat = [value for values in own for value in values]
    bench.add(Row("own share of the time to Question 1, one at a time, median", "ms",
                  [median(values) for values in own], at_most=15))
    bench.add(Row(f"the same, p99 of {len(flat)} runs", "ms", [quantile(flat, 0.99)], at_most=50))
    bench.note(f"One at a time, {where(seen)}.")
    bench.note(f"CPU ms for each of these generations, all five questions: {account.each(ALONE_RUNS)}.")


def in_flight(bench, stack: House, double: Double, level: int, count: int) -> tuple[list[Seen], str]:
    """Starts spread evenly so that so many answers are on their way all the time; those of the run-up don't count."""
    count = count // 5 if bench.quick else count
    answer_s = FIRST_MS / 1000 + double.stats()["tokens"] / RATE
    issued = bench.sessions(stack, level + count)
    with bench.account(stack, ("AI double", double.pid)) as account:
        seen, tool = press(bench, stack, double, issued, int(answer_s * 1e6 / level))
        account.add("candidates", tool["cpuS"])
    counted = seen[level:]
    held = [sum(other.got <= one.q0 < other.end for other in seen) for one in counted]
    if median(held) < 0.9 * level:
        bench.note(f"Only {median(held):.0f} generations were in flight instead of {level}: it did not keep up.")
    return counted, (f"{median(held):.0f} in flight, {where(counted)}; parts of a core: "
                     f"{account.shares()}, of {cores()}.")


def first_one_first(bench) -> None:
    """Five questions at 40 tokens/s after 400 ms, 50 generations in flight."""
    with Double(bench, bench.folder) as double, bench.stack(double.settings()) as stack:
        double.play(FIRST_MS, RATE)
        visible, whole, frames, nows = [], [], [], []
        for _ in range(bench.rounds(FIFTY_ROUNDS)):
            seen, load = in_flight(bench, stack, double, 50, FIFTY_RUNS)
            visible.append(median((one.now - one.pressed) / 1000 for one in seen))
            whole.append(median((one.end - one.pressed) / 1000 for one in seen))
            frames.append([one.frame_ms for one in seen])
            nows.append([one.now_ms for one in seen])
        bench.note(load)
    bench.add(Row("start pressed → Question 1 visible", "ms", visible, whole, "the whole answer is in", at_most=0.30))
    rows(bench, "last byte of question 0 → frame, 50 in flight", frames, 10, 50)
    rows(bench, "last byte of question 0 → /now, 50 in flight", nows, 10, 50)
