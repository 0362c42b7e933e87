"""Reads that wait at the same time share one question to the database: each still gets its own answer, and nobody waits
for a peer or a server that doesn't move."""
import random
import socket
import struct
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.e2e.support import begin, wait_for_status
from tests.stack import ai_settings, wait_until
from tests.stack.settings import merged

READERS = 32


@pytest.fixture(scope="module", name="interviews")
def some_interviews(bank_stack):
    """Sessions in every state that stays."""
    return [begin(bank_stack, role=f"Reader {n}") for n in range(8)] + \
           [bank_stack.create_session(role=f"Waiting {n}") for n in range(4)]


def test_each_of_many_readers_gets_its_own_answer(bank_stack, interviews):
    expected = {s.session_id: s.get_now().body for s in interviews}
    shut = bank_stack.create_session(role="Shut")
    bank_stack.ctl("invite", "revoke", shut.session_id)
    chance = random.Random(8)

    def read(_):
        session = chance.choice(interviews)
        kind = chance.choice(("own", "own", "foreign", "unknown", "revoked", "none"))
        token = {"own": session.token, "foreign": chance.choice([s for s in interviews if s is not session]).token,
                 "unknown": "A" * 43, "revoked": shut.token, "none": None}[kind]
        answer = bank_stack.http.get(f"/api/session/{session.session_id}/now", token=token)
        if kind == "own":
            return answer.status == 200 and answer.body == expected[session.session_id]
        return answer.status == 401 and session.session_id.encode() not in answer.body

    with ThreadPoolExecutor(READERS) as pool:
        assert all(pool.map(read, range(1500)))


def test_starts_amid_readers_are_each_answered_once(bank_stack, interviews):
    fresh = [bank_stack.create_session(role=f"Fresh {n}") for n in range(12)]
    calls = [s.get_now for s in interviews * 20] + [s.start for s in fresh]
    random.Random(9).shuffle(calls)
    with ThreadPoolExecutor(READERS) as pool:
        answers = list(pool.map(lambda call: call(), calls))
    assert {a.status for a in answers if a.method == "GET"} == {200}
    assert {a.status for a in answers if a.method == "POST"} <= {200, 202}
    for session in fresh:
        wait_for_status(session, "IN_SESSION")
        assert session.event_types().count("SESSION_STARTED") == 1
    assert bank_stack.audit() == []


def test_what_is_remembered_gives_way_to_every_change(bank_stack):
    """A read right after a write shows it, though the read before it was remembered."""
    session = bank_stack.create_session(role="Remembered")
    assert session.now()["session"]["status"] == session.now()["session"]["status"] == "NOT_STARTED"
    session.start()
    question = wait_for_status(session, "IN_SESSION")["question"]
    wait_until(lambda: "QUESTION_SET_COMPLETED" in session.event_types(), 10)
    assert session.now()["question"]["questionId"] == question["questionId"]
    assert session.get_now().body == session.get_now().body
    old = session.token
    assert bank_stack.ctl("invite", "issue", session.session_id)["token"] != old
    assert session.get_now().status == 401


def records(*, whole: bool) -> bytes:
    """FCGI_BEGIN_REQUEST, whole or broken off in the middle of its header."""
    begin_request = struct.pack(">BBHHBx", 1, 1, 1, 8, 0) + struct.pack(">HB5x", 1, 0)
    return begin_request if whole else begin_request[:4]


@pytest.mark.parametrize("sent", [b"", records(whole=False), records(whole=True)],
                         ids=["nothing", "half a record", "a request without parameters"])
def test_peers_that_fall_silent_hold_nobody_up(bank_stack, interviews, sent):
    """Three of the API's eight threads meet a peer that says nothing more; the rest go on."""
    peers = []
    try:
        for _ in range(3):
            peer = socket.socket(socket.AF_UNIX)
            peer.connect(str(bank_stack.run_dir / "api.sock"))
            peer.sendall(sent)
            peers.append(peer)
        began = time.monotonic()
        for session in interviews:
            assert session.get_now().status == 200
        assert bank_stack.http.get("/healthz").status == 200
        assert time.monotonic() - began < 8
    finally:
        for peer in peers:
            peer.close()


def test_a_database_that_freezes_holds_up_only_those_who_ask_it(bank_stack, interviews):
    bank_stack.mariadb.pause()
    try:
        with ThreadPoolExecutor(3) as pool:
            waiting = [pool.submit(s.get_now) for s in interviews[:3]]
            time.sleep(0.2)
            began = time.monotonic()
            assert bank_stack.http.get("/healthz").status == 200
            assert time.monotonic() - began < 3
            assert not any(one.done() for one in waiting)
            bank_stack.mariadb.cont()
            assert [one.result().status for one in waiting] == [200] * 3
    finally:
        bank_stack.mariadb.cont()


@pytest.mark.limit(60)
def test_a_database_that_freezes_amid_those_who_were_let_in_costs_them_one_wait(new_stack, shared_ai, fake_ai, tmp_path):
    """Of requests that share a thread none waits for those before it to be told that the database doesn't answer."""
    ai = ai_settings("openai", shared_ai.openai_url, "double", "no-secret", folder=tmp_path)
    stack = new_stack(merged(ai, {"api": {"threads": 1}, "database": {"timeout_ms": 1000}}))
    fake_ai.play("hang_before_headers")
    waiting = stack.create_session(role="Waiting")   # whose /now is read anew each time
    waiting.start()
    frozen = threading.Event()

    def read(_):
        while not frozen.is_set():
            began = time.monotonic()
            answer = waiting.get_now()
        return time.monotonic() - began, answer.status

    with ThreadPoolExecutor(READERS) as pool:
        readers = [pool.submit(read, n) for n in range(READERS)]
        time.sleep(1)
        stack.mariadb.pause()
        try:
            frozen.set()
            last = [reader.result() for reader in readers]
        finally:
            stack.mariadb.cont()
    assert {status for _, status in last} <= {200, 503}
    assert max(seconds for seconds, _ in last) < 15
