"""The stream: advice, told exactly once and in order, that ends when there is nothing more to tell."""
from urllib.parse import quote

import pytest

from tests.e2e.support import begin, check_stream, event_ids, rows, stages, wait_for_event, wait_for_status
from tests.fake_ai import Script
from tests.stack import ai_settings
from tests.stack.settings import merged

TO_QUESTION_1 = 60      # tokens: the first question is out, the rest is not


@pytest.fixture(name="stack", scope="module")
def ticking_stack(new_shared_stack, shared_ai, tmp_path_factory):
    ai = ai_settings("openai", shared_ai.openai_url, "double", "no-secret", folder=tmp_path_factory.mktemp("key"))
    return new_shared_stack(merged(ai, {"stream": {"heartbeat": "1s", "max_per_session": 3}}))


@pytest.fixture(name="halfway")
def a_session_with_question_1(stack, fake_ai):
    """Six events stand, the seventh comes when the double is released."""
    fake_ai.play("answer", hold_after_tokens=TO_QUESTION_1)
    session = stack.create_session(role="Registered nurse")
    session.start()
    wait_for_status(session, "IN_SESSION")
    yield session
    fake_ai.release()


def test_the_first_frame_says_where_the_session_stands(stack, halfway):
    fresh = stack.create_session()
    for session, status, seq in ((fresh, "NOT_STARTED", 2), (halfway, "IN_SESSION", 6)):
        with session.stream() as stream:
            frame = stream.read()
        assert frame.id is None and frame.json["type"] == "status"
        assert frame.json["payload"]["status"] == status and frame.json["payload"]["seq"] == seq
        assert frame.json["payload"]["invalidate"] is True
        check_stream(stream)


def test_a_whole_interview_live(stack, fake_ai):
    session = stack.create_session(role="Watched live")
    with session.stream() as stream:
        stream.read()
        session.start()
        stream.read_all()
    check_stream(stream)
    assert event_ids(stream) == [3, 4, 5, 6, 7]
    assert [s for s in stages(stream) if s in ("queued", "contacting_ai", "question_ready", "question_set_completed")
            ][-2:] == ["question_ready", "question_set_completed"]
    assert stream.ended and stream.retry_ms and 0 < stream.retry_ms[0] <= 60000
    assert "Watched live" not in "".join(f.data for f in stream.frames)


@pytest.mark.parametrize("how", ["header", "query", "both"])
@pytest.mark.parametrize("cursor", [0, 2, 5, 6])
def test_a_cursor_replays_what_follows_exactly_once_then_goes_live(fake_ai, halfway, how, cursor):
    given = {"header": {"last_event_id": cursor}, "query": {"after": cursor},
             "both": {"last_event_id": cursor, "after": 1}}[how]
    with halfway.stream(**given) as stream:
        fake_ai.release()
        stream.read_all()
    check_stream(stream)
    assert event_ids(stream) == list(range(cursor + 1, 8))
    assert stream.ended and "resync" not in [f.json["type"] for f in stream.frames]


def test_a_replayed_frame_is_the_live_one(stack, fake_ai):
    fake_ai.play("answer", hold_after_tokens=TO_QUESTION_1)
    session = stack.create_session(role="Registered nurse")
    with session.stream() as live:
        live.read()
        session.start()
        live.read_until(lambda f: f["payload"].get("event") == "QUESTION_PRESENTED")
    with session.stream(after=2) as replayed:
        replayed.read_until(lambda f: f["payload"].get("event") == "QUESTION_PRESENTED")
    fake_ai.release()

    def told(stream):
        return {f.id: {**f.json, "sentAt": ""} for f in stream.frames if f.id}

    assert told(live) == told(replayed) and len(told(live)) == 4


@pytest.mark.parametrize("cursor", ["abc", "-1", "7", "999999", "99999999999999999999", "1.5", "0x3", "6 6",
                                    "é", "1" * 500])
def test_a_cursor_that_can_t_be_right_gets_a_resync(halfway, cursor):
    for given in ({"last_event_id": cursor.encode().decode("latin-1")}, {"after": quote(cursor)}):
        with halfway.stream(**given) as stream:
            frame = stream.read_until(lambda f: f["type"] == "resync")
        assert frame["payload"]["invalidate"] is True and frame["payload"]["reason"]
        assert event_ids(stream) == []
        check_stream(stream)


def test_after_a_resync_the_stream_is_live(fake_ai, halfway):
    with halfway.stream(last_event_id=999) as stream:
        stream.read_until(lambda f: f["type"] == "resync")
        fake_ai.release()
        stream.read_until(lambda f: f["type"] == "final")
        assert stream.read() is None
    check_stream(stream)


def test_silence_is_broken_by_comments(stack, fake_ai):
    fake_ai.play(Script(first_content_s=2.5))
    session = stack.create_session(role="Long silence")
    with session.stream() as stream:
        session.start()
        stream.read_all()
    check_stream(stream)
    assert len(stream.comments) >= 1


def test_when_all_is_told_a_reconnect_gets_204(stack):
    session = begin(stack)
    for given in ({}, {"last_event_id": 7}, {"after": 7}):
        with session.stream(**given) as stream:
            assert stream.status == 204, given
            assert stream.answer.body == b""


def test_an_ended_story_is_still_told_to_who_missed_its_end(stack):
    session = begin(stack)
    with session.stream(last_event_id=4) as stream:
        stream.read_all()
    check_stream(stream)
    assert event_ids(stream) == [5, 6, 7]


def test_a_wrong_cursor_at_the_end_is_mended_once(stack):
    session = begin(stack)
    with session.stream(last_event_id=4711) as stream:
        frames = stream.read_all()
    check_stream(stream)
    assert frames[-1]["type"] == "resync" and stream.ended
    whole = session.request("GET", "/stream", headers={"Last-Event-ID": "4711"}).text
    assert whole.rstrip("\n").endswith("\n\nid: 7"), "an id without data sets the cursor and is no message"
    with session.stream(last_event_id=7) as stream:
        assert stream.status == 204


def test_a_revoked_invite_ends_its_streams(stack, halfway):
    with halfway.stream() as stream:
        stream.read()
        stack.ctl("invite", "revoke", halfway.session_id, parse=False)
        frames = stream.read_all()
    check_stream(stream)
    assert frames[-1]["payload"]["event"] == "INVITE_REVOKED" and frames[-1]["payload"]["invalidate"] is True
    with halfway.stream(last_event_id=7) as stream:
        assert stream.status == 401


def test_an_expired_invite_ends_its_streams(stack, fake_ai):
    session = stack.create_session()
    stack.sql(f"UPDATE invite SET expires_at = NOW(3) + INTERVAL 1 SECOND WHERE session_id = '{session.session_id}'")
    with session.stream() as stream:
        frames = stream.read_all()
    check_stream(stream)
    assert frames[-1]["type"] == "resync" and frames[-1]["payload"]["reason"] == "invite_expired"
    with session.stream() as stream:
        assert stream.status == 401


def test_a_stop_of_the_service_ends_streams_cleanly_and_nothing_is_lost(stack, fake_ai, halfway):
    with halfway.stream(after=4) as stream:
        stream.read_until(lambda f: f["payload"].get("event") == "QUESTION_PRESENTED")
        stack.stream.stop()
        stream.read_all()
        assert stream.ended and len(stream.retry_ms) == 2
    check_stream(stream)
    fake_ai.release()
    stack.stream.start()
    stack.note_started(stack.stream)
    with halfway.stream(last_event_id=6) as stream:
        stream.read_all()
    assert event_ids(stream) == [7]


def test_every_tab_hears_the_same(stack, fake_ai):
    session = stack.create_session(role="Two tabs")
    with session.stream() as one, session.stream() as two:
        one.read(), two.read()
        session.start()
        one.read_all(), two.read_all()
    check_stream(one), check_stream(two)
    assert event_ids(one) == event_ids(two) == [3, 4, 5, 6, 7]


def test_more_streams_than_allowed_are_told_to_poll(stack, halfway):
    streams = [halfway.stream() for _ in range(3)]
    for stream in streams:
        stream.read()
    with halfway.stream() as refused:
        assert refused.status == 429
        assert int(refused.answer.headers["retry-after"]) > 0
    for stream in streams:
        stream.close()

    def room_again():
        with halfway.stream() as stream:
            return stream.status == 200

    stack.wait_until(room_again)


def test_watching_changes_nothing(stack, halfway):
    before = rows(stack, halfway)
    with halfway.stream(after=0) as stream:
        stream.read()
    assert rows(stack, halfway) == before


def test_a_gap_in_what_redis_says_is_filled_from_the_log(stack, fake_ai, halfway):
    """A message with a seq beyond the next one: the reader gets what lies between, from the database."""
    with halfway.stream(last_event_id=3) as stream:
        stream.read_until(lambda f: f["payload"].get("event") == "QUESTION_PRESENTED")
        channel = f"greenroom:session:{halfway.session_id}"
        stack.redis.command("PUBLISH", channel, "4 {\"type\":\"status\"}")
        stack.redis.command("PUBLISH", channel, "not a frame at all")
        stack.redis.command("PUBLISH", channel, "9999999999999 {}")
        fake_ai.release()
        stream.read_until(lambda f: f["type"] == "final")
    assert event_ids(stream) == [4, 5, 6, 7]


def test_events_reach_open_streams_without_redis(stack, fake_ai):
    session = stack.create_session(role="No loudspeaker")
    with session.stream() as stream:
        stream.read()
        stack.redis.stop()
        session.start()
        stream.read_until(lambda f: f["type"] == "final")
    stack.redis.start()
    check_stream(stream)
    assert event_ids(stream) == [3, 4, 5, 6, 7]


def test_a_stream_ends_cleanly_in_time_and_the_reader_resumes(new_stack):
    stack = new_stack({"ai": {"provider": "bank"}, "stream": {"life_min": "1s", "life_max": "1s"}})
    session = stack.create_session()
    with session.stream() as stream:
        stream.read_all()
    assert stream.ended
    session.start()
    wait_for_event(session, "QUESTION_SET_COMPLETED")
    with session.stream(last_event_id=2) as stream:
        stream.read_all()
    assert event_ids(stream) == [3, 4, 5, 6, 7]
    check_stream(stream)
