"""Connections to the AI are kept warm: a second call pays no handshake, a lost connection costs no attempt."""
import pytest

from tests.e2e.ai_front import Proxy, TlsFront
from tests.e2e.support import calls_for, wait_for_event, wait_for_status
from tests.fake_ai import FakeAi, Script
from tests.stack import ai_settings
from tests.stack.settings import merged

KEY = "sk-canary-0123456789abcdef"
ESTABLISHED = "01"


@pytest.fixture(name="ai")
def a_double():
    with FakeAi() as ai:
        yield ai


@pytest.fixture(name="front")
def front_of(ai, tmp_path):
    """Function that starts a TlsFront before the double."""
    fronts = []

    def start(**options) -> TlsFront:
        fronts.append(TlsFront(tmp_path / f"front{len(fronts)}", ai.url, **options).__enter__())
        return fronts[-1]
    yield start
    for front in fronts:
        front.__exit__()


@pytest.fixture(name="stack_at")
def stack_at_url(new_stack, tmp_path):
    """Function that starts a greenroom whose AI is at this URL."""
    def start(url: str, ca_file="", proxy: str = "", more: dict | None = None, **generator):
        ai = ai_settings("openai", url + "/v1", "double", KEY, folder=tmp_path)
        return new_stack(merged(ai, {"ai": {"ca_file": ca_file, "proxy": proxy},
                                     "generator": {"threads": 1, **generator}}, more or {}))
    return start


def interview(stack, role: str):
    session = stack.create_session(role=role)
    session.start()
    wait_for_event(session, "QUESTION_SET_COMPLETED")
    assert "GENERATION_ATTEMPT_FAILED" not in session.event_types()
    return session


@pytest.mark.parametrize("http2, protocol", [(True, "HTTP/2.0"), (False, "HTTP/1.1")])
def test_the_second_call_pays_no_handshake(front, stack_at, http2, protocol):
    edge = front(http2=http2)
    stack = stack_at(edge.url, edge.ca_file)
    for n in range(3):
        interview(stack, f"Call {n}")
    seen = edge.seen(3)
    assert len({one.connection for one in seen}) == 1 and not seen[0].resumed
    assert {one.protocol for one in seen} == {protocol} and {one.status for one in seen} == {200}


def test_calls_at_the_same_time_share_one_connection(front, ai, stack_at):
    edge = front()
    stack = stack_at(edge.url, edge.ca_file)
    ai.hold_after_tokens(0)
    sessions = [stack.create_session(role=f"At once {n}", questions=2) for n in range(8)]
    for session in sessions:
        session.start()
    stack.wait_until(lambda: ai.open_calls == 8)
    ai.release()
    for session in sessions:
        wait_for_event(session, "QUESTION_SET_COMPLETED")
    assert len({one.connection for one in edge.seen(8)}) == 1


@pytest.mark.parametrize("protocols", ["TLSv1.3", "TLSv1.2"])
def test_workers_share_what_a_handshake_has_brought(front, ai, stack_at, protocols):
    edge = front(protocols=protocols)
    stack = stack_at(edge.url, edge.ca_file, threads=3, in_flight=1)
    interview(stack, "The first of all")
    ai.hold_after_tokens(0)
    sessions = [stack.create_session(role=f"One a worker {n}") for n in range(3)]
    for session in sessions:
        session.start()
    stack.wait_until(lambda: ai.open_calls == 3)
    ai.release()
    for session in sessions:
        wait_for_event(session, "QUESTION_SET_COMPLETED")
    first = {one.connection: one for one in reversed(edge.seen(4))}
    assert len(first) == 3, "a connection for each worker"
    assert sum(not one.resumed for one in first.values()) == 1, "only the very first handshake was a whole one"


@pytest.mark.parametrize("http2", [True, False])
def test_a_connection_that_the_server_closed_is_opened_again_with_the_old_session(front, stack_at, http2):
    edge = front(http2=http2, keepalive="1s")
    stack = stack_at(edge.url, edge.ca_file)
    interview(stack, "Before the close")
    stack.wait_until(lambda: tcp(edge.port, ESTABLISHED) == 0, what="the server has closed")
    interview(stack, "Behind the close")
    first, second = edge.seen(2)
    assert first.connection != second.connection and second.resumed


def tcp(port: int, state: str) -> int:
    """How many TCP sockets of this machine have this port as their other end, in this state of /proc/net/tcp."""
    with open("/proc/net/tcp", encoding="ascii") as file:
        rows = [line.split() for line in file.readlines()[1:]]
    return sum(row[2].endswith(f":{port:04X}") and row[3] == state for row in rows)


def test_a_server_that_restarts_costs_no_attempt(front, ai, stack_at):
    edge = front()
    stack = stack_at(edge.url, edge.ca_file)
    interview(stack, "Before the restart")
    edge.nginx.restart()
    stack.wait_until(edge.answers)
    session = interview(stack, "Behind the restart")
    assert len(calls_for(ai, "Behind the restart")) == 1
    rows = stack.sql("SELECT a.ai_calls FROM job_attempt a JOIN job j USING (job_id) "
                     f"WHERE j.session_id = '{session.session_id}'")
    assert [row["ai_calls"] for row in rows] == ["1"]


def test_a_request_on_a_dying_connection_is_sent_again_once(ai, stack_at):
    """The server closes an idle connection at the moment the request comes: no byte is answered."""
    stack = stack_at(ai.url)
    interview(stack, "Warming up")
    ai.then(Script(status=-1))
    interview(stack, "In the gap")
    calls = calls_for(ai, "In the gap")
    assert [call.status for call in calls] == [-1, 200]
    assert calls[0].connection != calls[1].connection
    assert "sent again" in stack.generator.log_text


def test_a_server_that_only_hangs_up_is_not_asked_for_ever(ai, stack_at):
    stack = stack_at(ai.url)
    interview(stack, "Warming up")
    ai.play(Script(status=-1))
    session = stack.create_session(role="Always in the gap")
    session.start()
    wait_for_status(session, "ERROR")
    failed = [e["payload"]["class"] for e in session.events() if e["eventType"] == "GENERATION_ATTEMPT_FAILED"]
    assert set(failed) == {"connect"}
    assert len(calls_for(ai, "Always in the gap")) <= len(failed) + 1, "only a kept connection is worth a second try"


def test_a_dropped_call_ends_at_the_server_and_leaves_the_connection_to_the_others(front, ai, stack_at):
    edge = front()
    stack = stack_at(edge.url, edge.ca_file, more={"ai": {"stall_ms": 500}, "generation": {"attempts": 2}})
    ai.when("Stalling", "hang_mid_token")
    ai.when("Patient", Script(tokens_per_s=150))
    stalling, patient = stack.create_session(role="Stalling"), stack.create_session(role="Patient")
    patient.start()
    stalling.start()
    wait_for_event(patient, "QUESTION_SET_COMPLETED", 25)
    assert "GENERATION_ATTEMPT_FAILED" not in patient.event_types()
    wait_for_status(stalling, "ERROR")
    stack.wait_until(lambda: [call.dropped for call in calls_for(ai, "Stalling")] == [True, True])
    assert len(calls_for(ai, "Patient")) == 1


def test_an_unknown_ca_is_refused_and_no_request_is_sent(front, ai, stack_at):
    edge, other = front(), front()
    stack = stack_at(edge.url, other.ca_file)
    session = stack.create_session(role="Wrong CA")
    session.start()
    wait_for_status(session, "ERROR")
    assert ai.calls == 0
    assert "certificate" in stack.generator.log_text and KEY not in stack.generator.log_text


@pytest.mark.parametrize("tls", [True, False])
def test_a_proxy_carries_the_calls(front, ai, stack_at, tls):
    edge = front() if tls else None
    with Proxy() as proxy:
        stack = stack_at(edge.url if edge else ai.url, edge.ca_file if edge else "", proxy.url)
        interview(stack, "Through the proxy")
        interview(stack, "Through it again")
        assert len(proxy.heads) == 1, "the tunnel is kept as well"
        if tls:
            assert proxy.heads[0].startswith(f"CONNECT localhost:{edge.port} ")
            assert KEY not in proxy.heads[0]
        else:
            assert proxy.heads[0].startswith(f"POST {ai.url}/v1/chat/completions ")
