"""Bad networks: the page says what it knows, keeps trying, doubles nothing, and goes on by itself."""
import pytest

from tests.browser.test_interview import assert_one_interview
from tests.fake_ai import Script
from tests.stack import wait_until

COUNT_REQUESTS = "window.urls = []; const real = fetch; window.fetch = (u, o) => (urls.push(String(u)), real(u, o));"


def note(browser) -> str:
    """What the page says about the connection; "" when it says nothing."""
    return browser.js("const n = document.getElementById('link'); return n.hidden ? '' : n.textContent")


def stream_is_blocked(browser, stack):
    browser.block("*/stream")


def stream_is_gone(browser, stack):
    stack.stream.stop()


def stream_says_nothing(browser, stack):
    browser.run_first("window.EventSource = class { constructor() { this.readyState = 1 } close() {} };"
                      "EventSource.CLOSED = 2;")


@pytest.mark.parametrize("hinder", [stream_is_blocked, stream_is_gone, stream_says_nothing])
def test_polling_alone_gives_the_same_interview(browser, stack, interviews, fake_ai, hinder):
    hinder(browser, stack)
    fake_ai.play(Script(first_content_s=1.5))
    session = interviews.landing()
    browser.open(session)
    browser.start()
    browser.wait_for("PREPARING")
    browser.wait_for("ACTIVE_QUESTION")
    assert browser.question == session.now()["question"]["text"]
    assert_one_interview(session)


def looks(browser) -> int:
    """How often /now was asked, since COUNT_REQUESTS."""
    return browser.js("return urls.filter((u) => u.endsWith('/now')).length")


def rest(browser, ms: int) -> None:
    browser.js("return new Promise((done) => setTimeout(done, arguments[0]))", ms)


@pytest.mark.stream("what is counted are requests that only a stream makes unnecessary")
def test_with_the_stream_there_is_hardly_any_polling(browser, interviews):
    browser.run_first(COUNT_REQUESTS)
    browser.open(interviews.preparing())
    rest(browser, 1000)
    before = looks(browser)
    rest(browser, 4500)
    assert looks(browser) - before <= 2     # polling alone makes four or five


@pytest.mark.stream("only the stream's 204 says that nothing more will come")
def test_a_story_that_is_over_is_not_asked_about(browser, interviews):
    session = interviews.question()
    wait_until(lambda: "QUESTION_SET_COMPLETED" in session.event_types(), what="the set is closed")
    browser.run_first(COUNT_REQUESTS +
                      "const later = setTimeout; window.setTimeout = (f, ms) => later(f, ms > 2000 ? ms / 10 : ms);")
    browser.open(session)
    wait_until(lambda: any(u.endswith("/stream") for u in browser.js("return urls")), what="the page asks why")
    rest(browser, 1900)                     # a tenth of the longest pause, and more
    assert looks(browser) == 0 and len(browser.js("return urls")) == 1


@pytest.mark.parametrize("what", ["another tab starts", "the link is withdrawn"])
def test_a_page_at_rest_without_a_stream_looks_now_and_then(browser, stack, interviews, what):
    browser.block("*/stream")
    if what == "another tab starts":
        session = interviews.landing()
        browser.open(session)
        session.start()
        browser.wait_for("ACTIVE_QUESTION")
    else:
        session = interviews.question()
        browser.open(session)
        stack.ctl("invite", "revoke", session.session_id)
        browser.wait_for("DEAD", 25)


def test_start_while_offline_happens_once_the_network_is_back(browser, interviews):
    session = interviews.landing()
    browser.open(session)
    browser.go_offline()
    wait_until(lambda: "offline" in note(browser), what="the page says that it is offline")
    browser.start()
    wait_until(lambda: browser.text("#LANDING button") == "Starting …")
    assert browser.screen == "LANDING" and session.status == "NOT_STARTED"
    browser.go_offline(False)
    browser.wait_for("ACTIVE_QUESTION")
    wait_until(lambda: note(browser) in ("You are connected again.", ""), what="the page says that it is back")
    assert_one_interview(session)


def test_a_flapping_network_while_preparing(browser, interviews, fake_ai):
    session = interviews.preparing()
    browser.open(session)
    for _ in range(3):
        browser.go_offline()
        wait_until(lambda: "offline" in note(browser))
        browser.go_offline(False)
        wait_until(lambda: "offline" not in note(browser))
    assert browser.screen == "PREPARING"
    browser.go_offline()
    fake_ai.release()
    wait_until(lambda: session.status == "IN_SESSION")
    assert browser.screen == "PREPARING"
    browser.go_offline(False)
    browser.wait_for("ACTIVE_QUESTION")
    assert_one_interview(session)


def test_a_question_stays_readable_offline(browser, interviews):
    session = interviews.question()
    browser.open(session)
    question = browser.question
    browser.go_offline()
    wait_until(lambda: "offline" in note(browser))
    assert browser.screen == "ACTIVE_QUESTION" and browser.question == question


def test_an_api_that_restarts_is_waited_for(browser, stack, interviews):
    session = interviews.landing()
    browser.open(session)
    stack.api.stop()
    browser.start()
    assert browser.text("#LANDING button") == "Starting …"
    stack.api.start()
    stack.note_started(stack.api)
    browser.wait_for("ACTIVE_QUESTION", 20)
    assert_one_interview(session)


def test_a_database_that_is_away_is_waited_for(browser, stack, interviews):
    session = interviews.landing()
    browser.open(session)
    stack.mariadb.kill()
    browser.start()
    wait_until(lambda: "Nothing is lost" in note(browser), 10, "the page says that it keeps trying")
    assert browser.screen == "LANDING"
    stack.mariadb.start()
    stack.note_started(stack.mariadb)
    browser.wait_for("ACTIVE_QUESTION", 20)
    assert_one_interview(session)


def test_retry_after_is_heeded_and_repeats_are_spread(browser, interviews):
    """503 to every start: the pauses grow, differ, and are never shorter than the server asked for."""
    browser.run_first(
        "window.at = []; const real = fetch, busy = { status: 503, headers: { 'Retry-After': '1' } };"
        "window.fetch = (u, o) => !String(u).endsWith('/start') ? real(u, o)"
        "    : (at.push(performance.now()), Promise.resolve(new Response('', busy)));")
    browser.open(interviews.landing())
    browser.start()
    wait_until(lambda: browser.js("return at.length") >= 3, 12)
    first, second, third = browser.js("return at")[:3]
    assert second - first >= 1000 and third - second >= 1000
    assert round(second - first) != round(third - second)


def test_something_that_is_not_our_server_does_not_count_as_an_answer(browser, interviews):
    """The login page of a hotel: 200 and HTML for everything."""
    session = interviews.landing()
    browser.open(session)
    browser.js("window.real = fetch; window.fetch = () => Promise.resolve(new Response('<h1>Wi-Fi</h1>',"
               "{ headers: { 'Content-Type': 'text/html' } }))")
    browser.start()
    wait_until(lambda: "Nothing is lost" in note(browser))
    assert browser.screen == "LANDING"
    browser.js("window.fetch = real")
    browser.wait_for("ACTIVE_QUESTION")
    assert_one_interview(session)
