"""The site alone: nginx with doubles, or nobody, behind it. No service of ours runs here."""
import gzip
import http.client
import json
import re
import socket
import ssl
import subprocess
import threading
import time

import pytest

from tests import openapi
from tests.stack import HttpClient, Stack
from tests.stack.fastcgi import FastCgiDouble
from tests.stack.servers import ROOT
from tests.stack.stack import free_port

ID = "0192f0a0-0000-7000-8000-000000000001"
API = f"/api/session/{ID}"
CANARY = "CanaryTokenThatMustNotBeLoggedAnywhere012345"
NO_STORE = "no-store"
ALWAYS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
                               "connect-src 'self'; media-src 'self'; form-action 'self'; base-uri 'none'; "
                               "frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "strict-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "DENY",
    "server": "nginx",
}


@pytest.fixture
def site(tmp_path):
    """A stack of which only nginx runs."""
    stack = Stack("build", tmp_path / "site", activation=False)
    stack.render()
    stack.nginx.start()
    stack.await_ready(stack.nginx, lambda: stack.nginx.ready)
    yield stack
    stack.close()
    assert stack.nginx.exits == [0]


@pytest.fixture
def public(tmp_path):
    """The same as production has it: TLS in public, and the local listener. `public.tls` asks in public."""
    stack = Stack("build", tmp_path / "public", activation=False)
    stack.render()
    stack.tls_port, stack.plain_port = free_port(), free_port()
    stack.nginx.render(public=production_side(tmp_path, stack.tls_port), plain=plain_side(stack.plain_port))
    stack.nginx.start()
    stack.await_ready(stack.nginx, lambda: stack.nginx.ready)
    stack.tls = lambda method, path, **headers: tls_request(stack.tls_port, method, path, headers)
    yield stack
    stack.close()
    assert stack.nginx.exits == [0]


def production_side(folder, port) -> str:
    """nginx/public.conf as installed, with a certificate of our own and a port that is free."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                    "-subj", "/CN=interviews.example.org", "-keyout", key, "-out", certificate],
                   check=True, capture_output=True)
    text = (ROOT / "nginx" / "public.conf").read_text()
    text = re.sub(r"(ssl_certificate\s+).*;", rf'\1"{certificate}";', text)
    text = re.sub(r"(ssl_certificate_key\s+).*;", rf'\1"{key}";', text)
    text = text.replace("listen [::]:443 ssl http2;\n", "")
    assert "listen 443 " in text
    return text.replace("listen 443 ", f"listen 127.0.0.1:{port} ")


def plain_side(port) -> str:
    """nginx/plain.conf as installed, on a port that is free."""
    text = (ROOT / "nginx" / "plain.conf").read_text().replace("\tlisten [::]:80;\n", "")
    assert "listen 80;" in text
    return text.replace("listen 80;", f"listen 127.0.0.1:{port};")


def tls_request(port, method, path, headers) -> http.client.HTTPResponse:
    connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=10, context=trusting())
    connection.request(method, path, headers=headers)
    response = connection.getresponse()
    response.body = response.read()
    connection.close()
    return response


def trusting() -> ssl.SSLContext:
    """For our own certificate."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def hello(params):
    yield b"Status: 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nhello"


def assert_problem(answer, status, name):
    assert answer.status == status, answer.text
    assert answer.json["type"] == f"urn:greenroom:problem:{name}"
    assert answer.headers["cache-control"] == NO_STORE
    openapi.check_answer(answer.method, answer.path, answer.status, answer.headers, answer.body)


def test_both_renderings_are_accepted_without_a_warning(site, public):
    assert site.nginx.check() == ""
    newer_words = r'.*the "listen \.\.\. http2" directive is deprecated.*\n'   # nginx 1.25 on; 1.22 knows no others
    assert re.sub(newer_words, "", public.nginx.check()) == ""


def test_development_has_no_other_values_than_the_four_names(site):
    source = (ROOT / "nginx" / "greenroom.conf.in").read_text()
    code = "\n".join(line for line in source.splitlines() if not line.startswith("#"))
    assert set(re.findall(r"@\w+@", code)) == {"@SHARE@", "@LOCAL@", "@RUN@", "@LOG@"}
    rendered = (site.nginx.folder / "greenroom.conf").read_text()
    assert not [line for line in rendered.splitlines() if "@" in line and not line.startswith("#")]


@pytest.mark.parametrize("method, path, headers, status, name", [
    ("GET", "/", {}, 404, "not-found"),
    ("GET", "/api", {}, 404, "not-found"),
    ("GET", "/api/session", {}, 404, "not-found"),
    ("GET", "/problem", {}, 404, "not-found"),
    ("GET", "/.git/config", {}, 404, "not-found"),
    ("GET", "/s", {}, 404, "not-found"),
    ("GET", "/assets/", {}, 404, "not-found"),
    ("GET", "/assets/nothing.css", {}, 404, "not-found"),
    ("GET", "/assets/../../etc/passwd", {}, 400, "malformed-request"),
    ("GET", "/assets/%2e%2e/%2e%2e/%2e%2e/etc/passwd", {}, 400, "malformed-request"),
    ("GET", "/%00", {}, 400, "malformed-request"),
    ("GET", "/" + "a" * 9000, {}, 414, "uri-too-long"),
    ("GET", API + "/now", {"X-Big": "b" * 100_000}, 431, "header-too-large"),
    ("POST", API + "/start", {"Content-Length": "16385"}, 413, "content-too-large"),
    ("POST", "/s/x", {"Content-Length": "16385"}, 413, "content-too-large"),
    ("POST", API + "/start", {"Transfer-Encoding": "gzip"}, 501, "not-implemented"),
    ("TRACE", API + "/now", {}, 405, "method-not-allowed"),
])
def test_what_nginx_refuses_is_a_problem(site, method, path, headers, status, name):
    answer = site.http.request(method, path, headers=headers)
    assert_problem(answer, status, name)
    assert {key: answer.headers.get(key) for key in ALWAYS} == ALWAYS


@pytest.mark.parametrize("request_bytes, status", [
    (b"nonsense\r\n\r\n", 400),
    (b"GET / HTTP/1.1\r\n\r\n", 400),
    (b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
    (b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", 400),
    (b"POST /s/x HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
    (b"GET / HTTP/9.9\r\nHost: a\r\n\r\n", 505),
    (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400),
])
def test_what_is_hardly_http_is_a_problem_too(site, request_bytes, status):
    head, _, body = site.http.raw(request_bytes).partition(b"\r\n\r\n")
    assert head.split()[1] == str(status).encode()
    assert b"Content-Type: application/problem+json" in head
    assert json.loads(body)["status"] == status


@pytest.mark.parametrize("path", ["/s/" + CANARY, API + "/now", API + "/stream", "/healthz"])
def test_a_service_that_is_away_is_a_problem_with_retry_after(site, path):
    answer = site.http.get(path)
    assert_problem(answer, 502, "unavailable")
    assert int(answer.headers["retry-after"]) > 0


def test_no_log_line_holds_a_token(site):
    """Every way we know to bring a token near a log, with nobody behind nginx, so that it has errors to report."""
    link = f"/s/{CANARY}"
    encoded = "".join(f"%{ord(c):02x}" for c in "/s/") + CANARY
    secrets = {"Referer": f"http://127.0.0.1{link}", "Cookie": f"greenroom={CANARY}",
               "Authorization": f"Bearer {CANARY}", "User-Agent": CANARY, "X-Request-Id": CANARY}
    for path in (link, link + "?x=1", f"/x/..{link}", f"/{link}", "/%73/" + CANARY, "/" + encoded, f"{link}/more",
                 f"{API}/now", f"{API}/stream?token={CANARY}", f"/api/session/{CANARY}/now", f"/assets/{CANARY}",
                 f"/nowhere/{CANARY}", f"/?{CANARY}", f"{link}%00", link + "a" * 9000):
        for method in ("GET", "POST", "TRACE"):
            site.http.request(method, path, headers=secrets)
    site.http.post(link, headers={**secrets, "Content-Length": "20000"})
    site.http.get(link, headers={**secrets, "X-Big": "b" * 100_000})
    site.http.raw(f"GET {link}\r\n".encode())
    site.http.raw(f"GET {link} HTTP/1.1\r\nHost: {CANARY}\r\nContent-Length: x\r\n\r\n".encode())
    site.http.raw(f"{CANARY} {link} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
    site.nginx.stop()
    assert len(site.nginx.access_log.read_text().splitlines()) >= 45
    for name, text in site.logs().items():
        assert CANARY not in text and CANARY.lower() not in text.lower(), name


def test_the_access_log_tells_what_an_operator_needs(site):
    answer = site.http.get(API + "/now")
    site.nginx.stop()
    line = site.nginx.access_log.read_text()
    assert f"request={answer.headers['x-request-id']} method=GET path={API}/now status=502 " in line
    assert f"upstream=unix:{site.run_dir}/api.sock upstream_status=502 " in line


def test_every_request_gets_an_id_of_its_own_which_the_service_sees(site):
    with FastCgiDouble(site.run_dir / "api.sock", hello) as api:
        ids = [site.http.get("/s/x", headers={"X-Request-Id": "mine"}).headers["x-request-id"] for _ in range(3)]
    assert all(re.fullmatch("[0-9a-f]{32}", one) for one in ids) and len(set(ids)) == 3
    assert [params["REQUEST_ID"] for params in api.asked] == ids


def test_the_service_learns_what_it_needs_and_cannot_be_lied_to(site):
    with FastCgiDouble(site.run_dir / "api.sock", hello) as api:
        site.http.post(API + "/%73tart?a=b", body=b"{}", headers={
            "Content-Type": "application/json", "Proxy": "http://evil.example", "Greenroom-Local": "0",
            "Request-Id": "x", "Idempotency-Key": "k"})
    params = api.asked[0]
    assert "HTTP_PROXY" not in params or params["HTTP_PROXY"] == ""
    assert "HTTPS" not in params
    expected = {"REQUEST_METHOD": "POST", "REQUEST_URI": API + "/%73tart?a=b", "DOCUMENT_URI": API + "/start",
                "QUERY_STRING": "a=b", "CONTENT_TYPE": "application/json", "CONTENT_LENGTH": "2",
                "SERVER_PROTOCOL": "HTTP/1.1", "GREENROOM_LOCAL": "1", "HTTP_IDEMPOTENCY_KEY": "k"}
    assert {key: params.get(key) for key in expected} == expected


@pytest.mark.parametrize("status, kind, body", [
    (404, "text/html; charset=utf-8", "<p>calm</p>"),
    (401, "application/problem+json", '{"type":"x"}'),
    (405, "application/problem+json", '{"type":"y"}'),
    (500, "application/problem+json", '{"type":"w"}'),
    (503, "application/problem+json", '{"type":"z"}'),
])
def test_the_services_own_errors_pass_untouched(site, status, kind, body):
    def respond(params):
        yield f"Status: {status} X\r\nContent-Type: {kind}\r\nRetry-After: 7\r\nAllow: GET\r\n\r\n{body}".encode()
    with FastCgiDouble(site.run_dir / "api.sock", respond):
        answer = site.http.get("/s/x")
    assert (answer.status, answer.headers["content-type"], answer.text) == (status, kind, body)
    assert (answer.headers["retry-after"], answer.headers["allow"]) == ("7", "GET")
    assert {key: answer.headers.get(key) for key in ALWAYS} == ALWAYS


def test_the_stream_goes_to_its_own_service_and_arrives_piece_by_piece(site):
    seen_first = threading.Event()

    def respond(params):
        yield b"Status: 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: {\"n\":1}\n\n"
        assert seen_first.wait(10)
        yield b"data: {\"n\":2}\n\n"
    with FastCgiDouble(site.run_dir / "stream.sock", respond), \
            site.http.stream(API + "/stream", headers={"Accept-Encoding": "gzip"}) as stream:
        assert stream.read().json == {"n": 1}
        seen_first.set()
        assert stream.read().json == {"n": 2}
        assert stream.read() is None
        assert "content-encoding" not in stream.headers


def test_the_services_connection_ends_with_its_reader(site):
    gone = threading.Event()

    def respond(params):
        yield b"Status: 200 OK\r\nContent-Type: text/event-stream\r\n\r\n:\n\n"
        try:
            while True:
                gone.wait(0.02)
                yield b":\n\n"
        finally:
            gone.set()
    with FastCgiDouble(site.run_dir / "stream.sock", respond):
        site.http.stream(API + "/stream").close()
        assert gone.wait(5)


def test_one_address_may_start_200_times_at_once_in_development(site):
    with FastCgiDouble(site.run_dir / "api.sock", hello):
        statuses = parallel(200, lambda: site.http.post(API + "/start").status)
    assert statuses == [200] * 200


def parallel(count, act):
    results = []
    threads = [threading.Thread(target=lambda: results.append(act())) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


# the page's files


def test_assets_are_typed_compressed_and_cached_by_version(site):
    (site.share_dir / "page").unlink()
    folder = site.share_dir / "page"
    folder.mkdir()
    (folder / "page.css").write_text("body { color: black }\n" * 100)
    (folder / "odd.exe").write_text("x")
    plain = site.http.get("/assets/page.css")
    assert plain.headers["content-type"] == "text/css; charset=utf-8"
    assert plain.headers["cache-control"] == "no-cache"
    assert site.http.get("/assets/page.css", headers={"If-None-Match": plain.headers["etag"]}).status == 304
    versioned = site.http.get("/assets/page.css?v=3", headers={"Accept-Encoding": "gzip"})
    assert versioned.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert versioned.headers["content-encoding"] == "gzip" and versioned.headers["vary"] == "Accept-Encoding"
    assert gzip.decompress(versioned.body) == plain.body
    assert {key: versioned.headers.get(key) for key in ALWAYS} == ALWAYS
    assert "cache-control" in site.http.get("/assets/nothing.css?v=3").headers
    assert site.http.get("/assets/nothing.css?v=3").headers["cache-control"] == NO_STORE
    assert site.http.get("/assets/odd.exe").headers["content-type"] == "application/octet-stream"
    refused = site.http.post("/assets/page.css")
    assert_problem(refused, 405, "method-not-allowed")
    assert refused.headers["allow"] == "GET, HEAD"


# as in production


def test_public_and_local_are_told_apart(public):
    with FastCgiDouble(public.run_dir / "api.sock", hello) as api:
        over_tls = public.tls("GET", "/healthz")
        local = public.http.get("/healthz")
    assert [params["GREENROOM_LOCAL"] for params in api.asked] == ["0", "1"]
    assert [params.get("HTTPS") for params in api.asked] == ["on", None]
    assert over_tls.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert "strict-transport-security" not in local.headers


def test_plain_http_on_the_tls_port_is_a_problem(public):
    answer = HttpClient(public.tls_port).get("/s/x")
    assert (answer.status, answer.json["status"]) == (400, 400)


def test_plain_http_leads_to_https_and_is_not_written_down(public):
    answer = HttpClient(public.plain_port).get(f"/s/{CANARY}")
    assert answer.status == 301 and answer.headers["location"] == f"https://interviews.example.org/s/{CANARY}"
    forged = HttpClient(public.plain_port).get("/s/x", headers={"Host": "evil.example"})
    assert forged.headers["location"] == "https://interviews.example.org/s/x"
    assert CANARY not in public.nginx.access_log.read_text() + public.nginx.log_text


@pytest.mark.parametrize("service, method, path, burst", [
    ("api", "GET", "/s/x", 100), ("api", "POST", f"{API}/start", 100), ("api", "POST", f"{API}/retry", 100),
    ("stream", "GET", f"{API}/stream", 200)])
def test_too_many_requests_of_one_address_are_refused_in_public_only(public, service, method, path, burst):
    with FastCgiDouble(public.run_dir / f"{service}.sock", hello):
        answers = many(http.client.HTTPSConnection("127.0.0.1", public.tls_port, context=trusting()), method, path, 400)
        local = many(http.client.HTTPConnection("127.0.0.1", public.port), method, path, 400)
    refused = [answer for answer in answers if answer.status == 429]
    assert {answer.status for answer in answers} == {200, 429}
    assert len(answers) - len(refused) >= burst
    assert [answer.status for answer in local] == [200] * 400
    assert int(refused[0].headers["Retry-After"]) > 0
    assert json.loads(refused[0].body)["type"] == "urn:greenroom:problem:too-many-requests"


def many(connection, method, path, count) -> list:
    """count requests in a row on one connection, which is quicker than the limit allows."""
    answers = []
    for _ in range(count):
        connection.request(method, path)
        answers.append(connection.getresponse())
        answers[-1].body = answers[-1].read()
    connection.close()
    return answers


@pytest.mark.limit(90)
def test_too_many_open_connections_of_one_address_are_refused(public):
    """400 streams of one address, and the next one is told to poll."""
    over = threading.Event()

    def held(params):
        yield b"Status: 200 OK\r\nContent-Type: text/event-stream\r\nX-Accel-Buffering: no\r\n\r\n: hello\n\n"
        over.wait(80)
    open_ones, statuses = [], []
    with FastCgiDouble(public.run_dir / "stream.sock", held):
        try:
            while 429 not in statuses and len(statuses) < 500:
                connection = http.client.HTTPSConnection("127.0.0.1", public.tls_port, timeout=10, context=trusting())
                connection.request("GET", f"{API}/stream")
                open_ones.append(connection)
                answer = connection.getresponse()
                statuses.append(answer.status)
                time.sleep(0.02)    # slower than limit_req minds, so that it is the connections that are counted
            refused = json.loads(answer.read())
        finally:
            over.set()
            for connection in open_ones:
                connection.close()
    assert statuses == [200] * 400 + [429]
    assert refused["type"] == "urn:greenroom:problem:too-many-requests"


def test_the_public_speaks_http2(public):
    context = trusting()
    context.set_alpn_protocols(["h2", "http/1.1"])
    with socket.create_connection(("127.0.0.1", public.tls_port), timeout=5) as plain, \
            context.wrap_socket(plain) as connection:
        assert connection.selected_alpn_protocol() == "h2"
