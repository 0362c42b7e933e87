"""A2: a reopened link resumes and never restarts, on this device or another."""
import http.cookiejar
import json
import urllib.request

from tests.e2e.support import begin, embedded, rows, wait_for_status


def test_the_page_shows_the_state_it_is_in(stack, fake_ai):
    session = stack.create_session(role="Resumer")
    assert embedded(session.open().text) == session.now()
    fake_ai.hold_after_tokens(0)
    session.start()
    stack.wait_until(lambda: fake_ai.calls == 1)
    page = embedded(session.open().text)
    assert page == session.now() and page["uiHints"]["screen"] == "PREPARING"
    fake_ai.release()
    now = wait_for_status(session, "IN_SESSION")
    page = embedded(session.open().text)
    assert page["question"] == now["question"] and page["uiHints"]["screen"] == "ACTIVE_QUESTION"
    assert fake_ai.calls == 1


def test_opening_the_link_changes_nothing(stack):
    session = stack.create_session()
    before = rows(stack, session)
    for _ in range(5):
        assert session.open().status == 200
    assert stack.http.request("HEAD", session.link).status == 200
    assert rows(stack, session) == before


def test_reopening_after_question_1_gives_the_same_question(stack):
    session = begin(stack)
    before = rows(stack, session)
    question = session.now()["question"]
    assert [embedded(session.open().text)["question"] for _ in range(3)] == [question] * 3
    assert rows(stack, session) == before


def test_a_restart_of_every_service_keeps_the_place(stack):
    session = begin(stack)
    before = session.get_now()
    for service in (stack.api, stack.stream, stack.generator):
        service.restart()
    stack.await_ready(stack.api, lambda: session.get_now().status == 200)
    after = session.get_now()
    assert (after.body, after.headers["etag"]) == (before.body, before.headers["etag"])


def test_the_cookie_opens_its_own_session_only(stack):
    one, other = stack.create_session(role="Cookie one"), stack.create_session(role="Cookie two")
    cookie = one.open().cookies[0].split(";")[0]
    assert one.request("GET", "/now", token=None, cookie=cookie).status == 200
    assert one.request("POST", "/start", token=None, cookie=cookie).status == 202
    assert other.request("GET", "/now", token=None, cookie=cookie).status == 401
    wait_for_status(one, "IN_SESSION")


def test_the_cookie_is_bound_to_its_path_and_to_this_site(stack):
    session = stack.create_session()
    answer = session.open()
    assert len(answer.cookies) == 1
    value, *attributes = answer.cookies[0].split("; ")
    assert value == f"greenroom={session.token}"
    assert sorted(attributes) == ["HttpOnly", f"Path=/api/session/{session.session_id}", "SameSite=Strict"]


def test_two_invites_in_one_browser_do_not_collide(stack):
    one, other = stack.create_session(role="Browser one"), stack.create_session(role="Browser two")
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def get(path):
        with browser.open(f"http://127.0.0.1:{stack.port}{path}") as response:
            return response.read()

    get(one.link), get(other.link)
    roles = [json.loads(get(s.api + "/now"))["context"]["targetRole"] for s in (one, other, one)]
    assert roles == ["Browser one", "Browser two", "Browser one"]
