"""Bad input: each a clear 4xx problem, nothing written, and the processes live on."""
import json

import pytest

from tests.e2e.support import raw_answer, raw_request, rows

JSON = {"Content-Type": "application/json"}


@pytest.fixture(name="session", scope="module")
def one_session(stack):
    return stack.create_session(role="Bad input")


@pytest.fixture(name="unharmed", autouse=True)
def nothing_written_and_nobody_died(stack, session):
    before, pids = rows(stack, session), [p.pid for p in stack.programs]
    yield
    assert rows(stack, session) == before
    assert [p.pid for p in stack.programs] == pids and all(p.running for p in stack.programs)
    assert session.get_now().status == 200


def problem(answer, status: int, *names: str) -> None:
    assert answer.status == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    if names:
        assert answer.json["type"].removeprefix("urn:greenroom:problem:") in names


@pytest.mark.parametrize("method, rest, allowed", [
    ("POST", "/now", "GET"), ("PUT", "/now", "GET"), ("DELETE", "/now", "GET"), ("PATCH", "/now", "GET"),
    ("OPTIONS", "/now", "GET"), ("BREW", "/now", "GET"), ("GET", "/start", "POST"), ("PUT", "/start", "POST"),
    ("HEAD", "/start", "POST"), ("GET", "/retry", "POST"), ("POST", "/stream", "GET"), ("DELETE", "/stream", "GET"),
    ("POST", "/question/00000000-0000-7000-8000-000000000000/audio", "GET"),
])
def test_wrong_method(session, method, rest, allowed):
    answer = session.request(method, rest)
    assert answer.status == 405
    assert allowed in answer.headers["allow"].split(", ")
    if method != "HEAD":
        problem(answer, 405, "method-not-allowed")


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_wrong_method_on_the_operator_s_routes(stack, path):
    problem(stack.http.post(path), 405, "method-not-allowed")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS"])
def test_wrong_method_on_a_link(stack, session, method):
    answer = stack.http.request(method, session.link)
    problem(answer, 405, "method-not-allowed")
    assert {"GET", "POST"} <= set(answer.headers["allow"].split(", "))


@pytest.mark.parametrize("path", ["/", "/nowhere", "/s", "/s/", "/api", "/api/session", "/api/session/",
                                  "/api/sessions/x/now", "/now", "/start", "/index.html", "/.git/config",
                                  "/healthz/x", "/api/session//now", "/favicon.ico", "/assets/nothing.js",
                                  "/assets/", "/assets/../conf", "/assets/%2e%2e/%2e%2e/etc/passwd"])
def test_unknown_route(stack, path):
    answer, _ = raw_answer(stack, raw_request("GET", path), "GET", "/nowhere")
    problem(answer, answer.status, "not-found", "malformed-request")
    assert answer.status in (400, 404)


@pytest.mark.parametrize("rest", ["", "/", "/nothing", "/now/", "/now/x", "/Start", "/question", "/question/x",
                                  "/question//audio", "/start/now"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_unknown_route_within_a_session(session, method, rest):
    problem(session.request(method, rest), 404, "not-found")


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", "",
                                          "text/json", "application/problem+json"])
@pytest.mark.parametrize("rest", ["/start", "/retry"])
def test_not_json_by_its_type(session, rest, content_type):
    answer = session.request("POST", rest, body=b'{"generation": 1}', headers={"Content-Type": content_type})
    problem(answer, 415, "unsupported-media-type")


@pytest.mark.parametrize("body", [
    b"{", b"", b"null", b"[]", b'"x"', b"1", b"{}", b"{'generation': 1}", b'{"generation": 1,}', b'{"generation": 1} x',
    b'{"generation": 1}{}', b'{"generation": "1"}', b'{"generation": 1.0}', b'{"generation": 1e0}',
    b'{"generation": 0}', b'{"generation": -1}', b'{"generation": true}', b'{"generation": null}',
    b'{"generation": 99999999999999999999}', b'{"generation": [1]}', b'{"generation": 1, "generation": 2}',
    b'{"generation": 1, "force": true}', b'{"Generation": 1}', b'\xff\xfe{"generation": 1}', b'{"generation\xff": 1}',
    b'{"generation": 1, "x": "\xc3\x28"}', b'\x00', b'{"generation": NaN}', b'{"generation": 01}', b'{"a":' * 40 + b"1" + b"}" * 40,
    b"[" * 1000, b'{"generation": 1} /* x */', b'\xef\xbb\xbf{"generation": 1}',
])
def test_a_retry_that_can_t_be_understood(session, body):
    problem(session.request("POST", "/retry", body=body, headers=JSON), 400, "malformed-request")


@pytest.mark.parametrize("body", [b"{", b"[]", b"nonsense", b'"\xff"', b"{} {}"])
def test_a_start_with_a_broken_body(session, body):
    problem(session.request("POST", "/start", body=body, headers=JSON), 400, "malformed-request")


@pytest.mark.parametrize("rest", ["/start", "/retry"])
@pytest.mark.parametrize("size", [2000, 17 << 10, 3 << 20])
def test_body_too_large(stack, session, rest, size):
    body = json.dumps({"generation": 1, "filler": "x" * size}).encode()
    head = {"Authorization": f"Bearer {session.token}", **JSON}
    answer, _ = raw_answer(stack, raw_request("POST", session.api + rest, head, body), "POST", session.api + rest)
    assert answer.status == 413
    problem(answer, 413)


@pytest.mark.parametrize("name", ["X-Filler", "Cookie", "Authorization", "If-None-Match", "Idempotency-Key"])
def test_a_header_of_100_kb(stack, session, name):
    request = raw_request("GET", session.api + "/now", {name: "x" * 102400})
    answer, _ = raw_answer(stack, request, "GET", session.api + "/now")
    assert answer.status in (400, 431)


def test_an_address_of_100_kb(stack, session):
    request = raw_request("GET", session.api + "/now?" + "x" * 102400)
    answer, _ = raw_answer(stack, request, "GET", session.api + "/now")
    problem(answer, 414)


def test_a_thousand_headers(stack, session):
    request = raw_request("GET", session.api + "/now", {f"X-{n}": "x" * 100 for n in range(1000)})
    answer, _ = raw_answer(stack, request, "GET", session.api + "/now")
    assert answer.status in (400, 431)


@pytest.mark.parametrize("target", [b"/s/\xff\xfe\xfd", b"/s/%ff%fe", b"/\xc3\x28", b"/api/session/\xff\xff/now",
                                    b"/api/session/%ff/now", b"/api/session/%00/now", b"/s/%0d%0aSet-Cookie:%20x=1",
                                    b"/api/session/%0d%0a/now", b"/api/session/" + b"%41" * 300 + b"/now"])
def test_an_address_that_is_no_text(stack, target):
    shown = "/s/x" if target.startswith(b"/s/") else "/nowhere" if b"session" not in target else "/api/session/x/now"
    answer, received = raw_answer(stack, raw_request("GET", target), "GET", shown)
    assert answer.status in (400, 401, 404)
    assert b"Set-Cookie" not in received


@pytest.mark.parametrize("header", [{"Cookie": b"greenroom=\xff\xfe"}, {"Authorization": b"Bearer \xff" * 10},
                                    {"Cookie": b";;;===;greenroom;greenroom=;"}, {"Accept-Language": b"\xff" * 100},
                                    {"Idempotency-Key": b"\xc3\x28"}])
def test_headers_that_are_no_text(stack, session, header):
    path = session.api + "/now"
    answer, _ = raw_answer(stack, raw_request("GET", path, header), "GET", path)
    assert answer.status == 401


@pytest.mark.parametrize("request_bytes", [
    b"NONSENSE\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\nHost: x\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: abc\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\nno colon here\r\n\r\n",
    b"POST /s/x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: nonsense\r\n\r\n",
])
def test_what_is_hardly_http(stack, request_bytes):
    received = stack.http.raw(request_bytes)
    assert received.startswith((b"HTTP/1.1 4", b"HTTP/1.1 5")), received[:100]
    assert b"application/problem+json" in received and b"<html" not in received.lower()


def test_a_client_that_leaves_in_mid_body_is_forgotten(stack, session):
    head = raw_request("POST", session.api + "/retry", {"Authorization": f"Bearer {session.token}", **JSON}, b"x" * 900)
    stack.http.raw(head[:-500])
    assert session.retry(99).status == 409


def test_a_chunked_body_is_read_like_any_other(stack, session):
    path = session.api + "/retry"
    body = b'5\r\n{"gen\r\nd\r\neration": 99}\r\n0\r\n\r\n'
    head = raw_request("POST", path, {"Authorization": f"Bearer {session.token}", "Transfer-Encoding": "chunked", **JSON})
    answer, _ = raw_answer(stack, head + body, "POST", path)
    problem(answer, 409, "retry-not-allowed")


def test_an_unknown_question_has_no_audio(session):
    for question_id in ("00000000-0000-7000-8000-000000000000", "x", "a" * 500, session.session_id, "%00", "..%2f.."):
        answer = session.request("GET", f"/question/{question_id}/audio")
        assert answer.status in (400, 404)


def test_head_is_get_without_a_body(session):
    head, get = session.request("HEAD", "/now"), session.request("GET", "/now")
    assert head.status == 200 and head.body == b""
    assert head.headers["etag"] == get.headers["etag"]


def test_what_a_query_says_is_no_credential_and_no_obstacle(session):
    assert session.request("GET", "/now?x=1&y").status == 200
    assert session.request("GET", f"/now?token={session.token}&greenroom={session.token}", token=None).status == 401
