"""
Case 15: everything at random. `make soak SECONDS=600` starts sessions on a private greenroom and, by a seed that it
prints, kills, freezes, restarts, flushes and silences parts of it, lets the AI misbehave and the clock of Retry-After
run; then heals everything, waits for every session's end and proves the invariants. SEED= repeats a run's decisions.
"""
import argparse
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

from tests.e2e.faults.proxy import MariaDbProxy, Proxy
from tests.e2e.faults.support import awake, many_sessions, settled
from tests.e2e.faults.watcher import Watcher
from tests.fake_ai import FakeAi, Script
from tests.stack import Stack, StackError, ai_settings
from tests.stack.settings import merged

SETTINGS = {
    "generation": {"lease": "4s", "renew": "1s", "backoff_ms": 100, "deadline": "40s", "slow_after": "1s"},
    "generator": {"sweep_ms": 500, "drain": "1s"},
    "ai": {"connect_ms": 1000, "first_content_ms": 2000, "stall_ms": 2000, "total_ms": 10000},
    "stream": {"heartbeat": "1s", "drain": "1s"},
    "database": {"timeout_ms": 2000},
}
AI_MOODS = ["answer", "http_500", "rate_limited_retry_after", "overloaded", "html_502", "hang_before_headers",
            "hang_mid_token", "eof", "cut", "abort", "invalid_json", "too_few", "long_line", "bad_utf8",
            Script(tokens_per_s=100), Script(first_content_s=1, tokens_per_s=300), Script(cut_seed=3)]
BATCH = 20
ROUND_S = 0.7
SLOWEST_END_S = 90


class Soak:
    """One run: what stands, what has been broken, who is watched."""

    def __init__(self, stack: Stack, ai: FakeAi, database: MariaDbProxy, redis: Proxy, dice: random.Random):
        self.stack, self.ai, self.database, self.redis, self.dice = stack, ai, database, redis, dice
        self.sessions: list = []
        self.accepted: set[str] = set()
        self.done = Counter()
        self._over = threading.Event()
        self._unstarted: list = []

    def run(self, seconds: float) -> Counter:
        starters = [threading.Thread(target=self._start_sessions, daemon=True) for _ in range(3)]
        self._create()
        for thread in starters:
            thread.start()
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            with Watcher(self.stack, *self.sessions[-BATCH:-BATCH + 5]):
                for _ in range(10):
                    self._round()
            self._create()
        self._over.set()
        self._heal()
        for thread in starters:
            thread.join(30)
        return self._judge()

    def _round(self) -> None:
        self.ai.play(self.dice.choice(AI_MOODS) if self.dice.random() < 0.5 else "answer")
        action = self.dice.choice([name for name in dir(self) if name.startswith("do_")])
        self.done[action[3:]] += 1
        getattr(self, action)()
        self._over.wait(self.dice.uniform(0, ROUND_S))

    # faults, each mended by itself or in _heal()

    def do_kill_a_service(self) -> None:
        program = self.dice.choice(self.stack.services)
        program.kill()
        program.start()

    def do_restart_a_service(self) -> None:
        program = self.dice.choice(self.stack.services)
        if program.running:
            awake(program).restart()

    def do_freeze_a_service(self) -> None:
        program = self.dice.choice(self.stack.services)
        program.pause()
        self._over.wait(self.dice.choice([0.3, 1, 5]))
        program.cont()

    def do_kill_mariadb(self) -> None:
        self.stack.mariadb.kill()
        self._over.wait(self.dice.uniform(0, 2))
        self._bring_back(self.stack.mariadb)

    def do_freeze_mariadb(self) -> None:
        self.stack.mariadb.pause()
        self._over.wait(self.dice.uniform(0, 3))
        self.stack.mariadb.cont()

    def do_silence_mariadb(self) -> None:
        self.database.swallow()
        self._over.wait(self.dice.uniform(0, 2))
        self.database.heal()

    def do_lose_a_commit(self) -> None:
        self.database.lose_commit(self.dice.choice(["INSERT INTO job", "INSERT INTO question ", "UPDATE job SET"]),
                                  arrived=self.dice.random() < 0.5)

    def do_kill_redis(self) -> None:
        self.stack.redis.kill()
        self._over.wait(self.dice.uniform(0, 2))
        self._bring_back(self.stack.redis)

    def do_flush_redis(self) -> None:
        self.stack.redis.command("FLUSHALL")

    def do_silence_redis(self) -> None:
        self.redis.swallow()
        self._over.wait(self.dice.uniform(0, 2))
        self.redis.heal()

    def do_ring_too_often(self) -> None:
        self.stack.redis.command("LPUSH", "greenroom:jobs", *"1" * 9)

    def _bring_back(self, server) -> None:
        server.start()
        self.stack.await_ready(server, lambda: server.ready)

    # candidates

    def _create(self) -> None:
        made = many_sessions(self.stack, BATCH)
        self.sessions += made
        self._unstarted += made

    def _start_sessions(self) -> None:
        while not self._over.is_set():
            session = self._next()
            while session and not self._over.is_set():
                try:
                    answer = session.start()
                except OSError:
                    continue
                if answer.status in (200, 202, 409):
                    self.accepted.add(session.session_id)
                    break
            self._over.wait(0.2)

    def _next(self):
        try:
            return self._unstarted.pop(0)
        except IndexError:
            return None

    # the end

    def _heal(self) -> None:
        self.ai.play("answer")
        self.database.heal()
        self.redis.heal()
        for program in self.stack.programs:
            if not program.running:
                program.start()
        self.stack.await_api()

    def _judge(self) -> Counter:
        """
        Every start that was acknowledged stands; every started session is at an end, from which a retry leads to
        Question 1; the audit is clean. How many were at which end before the retries.
        """
        started = {row["id"] for row in self.stack.sql("SELECT session_id AS id FROM session WHERE generation > 0")}
        missing = self.accepted - started
        assert not missing, f"acknowledged and lost: {missing}"
        begun = [s for s in self.sessions if s.session_id in started]
        ends = settled(self.stack, begun, SLOWEST_END_S)
        for session in begun:
            if session.status == "ERROR":
                assert session.retry(1).status == 202, f"no way out for {session.session_id}"
        assert settled(self.stack, begun, SLOWEST_END_S) == {"IN_SESSION": len(begun)}, "after a retry all go on"
        violations = self.stack.audit()
        assert violations == [], violations
        return ends


def main() -> int:
    parser = argparse.ArgumentParser(prog="python3 -m tests.e2e.faults.soak", description=__doc__)
    parser.add_argument("--build-dir", type=Path, required=True, help="folder with the built programs")
    parser.add_argument("--seconds", type=float, default=60, help="how long to break things")
    parser.add_argument("--seed", type=int, default=None, help="of an earlier run")
    options = parser.parse_args()
    seed = random.randrange(10**6) if options.seed is None else options.seed
    print(f"soak: SEED={seed} SECONDS={options.seconds:g}", flush=True)
    with tempfile.TemporaryDirectory(prefix="gr-soak-") as folder, FakeAi() as ai:
        try:
            return soak(options, Path(folder), ai, random.Random(seed))
        except (AssertionError, StackError) as failure:
            print(f"soak: FAILED with SEED={seed}: {failure}")
            return 1


def soak(options, folder: Path, ai: FakeAi, dice: random.Random) -> int:
    settings = merged(ai_settings("openai", ai.openai_url, "double", "no-secret", folder=folder), SETTINGS)
    with Stack(options.build_dir, folder / "stack", settings=settings) as stack:
        with MariaDbProxy(stack.run_dir / "db-proxy.sock", stack.mariadb.socket) as database, \
                Proxy(stack.run_dir / "redis-proxy.sock", stack.redis.socket) as redis:
            stack.configure(database={"socket": database.path}, redis={"socket": redis.path})
            stack.another("api")
            stack.another("generator")
            for program in stack.services:
                program.stop()
                awake(program.start())
            run = Soak(stack, ai, database, redis, dice)
            ends = run.run(options.seconds)
            print(f"soak: faults {dict(run.done)}")
            print(f"soak: {sum(ends.values())} sessions started, {dict(ends)}, {ai.calls} AI calls, audit clean")
    return 0


if __name__ == "__main__":
    sys.exit(main())
