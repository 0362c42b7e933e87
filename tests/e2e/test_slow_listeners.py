"""Candidates whose network takes the audio of a question slowly hold nobody else up."""
import socket
import time

import pytest

from tests.e2e.behind_nginx import STDIN, fastcgi_request, record
from tests.e2e.support import begin, raw_request

THREADS = 8
AUDIO_BYTES = 7_900_000     # speech.max_bytes allows 8,000,000


@pytest.fixture(name="spoken")
def a_session_with_a_long_audio(bank_stack):
    session = begin(bank_stack)
    question = session.now()["question"]["questionId"]
    bank_stack.sql("INSERT INTO question_audio (question_id, media_type, body, generated_at) "
                   f"VALUES ('{question}', 'audio/wav', REPEAT('x', {AUDIO_BYTES}), NOW(3))")
    bank_stack.sql(f"UPDATE question SET tts_status = 'READY' WHERE question_id = '{question}'")
    session.audio = f"{session.api}/question/{question}/audio"
    return session


def slow_listener(stack, session) -> socket.socket:
    """Asks for the audio, and takes what fits into a small buffer of it."""
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.settimeout(20)
    connection.connect(("127.0.0.1", stack.port))
    connection.sendall(raw_request("GET", session.audio, {"Authorization": f"Bearer {session.token}"}))
    assert connection.recv(12) == b"HTTP/1.1 200"
    return connection


@pytest.mark.limit(60)
def test_a_web_server_that_reads_no_answer_is_given_up(bank_stack, spoken):
    peers = []
    for _ in range(THREADS):
        peers.append(socket.socket(socket.AF_UNIX))
        peers[-1].connect(str(bank_stack.run_dir / "api.sock"))
        peers[-1].sendall(fastcgi_request(spoken, DOCUMENT_URI=spoken.audio) + record(STDIN, b""))
    try:
        bank_stack.wait_until(lambda: spoken.get_now().status == 200, 25, "the threads are free again")
    finally:
        for peer in peers:
            peer.close()


def test_slow_listeners_hold_up_nobody(bank_stack, spoken):
    listeners = [slow_listener(bank_stack, spoken) for _ in range(THREADS)]
    try:
        began = time.monotonic()
        assert spoken.get_now().status == 200
        assert time.monotonic() - began < 5
        received = b""
        while piece := listeners[0].recv(1 << 20):
            received += piece
        assert received.endswith(b"x" * AUDIO_BYTES)
    finally:
        for listener in listeners:
            listener.close()
