"""
The figures of the stream: thousands of readers behind nginx, driven by tests/bench/streams.c. A part of `make bench`.
"""
import json
import os
import subprocess
import threading
import time
from pathlib import Path

from tests.bench.cpu import groups
from tests.bench.table import Row
from tests.stack.process import Program
from tests.stack.stack import Stack

STREAMS = 10_000
RATE = 1000             # events a second, in all
PUBLISH_SECONDS = 10
IDLE_SECONDS = 30       # two heartbeats of each stream
CUT_STREAMS = 5_000
SLOW_READERS, NORMAL_READERS = 50, 500
SLOW_SECONDS = 20
READERS_A_SESSION = 8   # stream.max_per_session as it is delivered


def figure(name: str, value: float, unit: str, goal: float | None = None) -> Row:
    return Row(name, unit, [value], at_most=goal)


class Readers:
    """tests/bench/streams.c at work; issued: the sessions, round and round."""

    def __init__(self, tool: str, stack: Stack, issued: list[dict]):
        file = stack.state_dir / "streams.txt"
        file.write_text("".join(f"{one['sessionId']} {one['token']}\n" for one in issued))
        self._process = subprocess.Popen([tool, str(stack.port), str(stack.redis.socket), str(file)],
                                         stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __enter__(self) -> "Readers":
        return self

    def __exit__(self, *exc) -> None:
        self._process.kill()
        self._process.communicate()

    def begin(self, command: str) -> None:
        """Give a command without waiting; answer() waits."""
        self._process.stdin.write(command + "\n")
        self._process.stdin.flush()

    def answer(self) -> dict:
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("the readers are gone")
        return json.loads(line)

    def run(self, command: str) -> dict:
        self.begin(command)
        return self.answer()


def own_bytes(program: Program) -> int:
    """Memory that is this process' alone."""
    rollup = Path(f"/proc/{program.pid}/smaps_rollup").read_text()
    return 1024 * next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Private_Dirty"))


def descriptors(program: Program) -> int:
    return len(os.listdir(f"/proc/{program.pid}/fd"))


def cpu_s(program: Program) -> float:
    """Of a program and what it has started."""
    return groups().get(program.pid, 0)


def expect(answer: dict, **wanted: int) -> dict:
    """A figure from a run in which something failed would be worthless."""
    wanted = {"429": 0, "502": 0, "503": 0, "other": 0, "broken": 0, **wanted}
    wrong = {name: answer[name] for name, value in wanted.items() if answer[name] != value}
    if wrong:
        raise SystemExit(f"the readers met failures, the figure would be worthless: {wrong} in {answer}")
    return answer


def many(bench) -> None:
    """Ten thousand streams, each of a session of its own: opened at once, idle, then told things."""
    with bench.stack() as stack, Readers(bench.tool("streams"), stack, bench.sessions(stack, STREAMS)) as readers:
        stack.generator.stop()
        memory = own_bytes(stack.stream)
        before = {program.name: cpu_s(program) for program in stack.programs}
        opened = expect(readers.run(f"open {STREAMS} normal"), open=STREAMS)
        spent = {program.name: cpu_s(program) - before[program.name] for program in stack.programs}
        spent["readers"] = opened["ownCpu"] * opened["seconds"]
        bench.add(figure(f"{STREAMS:,} streams opened", opened["seconds"], "s", 3))
        bench.note(f"CPU seconds while {STREAMS:,} streams were opened: "
                           + ", ".join(f"{name} {value:.2f}" for name, value in spent.items() if value >= 0.01) + ".")
        readers.run("rest 2")
        bench.add(figure("own memory of each idle stream", (own_bytes(stack.stream) - memory) / STREAMS, "bytes", 2560))
        bench.add(figure("descriptors beside those of the streams", descriptors(stack.stream) - STREAMS, "", 60))
        bench.add(figure(f"CPU of {STREAMS:,} heartbeats each 15 s, of a core", heartbeats(stack, readers), "%", 5))
        told = readers.run(f"publish {PUBLISH_SECONDS} {RATE} 100")
        expect(told, open=STREAMS, received=told["sent"])
        bench.add(figure(f"PUBLISH → frame at {RATE:,} events/s, median", told["p50Ms"], "ms"))
        bench.add(figure(f"PUBLISH → frame at {RATE:,} events/s, p99", told["p99Ms"], "ms"))
        bench.note(f"The {STREAMS:,} readers, who also publish, took {told['ownCpu']:.2f} of a core then.")


def heartbeats(stack: Stack, readers: Readers) -> float:
    before = cpu_s(stack.stream)
    expect(readers.run(f"rest {IDLE_SECONDS}"), open=STREAMS)
    return 100 * (cpu_s(stack.stream) - before) / IDLE_SECONDS


def slow_readers(bench) -> None:
    """Readers that don't read beside some that do, on the same sessions, with more to tell than the former take."""
    in_all = NORMAL_READERS + 2 * SLOW_READERS
    with bench.stack() as stack:
        stack.generator.stop()
        sessions = bench.sessions(stack, -(-in_all // READERS_A_SESSION))
        with Readers(bench.tool("streams"), stack, sessions) as readers:
            for count, kind in ((SLOW_READERS, "deaf"), (SLOW_READERS, "slow"), (NORMAL_READERS, "normal")):
                expect(readers.run(f"open {count} {kind}"))
            files = descriptors(stack.stream)
            told = expect(readers.run(f"publish {SLOW_SECONDS} {RATE} 1400"), open=NORMAL_READERS)
            bench.add(figure(f"p99 for {NORMAL_READERS} readers beside {2 * SLOW_READERS} that don't read",
                                        told["p99Ms"], "ms", 250))
            bench.note(f"Of {SLOW_READERS} readers that never read and {SLOW_READERS} at 100 bytes/s "
                               f"{files - descriptors(stack.stream)} were cut off, of the {NORMAL_READERS} others none.")


def cut(bench) -> None:
    """The service dies under its readers and is back at once; the API is asked all the time."""
    with bench.stack() as stack:
        stack.generator.stop()
        issued = bench.sessions(stack, CUT_STREAMS)
        requests = [f"GET /api/session/{one['sessionId']}/now {one['token']}" for one in issued[:100]]
        with Readers(bench.tool("streams"), stack, issued) as readers:
            expect(readers.run(f"open {CUT_STREAMS} normal"), open=CUT_STREAMS)
            calm = bench.load(stack.port, 5, requests)
            loads = []
            asking = threading.Thread(target=lambda: loads.append(bench.load(stack.port, 8, requests)))
            asking.start()
            time.sleep(0.5)
            readers.begin("return 20")
            stack.stream.kill()
            stack.stream.start()
            back = expect(readers.answer(), open=CUT_STREAMS)
            asking.join()
        bench.add(figure(f"{CUT_STREAMS:,} streams cut at once, all back", back["backAfterMs"] / 1000, "s"))
        bench.note(f"GET /now while they came back: p99 {loads[0]['p99Ms']:.1f} ms, before that "
                           f"{calm['p99Ms']:.1f} ms; nobody met a 502.")


def measure(bench) -> None:
    for part in (many, slow_readers, cut):
        part(bench)
