"""Cases 5, 6 and 7: a Redis that dies, forgets, goes silent, or rings too often costs latency and nothing else."""
import pytest

from tests.e2e.faults.proxy import Proxy
from tests.e2e.faults.support import all_in_session, check_calls, many_sessions, restart, start_until_accepted
from tests.e2e.faults.watcher import Watcher
from tests.e2e.support import wait_for_status
from tests.fake_ai import Script

LISTENERS = 4       # two generators of two workers


@pytest.fixture(name="silent", scope="module")
def redis_through_a_proxy(session_stack):
    """All services reach Redis through this proxy, and sweep so seldom that only the doorbell is quick."""
    with Proxy(session_stack.run_dir / "redis-proxy.sock", session_stack.redis.socket) as proxy:
        session_stack.configure(redis={"socket": proxy.path}, generator={"sweep_ms": 3000})
        restart(*session_stack.services)
        yield proxy
        session_stack.configure(redis={"socket": session_stack.redis.socket}, generator={"sweep_ms": 300})
        restart(*session_stack.services)


def listening(stack) -> int:
    clients = stack.redis.command("INFO", "clients")
    return int(clients.rpartition("blocked_clients:")[2].split()[0])


def revive_redis(stack) -> None:
    stack.redis.start()
    stack.note_started(stack.redis)
    stack.await_ready(stack.redis, lambda: stack.redis.ready)


@pytest.mark.limit(60)
def test_redis_killed_flushed_and_restarted_under_load(stack, fake_ai, dice):
    fake_ai.play(Script(first_content_s=0.3, tokens_per_s=300))
    sessions = many_sessions(stack, 24)
    faults = ["kill", "flush", "restart", "kill", "flush", "restart"]
    dice.shuffle(faults)
    with Watcher(stack, *sessions[:6]):
        for at, session in enumerate(sessions):
            assert session.start().status == 202
            if at % 4 == 3:
                strike(stack, faults.pop())
            stack.wait_until(lambda n=at: fake_ai.calls > n - 8, what="the load goes on")
        all_in_session(stack, sessions)
    check_calls(stack, fake_ai, sessions)


def strike(stack, what: str) -> None:
    if what == "flush":
        stack.redis.command("FLUSHALL")
    elif what == "kill":
        stack.redis.kill()
        revive_redis(stack)
    else:
        stack.redis.stop()
        revive_redis(stack)


def test_each_doorbell_rung_three_times_for_four_workers(stack, fake_ai):
    stack.another("generator").start()
    stack.wait_until(lambda: listening(stack) == LISTENERS)
    fake_ai.play(Script(first_content_s=0.2))
    sessions = many_sessions(stack, 12)
    with Watcher(stack, *sessions[:4]):
        for session in sessions:
            session.start()
            stack.redis.command("LPUSH", "greenroom:jobs", "1", "1")
        all_in_session(stack, sessions)
    check_calls(stack, fake_ai, sessions)


def test_a_restarted_redis_is_rung_at_once(stack, silent, fake_ai):
    """An API that was idle while Redis was restarted holds a dead connection; its next ring must not be lost in it."""
    warm = many_sessions(stack, 12)
    for session in warm:        # every thread of the API gets its connection
        session.start()
    all_in_session(stack, warm)
    stack.redis.restart()
    revive_redis(stack)
    stack.wait_until(lambda: listening(stack) == 2)
    for session in many_sessions(stack, 3, role="Rung"):
        calls = fake_ai.calls
        assert session.start().status == 202
        stack.wait_until(lambda n=calls: fake_ai.calls > n, timeout_s=0.6, what="a worker hears the ring")
        all_in_session(stack, [session])
    assert "not announced" not in stack.api.log_text.rpartition("ready threads")[2]


def test_a_half_open_redis_makes_nobody_deaf(stack, silent, fake_ai):
    before, during, after = many_sessions(stack, 3)
    pids = [program.pid for program in stack.services]
    with Watcher(stack, before, during, after), after.stream() as stream:
        start_until_accepted(stack, before)
        wait_for_status(before, "IN_SESSION")
        silent.swallow()
        start_until_accepted(stack, during)
        wait_for_status(during, "IN_SESSION")       # by the sweep, and polling
        silent.heal()
        stack.wait_until(lambda: listening(stack) == 2, timeout_s=12, what="both workers listen again")
        stack.wait_until(lambda: f"greenroom:session:{after.session_id}" in
                         stack.redis.command("PUBSUB", "CHANNELS"), timeout_s=12, what="the stream listens again")
        assert after.start().status in (200, 202)   # the API may still be waiting for Redis when the question stands
        stream.read_until(lambda f: f["type"] == "final")
        all_in_session(stack, [before, during, after])
    assert [program.pid for program in stack.services] == pids
