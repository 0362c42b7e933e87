"""A3: a wrong, expired, revoked or foreign token learns nothing, not even whether a session exists."""
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.e2e.support import anonymous, begin, raw_answer, raw_request, rows

UNKNOWN_TOKEN = "A" * 43


@pytest.fixture(name="cast", scope="module")
def everybody(stack):
    """A good session, and others whose invites don't hold any more."""
    cast = {name: stack.create_session(role=f"Access {name}") for name in ("mine", "other", "expired", "revoked")}
    stack.sql("UPDATE invite SET expires_at = NOW() - INTERVAL 1 SECOND "
              f"WHERE session_id = '{cast['expired'].session_id}'")
    stack.ctl("invite", "revoke", cast["revoked"].session_id, parse=False)
    return cast


def bearer(token: str) -> dict:
    return {"Authorization": f"Bearer {token}"}


def refusals(cast) -> list:
    """(why, session id, headers) of everything that has to be refused alike."""
    mine, nowhere = cast["mine"].session_id, str(uuid.uuid4())
    return [
        ("no token", mine, {}),
        ("no token, no session", nowhere, {}),
        ("malformed", mine, bearer("abc")),
        ("too long", mine, bearer("A" * 44)),
        ("strange letters", mine, bearer("A" * 42 + "!")),
        ("not text", mine, {"Authorization": b"Bearer \xff\xfe" + b"A" * 41}),
        ("empty", mine, bearer("")),
        ("another scheme", mine, {"Authorization": "Basic " + "A" * 43}),
        ("unknown", mine, bearer(UNKNOWN_TOKEN)),
        ("expired", cast["expired"].session_id, bearer(cast["expired"].token)),
        ("revoked", cast["revoked"].session_id, bearer(cast["revoked"].token)),
        ("foreign", mine, bearer(cast["other"].token)),
        ("no such session", nowhere, bearer(cast["mine"].token)),
        ("empty cookie", mine, {"Cookie": "greenroom="}),
        ("malformed cookie", mine, {"Cookie": "greenroom=abc; other=1"}),
        ("foreign cookie", mine, {"Cookie": f"greenroom={cast['other'].token}"}),
        ("expired cookie", cast["expired"].session_id, {"Cookie": f"greenroom={cast['expired'].token}"}),
        ("token in the query", f"{mine}", {"X-Token": cast["mine"].token}),
    ]


ROUTES = [("POST", "/start", b""), ("POST", "/start", b"{}"), ("POST", "/retry", b'{"generation":1}'),
          ("POST", "/retry", b"not json"), ("GET", "/now", b""), ("GET", "/stream", b""),
          ("GET", "/stream?after=1", b""), ("GET", f"/question/{uuid.uuid4()}/audio", b"")]


def test_all_refusals_of_all_routes_are_the_same_bytes(stack, cast):
    before = {name: rows(stack, session) for name, session in cast.items()}
    seen = {}
    for why, session_id, headers in refusals(cast):
        for method, rest, body in ROUTES:
            path = f"/api/session/{session_id}{rest}"
            json_type = {"Content-Type": "application/json"} if body else {}
            answer, received = raw_answer(stack, raw_request(method, path, {**headers, **json_type}, body), method, path)
            assert answer.status == 401, (why, method, rest)
            seen.setdefault(anonymous(received), []).append((why, method, rest))
    assert len(seen) == 1, [cases[:5] for cases in seen.values()]
    assert {name: rows(stack, session) for name, session in cast.items()} == before


def test_the_refusal_is_a_calm_problem(stack, cast):
    answer = stack.http.get(cast["mine"].api + "/now")
    assert answer.json["type"] == "urn:greenroom:problem:unauthorized"
    assert not any(word in answer.text.lower() for word in ("expired", "revoked", "unknown", "exist"))


def dead_links(cast) -> list:
    return ["/s/abc", "/s/" + UNKNOWN_TOKEN, "/s/" + "A" * 44, "/s/" + "A" * 200, f"/s/{cast['expired'].token}",
            f"/s/{cast['revoked'].token}", f"/s/{cast['mine'].token}x", f"/s/{cast['mine'].token[:-1]}", "/s/%FF%FE",
            "/s/" + "A" * 42 + "%21", "/s/<script>"]


def test_all_dead_links_are_the_same_page(stack, cast):
    seen = set()
    for path in dead_links(cast):
        for method in ("GET", "POST"):
            answer, received = raw_answer(stack, raw_request(method, path), method, path)
            assert answer.status == 404, (method, path)
            assert answer.headers["content-type"].startswith("text/html")
            assert "set-cookie" not in answer.headers
            seen.add(anonymous(received))
    assert len(seen) == 1


def test_a_new_link_replaces_the_old_one(stack):
    session = begin(stack)
    question = session.now()["question"]
    issued = stack.ctl("invite", "issue", session.session_id)
    assert session.get_now().status == 401
    assert session.open().status == 404
    assert session.start().status == 401
    session.token = issued["token"]
    assert session.now()["question"] == question


def test_a_revoked_link_is_dead_at_once_in_mid_interview(stack):
    session = begin(stack)
    assert session.get_now().status == 200
    stack.ctl("invite", "revoke", session.session_id, parse=False)
    assert [session.get_now().status, session.start().status, session.open().status] == [401, 401, 404]


def test_the_scheme_of_the_credential_is_read_in_any_case(stack, cast):
    session = cast["mine"]
    for scheme in ("Bearer", "bearer", "BEARER"):
        answer = stack.http.get(session.api + "/now", headers={"Authorization": f"{scheme} {session.token}"})
        assert answer.status == 200, scheme


def purged_under(stack, session, request):
    """The answer to a request whose session is purged after it was let in: what it needs next is locked meanwhile."""
    held = f"BEGIN; DELETE FROM session WHERE session_id = '{session.session_id}'; DO SLEEP(1); COMMIT"
    with ThreadPoolExecutor(2) as pool:
        purge = pool.submit(stack.sql, held)
        time.sleep(0.3)
        answer = pool.submit(request)
        purge.result()
        return answer.result()


@pytest.mark.parametrize("method, rest, body", [
    ("POST", "/start", b""), ("POST", "/retry", b'{"generation":1}'), ("POST", "", b"action=start")])
def test_a_session_that_is_purged_while_it_is_asked_for_is_refused_like_one_that_never_was(stack, method, rest, body):
    session = stack.create_session()
    if rest:
        headers = {"Content-Type": "application/json", **bearer(session.token)}
        answer = purged_under(stack, session, lambda: stack.http.request(method, session.api + rest, headers=headers,
                                                                        body=body))
        assert answer.status == 401
    else:
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://127.0.0.1:{stack.port}"}
        answer = purged_under(stack, session, lambda: stack.http.post(session.link, headers=headers, body=body))
        assert answer.status == 404 and answer.media_type == "text/html"
