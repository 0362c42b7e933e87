"""The small print of HTTP: how credentials, validators, ranges, paths and forms are read, through nginx and the API."""
import pytest

from tests.e2e.support import begin, raw_answer, raw_request, rows

AUDIO = bytes(range(256)) * 4
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture(name="session", scope="module")
def one_session(stack):
    return stack.create_session(role="HTTP details")


@pytest.fixture(name="audio", scope="module")
def a_spoken_question(stack):
    """A session whose question 0 has audio, and the path of it."""
    session = stack.create_session(role="Spoken")
    session.start()
    stack.wait_until(lambda: session.status == "IN_SESSION")
    question_id = session.now()["question"]["questionId"]
    stack.sql("INSERT INTO question_audio (question_id, media_type, body, generated_at) "
              f"VALUES ('{question_id}', 'audio/mpeg', x'{AUDIO.hex()}', UTC_TIMESTAMP(3))")
    stack.sql(f"UPDATE question SET tts_status = 'READY' WHERE question_id = '{question_id}'")
    return session, f"/question/{question_id}/audio"


# credentials


@pytest.mark.parametrize("cookie", [
    "greenroom={token}", "a=1; greenroom={token}", "greenroom={token}; a=1", "a=1;greenroom={token};b=2",
    "xgreenroom=no; greenroom={token}", "greenroomx=no; greenroom={token}", "a; ; =; greenroom={token}",
    "Greenroom=no; greenroom={token}", "a=greenroom=no; greenroom={token}", "a=\"x\"; greenroom={token}",
    "greenroom={token}; greenroom=no", ";" * 500 + "greenroom={token}",
    "; ".join(f"c{n}={n}" for n in range(100)) + "; greenroom={token}",
])
def test_the_cookie_is_found_among_others(stack, session, cookie):
    answer = stack.http.get(session.api + "/now", cookie=cookie.format(token=session.token))
    assert answer.status == 200


@pytest.mark.parametrize("cookie", [
    "greenroom", "greenroom=", "greenroom={token}x", "greenroom=x{token}", "greenroom=\"{token}\"", "xgreenroom={token}",
    "greenroomx={token}", "Greenroom={token}", "GREENROOM={token}", "greenroom={token} x", "greenroom=no; greenroom={token}",
    "a=greenroom={token}", "greenroom%3D{token}", "greenroom={token},a=1",
])
def test_what_is_not_quite_the_cookie_is_none(stack, session, cookie):
    answer = stack.http.get(session.api + "/now", cookie=cookie.format(token=session.token))
    assert answer.status == 401


@pytest.mark.parametrize("authorization", ["Bearer {token}", "bearer {token}", "BEARER   {token}", "Bearer {token}  "])
def test_the_bearer_scheme_in_its_spellings(stack, session, authorization):
    answer = stack.http.get(session.api + "/now", headers={"Authorization": authorization.format(token=session.token)})
    assert answer.status == 200


@pytest.mark.parametrize("authorization", [
    "Bearer", "Bearer ", "{token}", "Bearer{token}", "Bearer\t{token}", "Bearer {token},", "Bearer {token} {token}",
    "Bearer \"{token}\"", "Bearer Bearer {token}", "Token {token}", "Bearer " + "A" * 200, "Bearer " + "A" * 201,
    "Bearer " + "A" * 4000, "Bearer {token}" + "A" * 200,
])
def test_what_is_not_quite_a_bearer_token_is_none(stack, session, authorization):
    answer = stack.http.get(session.api + "/now", headers={"Authorization": authorization.format(token=session.token)})
    assert answer.status == 401


def test_a_bearer_token_goes_before_the_cookie(stack, session):
    other = stack.create_session(role="HTTP details, another")
    path = session.api + "/now"
    assert stack.http.get(path, token=session.token, cookie=f"greenroom={other.token}").status == 200
    assert stack.http.get(path, token=other.token, cookie=f"greenroom={session.token}").status == 401
    assert stack.http.get(path, headers={"Authorization": "Basic eDp5"}, cookie=f"greenroom={session.token}").status == 200


# If-None-Match


@pytest.mark.parametrize("header", [
    "{etag}", "W/{etag}", "*", " {etag} ", "\"a\", {etag}", "\"a\",{etag},\"b\"", "W/\"a\", W/{etag}", ",, {etag},",
    "\"a,b\", {etag}", "\"\", {etag}", "\"a\"{etag}",
])
def test_a_known_state_is_not_sent_again(session, header):
    etag = session.get_now().headers["etag"]
    answer = session.request("GET", "/now", headers={"If-None-Match": header.format(etag=etag)})
    assert (answer.status, answer.body) == (304, b"")
    assert answer.headers["etag"] == etag and answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("header", [
    "", "\"\"", "\"other\"", "{bare}", "\"{bare}x\"", "\"x{bare}\"", "\"{bare}", "{bare}\"", "w/{etag}", "W/ {etag}", "**", "*, {etag}",
    "\"a,*\"", "\"a, {bare}\"", "\"*\"", "x {etag}", "W/", "\"", ",", "\"{short}\"",
])
def test_another_state_is_sent_whole(session, header):
    etag = session.get_now().headers["etag"]
    bare = etag.strip('"')
    sent = header.format(etag=etag, bare=bare, short=bare[:-1])
    answer = session.request("GET", "/now", headers={"If-None-Match": sent})
    assert answer.status == 200 and answer.json["session"]["resumeToken"] == bare


def test_head_follows_if_none_match_as_get_does(session):
    etag = session.get_now().headers["etag"]
    assert session.request("HEAD", "/now", headers={"If-None-Match": etag}).status == 304
    head = session.request("HEAD", "/now")
    assert head.status == 200 and head.body == b"" and head.headers["etag"] == etag


# audio and its parts


def test_audio_is_sent_whole_and_may_be_kept(audio):
    session, path = audio
    answer = session.request("GET", path)
    assert answer.status == 200 and answer.body == AUDIO
    assert answer.headers["content-type"] == "audio/mpeg" and answer.headers["accept-ranges"] == "bytes"
    assert answer.headers["cache-control"] == "private, max-age=31536000, immutable"
    head = session.request("HEAD", path)
    assert head.status == 200 and head.body == b"" and head.headers["content-type"] == "audio/mpeg"


def test_audio_belongs_to_its_session(stack, audio):
    session, path = audio
    other = stack.create_session(role="HTTP details, a listener")
    assert other.request("GET", path).status == 404
    assert session.request("GET", path, token=other.token).status == 401
    assert session.request("GET", path, token=None, cookie=f"greenroom={session.token}").status == 200


@pytest.mark.parametrize("header, first, last", [
    ("bytes=0-0", 0, 0), ("bytes=0-", 0, 1023), ("bytes=100-199", 100, 199), ("bytes=1000-", 1000, 1023),
    ("bytes=1023-1023", 1023, 1023), ("bytes=1000-5000", 1000, 1023), ("bytes=-1", 1023, 1023), ("bytes=-1024", 0, 1023),
    ("bytes=-9999", 0, 1023), ("BYTES=5-6", 5, 6), ("bytes=007-008", 7, 8),
])
def test_a_part_of_the_audio(audio, header, first, last):
    session, path = audio
    answer = session.request("GET", path, headers={"Range": header})
    assert answer.status == 206 and answer.body == AUDIO[first:last + 1]
    assert answer.headers["content-range"] == f"bytes {first}-{last}/1024"


@pytest.mark.parametrize("header", ["bytes=1024-", "bytes=1024-2000", "bytes=-0", "bytes=9999-"])
def test_a_part_that_does_not_exist(audio, header):
    session, path = audio
    answer = session.request("GET", path, headers={"Range": header})
    assert answer.status == 416 and answer.headers["content-range"] == "bytes */1024"
    assert answer.json["type"] == "urn:greenroom:problem:range-not-satisfiable"
    assert "immutable" not in answer.headers["cache-control"]


@pytest.mark.parametrize("header", [
    "bytes", "bytes=", "bytes=-", "bytes=x", "bytes=1", "bytes=5-2", "bytes=a-b", "bytes=1-x", "bytes=1-2x", "bytes=--1",
    "bytes=-1-2", "bytes = 0-1", "bytes=0-1,5-6", "seconds=0-1", "bytes=0x0-0x1", "bytes=+1-2", "",
    "bytes=" + "9" * 30 + "-", "bytes=0-" + "9" * 30,
])
def test_a_range_that_is_none_or_not_served_gives_all(audio, header):
    session, path = audio
    answer = session.request("GET", path, headers={"Range": header})
    assert answer.status == 200 and answer.body == AUDIO


def test_a_range_is_for_get_and_for_a_version_that_is_known(audio):
    session, path = audio
    assert session.request("HEAD", path, headers={"Range": "bytes=0-1"}).status == 200
    answer = session.request("GET", path, headers={"Range": "bytes=0-1", "If-Range": '"old"'})
    assert answer.status == 200 and answer.body == AUDIO


# paths


@pytest.mark.parametrize("change, status", [
    (lambda p: p.replace("now", "%6Eow"), 200), (lambda p: p.replace("/api", "/%61pi"), 200),
    (lambda p: p + "?", 200), (lambda p: p + "/", 404), (lambda p: p + "%2F", 404), (lambda p: p + "%20", 404),
    (lambda p: p.replace("now", "NOW"), 404), (lambda p: p.replace("now", "no"), 404), (lambda p: p + "w", 404),
    (lambda p: p + ";x", 404), (lambda p: p.upper(), 404),
])
def test_a_path_is_compared_decoded_and_exactly(stack, session, change, status):
    path = change(session.api + "/now")
    request = raw_request("GET", path, {"Authorization": f"Bearer {session.token}"})
    answer, _ = raw_answer(stack, request, "GET", session.api + "/now" if status == 200 else "/nowhere")
    assert answer.status == status


def test_a_session_id_is_compared_exactly(stack, session):
    for session_id in (session.session_id.upper(), session.session_id + "x", session.session_id[:-1], "{" + session.session_id,
                       session.session_id.replace("-", ""), session.session_id + "%00", "%20" + session.session_id):
        request = raw_request("GET", f"/api/session/{session_id}/now", {"Authorization": f"Bearer {session.token}"})
        answer, _ = raw_answer(stack, request, "GET", "/api/session/x/now")
        assert answer.status in (400, 401), session_id


# forms


@pytest.mark.parametrize("body", ["action=start", "", "x=1&action=start", "action=start&x", "&&action=start&", "xaction=no"])
def test_a_form_that_starts(stack, body):
    session = stack.create_session(role="Form")
    answer = stack.http.post(session.link, body=body, headers=FORM)
    assert answer.status == 303 and answer.headers["location"].endswith(session.link)
    assert session.status != "NOT_STARTED"


@pytest.mark.parametrize("body", [
    "action=Start", "action=start ", "action=", "action=" + "x" * 15, "action=" + "x" * 16, "action=" + "retry" * 50,
    "action=stop&action=start", "action=retry", "action=retry&generation=", "action=retry&generation=0",
    "action=retry&generation=1x", "action=retry&generation=" + "1" * 30,
])
def test_a_form_that_can_t_be_understood_starts_nothing(stack, body):
    session = stack.create_session(role="Form")
    before = rows(stack, session)
    answer = stack.http.post(session.link, body=body, headers=FORM)
    assert answer.status == 400
    assert rows(stack, session) == before


def test_a_retry_by_form_where_nothing_failed_changes_nothing(stack):
    session = begin(stack)
    before = rows(stack, session)
    assert stack.http.post(session.link, body="action=retry&generation=1", headers=FORM).status == 303
    assert rows(stack, session) == before


@pytest.mark.parametrize("content_type, status", [
    ("application/x-www-form-urlencoded; charset=utf-8", 303), ("Application/X-WWW-Form-Urlencoded", 303),
    ("application/json", 415), ("multipart/form-data; boundary=x", 415), ("text/plain", 415),
    ("application/x-www-form-urlencodedx", 415),
])
def test_a_form_s_type(stack, content_type, status):
    session = stack.create_session(role="Form")
    answer = stack.http.post(session.link, body="action=start", headers={"Content-Type": content_type})
    assert answer.status == status
    assert (session.status == "NOT_STARTED") == (status == 415)
