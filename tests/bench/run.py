"""
`make bench`: greenroom beside the least that could do the same, in the same minute on the same machine, so that the
ratios mean something where absolute numbers don't. Prints a table; bench.json in the build folder has every round.
"""
import argparse
import json
import os
import statistics
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.bench import audit, streams
from tests.fake_ai import FakeAi, Script
from tests.stack.stack import Stack, free_port
from tests.stack.waiting import wait_until

ROUNDS = 5
CONNECTIONS = 32
READ_SECONDS = 2
STARTS = 600
LATENCY_RUNS = 20
MEASURED = ("first_question", "reads", "starts", "audit", "streams")
JOB_DESCRIPTION = "We run the payment platform of a railway. " * 70     # about 3 KB, as people paste them


@dataclass
class Row:
    """One line of the table. ours and beside are what each round measured, in unit; goal is what to reach."""
    figure: str
    unit: str
    ours: list[float]
    beside_name: str
    beside: list[float]

    def text(self) -> str:
        ratios = [a / b for a, b in zip(self.ours, self.beside)]
        return (f"{self.figure:<46} {middle(self.ours):>10.1f} {middle(self.beside):>10.1f} {self.unit:<5} "
                f"{middle(ratios):>6.2f}  {min(ratios):.2f}..{max(ratios):.2f}  beside {self.beside_name}")


def middle(values: list[float]) -> float:
    return statistics.median(values)


class Bench:
    def __init__(self, build_dir: Path, folder: Path):
        self.build_dir = build_dir
        self.folder = folder
        self.hello_port = free_port()
        self.hello: subprocess.Popen | None = None
        self.rows: list[Row] = []
        self.figures: list[streams.Figure] = []
        self.notes: list[str] = []

    def tool(self, name: str) -> str:
        return str(self.build_dir / "tests" / "bench" / name)

    def stack(self, ai: dict | None = None) -> Stack:
        """Production settings throughout: durability, logs, authentication; only the folder is private."""
        return Stack(self.build_dir, Path(tempfile.mkdtemp(dir=self.folder)), settings={"ai": ai or {}})

    def start(self, stack: Stack) -> None:
        """Like Stack.start, with one more site on the same nginx: the hello-world program."""
        stack.start_servers()
        stack.migrate()
        hello = stack.run_dir / "hello.sock"
        with open(stack.nginx.folder / "greenroom.conf", "a") as site:
            site.write(f"server {{ listen 127.0.0.1:{self.hello_port}; include greenroom/headers.inc;\n"
                       f"include greenroom/fastcgi.inc; access_log \"{stack.nginx.access_log}\" greenroom;\n"
                       f"location / {{ fastcgi_pass \"unix:{hello}\"; }} }}\n")
        self.hello = subprocess.Popen([self.tool("hello_fcgi"), str(hello), "8"])
        stack.start_services()

    def sessions(self, stack: Stack, count: int) -> list[dict]:
        description = self.folder / "description.txt"
        description.write_text(JOB_DESCRIPTION)
        text = stack.ctl("session", "create", "--role", "Backend engineer", "--job-description", str(description),
                         "--count", str(count), parse=False)
        return [json.loads(line) for line in text.splitlines()]

    def load(self, port: int, seconds: float, requests: list[str]) -> dict:
        with tempfile.NamedTemporaryFile("w", dir=self.folder, suffix=".txt") as file:
            file.write("\n".join(requests) + "\n")
            file.flush()
            done = subprocess.run([self.tool("load"), str(port), str(CONNECTIONS), str(seconds), file.name],
                                  capture_output=True, text=True, check=True)
        result = json.loads(done.stdout)
        if result["4xx"] or result["5xx"] or result["broken"]:
            raise SystemExit(f"the load met failures, the figure would be worthless: {result}")
        return result

    # the figures

    def reads(self) -> None:
        """GET /now, whole and with a matching ETag, beside a hello world."""
        stack = self.stack()
        try:
            self.start(stack)
            self.read_rounds(stack)
        finally:
            if self.hello:
                self.hello.kill()
                self.hello.wait()
            stack.close()

    def read_rounds(self, stack: Stack) -> None:
        made = self.sessions(stack, 100)
        paths = [(f"/api/session/{s['sessionId']}", s["token"]) for s in made]
        self.load(stack.port, 0, [f"POST {path}/start {token}" for path, token in paths])
        for path, token in paths:
            wait_until(lambda: stack.http.get(path + "/now", token=token).json["session"]["status"] == "IN_SESSION", 20)
        whole = [f"GET {path}/now {token}" for path, token in paths]
        tagged = [f"GET {path}/now {token} {stack.http.get(path + '/now', token=token).headers['etag']}"
                  for path, token in paths]
        figures: dict[str, list[float]] = {"now": [], "etag": [], "hello": []}
        shares = []
        for _ in range(ROUNDS):
            for name, port, requests in (("hello", self.hello_port, whole), ("now", stack.port, whole),
                                         ("etag", stack.port, tagged)):
                result = self.load(port, READ_SECONDS, requests)
                figures[name].append(result["perSecond"])
                shares.append(result["ownCpu"])
        self.rows.append(Row("GET /now, requests/s", "/s", figures["now"], "hello-world libfcgi", figures["hello"]))
        self.rows.append(Row("GET /now with a matching ETag, requests/s", "/s", figures["etag"], "the same",
                             figures["hello"]))
        self.notes.append(f"The load generator took {middle(shares):.2f} of a core while reading, of {os.cpu_count()}.")

    def starts(self) -> None:
        """POST start beside the same statements from a bare client; the generator rests, so that only starts count."""
        stack = self.stack()
        with stack:
            stack.generator.stop()
            ours, bare = [], []
            for _ in range(ROUNDS):
                made = self.sessions(stack, 2 * STARTS)
                result = self.load(stack.port, 0, [f"POST /api/session/{s['sessionId']}/start {s['token']}"
                                                   for s in made[:STARTS]])
                ours.append(result["perSecond"])
                bare.append(self.bare(stack, [s["sessionId"] for s in made[STARTS:]]))
            self.rows.append(Row("POST start, starts/s", "/s", ours, "bare libmariadb client", bare))

    def bare(self, stack: Stack, ids: list[str]) -> float:
        with tempfile.NamedTemporaryFile("w", dir=self.folder, suffix=".txt") as file:
            file.write("\n".join(ids) + "\n")
            file.flush()
            done = subprocess.run([self.tool("bare_start"), str(stack.mariadb.socket), stack.mariadb.user, "greenroom",
                                   str(CONNECTIONS), file.name], capture_output=True, text=True, check=True)
        return json.loads(done.stdout)["perSecond"]

    def first_question(self) -> None:
        """Start pressed → Question 1 in /now: with the bank, and beside a plain client asking the same AI."""
        stack = self.stack()
        with stack:
            bank = [self.until_question(stack) for _ in range(LATENCY_RUNS)]
        script = Script(first_content_s=0.3)
        with FakeAi() as ai:
            ai.play(script)
            stack = self.stack({"provider": "openai", "base_url": f"http://127.0.0.1:{ai.port}/v1", "model": "double"})
            with stack:
                tailored, plain = [], []
                for _ in range(LATENCY_RUNS):
                    tailored.append(self.until_question(stack))
                    plain.append(self.plain_answer(ai))
        self.rows.append(Row("start → Question 1, bank", "ms", bank, "one hello of the AI double (300 ms)", plain))
        self.rows.append(Row("start → Question 1, AI double (300 ms)", "ms", tailored, "plain client, same answer",
                             plain))
        own = [a - b for a, b in zip(tailored, plain)]
        self.notes.append(f"Own share of the time to Question 1: median {middle(own):.1f} ms, worst {max(own):.1f} ms "
                          f"of {len(own)} runs.")

    def audit(self) -> None:
        """The proof of the invariants over many sessions, beside reading their events alone."""
        stack = self.stack()
        with stack:
            audit.seed(stack, audit.SESSIONS)
            ours, beside = audit.measure(stack, ROUNDS)
        self.rows.append(Row(f"greenroomctl audit, {audit.SESSIONS:,} sessions", "s", ours, "reading the events alone",
                             beside))

    def streams(self) -> None:
        """Ten thousand open streams: what they cost, and how soon they are told."""
        streams.measure(self)

    @staticmethod
    def until_question(stack: Stack) -> float:
        """Milliseconds; /now is asked again at once, on a fresh connection, until the question is there."""
        session = stack.create_session(role="Backend engineer", job_description=JOB_DESCRIPTION)
        began = time.perf_counter()
        session.start()
        while session.now()["question"] is None:
            pass
        return (time.perf_counter() - began) * 1000

    @staticmethod
    def plain_answer(ai: FakeAi) -> float:
        """What the double alone takes until its whole first answer is in, for a client that only reads."""
        body = json.dumps({"model": "double", "stream": True,
                           "messages": [{"role": "user", "content": json.dumps({"role": "Backend engineer"})}]})
        began = time.perf_counter()
        subprocess.run(["curl", "-sS", "-o", "/dev/null", "-H", "Content-Type: application/json", "-d", body,
                        f"http://127.0.0.1:{ai.port}/v1/chat/completions"], check=True)
        return (time.perf_counter() - began) * 1000

    def report(self) -> None:
        if self.rows:
            print(f"\n{'figure (medians)':<46} {'greenroom':>10} {'beside':>10} {'':<5} {'ratio':>6}  spread of ratios")
        for row in self.rows:
            print(row.text())
        for figure in self.figures:
            print(figure.text())
        for note in self.notes:
            print(note)
        target = self.build_dir / "bench.json"
        target.write_text(json.dumps({"rows": [vars(row) for row in self.rows],
                                      "figures": [vars(figure) for figure in self.figures], "notes": self.notes},
                                     indent=1))
        print(f"All rounds: {target}")


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure greenroom; see docs/performance.md.")
    parser.add_argument("--build-dir", type=Path, required=True)
    parser.add_argument("--only", nargs="*", choices=MEASURED, help="measure these alone")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="gr-bench-") as folder:
        bench = Bench(options.build_dir, Path(folder))
        for name in options.only or MEASURED:
            print(f"Measuring {name.replace('_', ' ')}", flush=True)
            getattr(bench, name)()
        bench.report()


if __name__ == "__main__":
    main()
