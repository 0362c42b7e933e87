"""The clients that people use: connected, cut off, resumed with their own cursor, and told that it is over."""
import json
import subprocess
import threading
from pathlib import Path

import pytest

from tests import npm
from tests.browser.browser import Browser
from tests.e2e.support import wait_for_event, wait_for_status

LISTEN = """
    window.heard = []; window.broken = 0;
    window.source = new EventSource(arguments[0]);
    source.onmessage = m => heard.push([m.lastEventId, JSON.parse(m.data)]);
    source.onerror = () => window.broken++;
"""
EVENT_SOURCE = "eventsource@3.0.7"      # the newest for the oldest node that Debian has
TO_QUESTION_1 = 60      # tokens: the first question is out, the rest is not


@pytest.fixture(name="browser", scope="module")
def a_browser(tmp_path_factory):
    browser = Browser(tmp_path_factory.mktemp("profile"))
    yield browser
    browser.close()


@pytest.fixture(name="session")
def a_session_that_waits_after_question_1(stack, fake_ai):
    fake_ai.play("answer", hold_after_tokens=TO_QUESTION_1)
    yield stack.create_session(role="Registered nurse")
    fake_ai.release()


class Curl:
    """curl on a stream; what it printed is parsed as it comes."""

    def __init__(self, session, *options: str):
        self._process = subprocess.Popen(
            ["curl", "--silent", "--no-buffer", "--max-time", "20", "--write-out", "status %{http_code}\n",
             "--header", f"Authorization: Bearer {session.token}", *options, session.url.split("/s/")[0] + session.api
             + "/stream"], stdout=subprocess.PIPE, text=True)

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self._process.kill()
        self._process.communicate()

    def until(self, text: str) -> list[int]:
        """Read to a line that holds this text; the ids on the way."""
        ids = []
        for line in self._process.stdout:
            if line.startswith("id:"):
                ids.append(int(line[3:]))
            if text in line:
                return ids
        raise AssertionError(f"curl never printed {text!r}")


def test_curl(session, fake_ai):
    with Curl(session) as curl:
        curl.until('"status":"NOT_STARTED"')
        session.start()
        assert curl.until("QUESTIONS_REQUESTED") == [3, 4]
    wait_for_status(session, "IN_SESSION")
    with Curl(session, "--header", "Last-Event-ID: 4") as curl:
        assert curl.until("QUESTION_PRESENTED") == [5, 6]
        fake_ai.release()
        assert curl.until("status 200") == [7]
    with Curl(session, "--header", "Last-Event-ID: 7") as curl:
        assert curl.until("status 204") == []


class NodeEventSource:
    """The npm package on a stream, in a process of its own; heard: what it said, as it comes."""

    def __init__(self, modules: Path, session):
        url = session.url.split("/s/")[0] + session.api + "/stream"
        self._process = subprocess.Popen(["node", Path(__file__).with_name("event_source.mjs"), modules, url,
                                          session.token], stdout=subprocess.PIPE, text=True)
        self.heard: list[dict] = []
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        for line in self._process.stdout:
            self.heard.append(json.loads(line))

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self._process.kill()
        self._process.wait()

    def count(self, what: str) -> int:
        return [one["what"] for one in self.heard].count(what)

    @property
    def frames(self) -> list[dict]:
        return [one["data"] for one in self.heard if one["what"] == "message"]

    @property
    def ids(self) -> list[int]:
        return [int(one["id"]) for one in self.heard if one["what"] == "message" and "event" in one["data"]["payload"]]

    def await_end(self) -> int:
        return self._process.wait(15)


@pytest.fixture(name="event_source", scope="module")
def the_npm_package() -> Path:
    return npm.package(EVENT_SOURCE)


@pytest.mark.limit(60)
def test_the_npm_package_eventsource(stack, session, fake_ai, event_source):
    with NodeEventSource(event_source, session) as source:
        stack.wait_until(lambda: source.frames, what="the first frame")
        session.start()
        stack.wait_until(lambda: source.ids == [3, 4, 5, 6], what="Question 1 announced")
        stack.stream.kill()
        stack.wait_until(lambda: source.count("cut"), what="it has noticed")
        fake_ai.release()
        wait_for_event(session, "QUESTION_SET_COMPLETED")
        stack.stream.start()
        stack.wait_until(lambda: source.ids == [3, 4, 5, 6, 7], 15, "the missing event, once")
        assert source.await_end() == 0
    assert source.heard[-1] == {"what": "closed", "code": 204}
    assert source.ids == [3, 4, 5, 6, 7] and source.count("open") == 2
    assert not [frame for frame in source.frames if frame["type"] == "resync"]


@pytest.mark.limit(60)
def test_the_browser_s_event_source(stack, session, fake_ai, browser):
    def heard() -> list:
        return browser.js("return heard")

    def ids() -> list[int]:
        return [int(heard_id) for heard_id, frame in heard() if "event" in frame["payload"]]

    browser.driver.get(session.url)     # whose cookie opens the stream
    browser.js(LISTEN, f"{session.api}/stream")
    stack.wait_until(heard, what="the first frame")
    session.start()
    stack.wait_until(lambda: ids() == [3, 4, 5, 6], what="Question 1 announced")
    stack.stream.kill()
    stack.wait_until(lambda: browser.js("return broken") > 0, what="the browser has noticed")
    fake_ai.release()
    wait_for_event(session, "QUESTION_SET_COMPLETED")
    stack.stream.start()
    stack.wait_until(lambda: ids() == [3, 4, 5, 6, 7], 15, "the missing event, once")
    stack.wait_until(lambda: browser.js("return source.readyState") == 2, 15, "204 has sent it away")
    assert ids() == [3, 4, 5, 6, 7]
    assert not [frame for _, frame in heard() if frame["type"] == "resync"]
    assert json.dumps(heard()).find("Registered nurse") == -1


@pytest.mark.limit(60)
@pytest.mark.parametrize("cursor", ["99", "abc"])
def test_a_wrong_cursor_at_the_end_of_the_story_is_put_right(stack, session, fake_ai, browser, cursor):
    """It can't come back for ever: after the resync the browser's next request gets its 204."""
    session.start()
    fake_ai.release()
    wait_for_event(session, "QUESTION_SET_COMPLETED")
    browser.driver.get(session.url)
    browser.js(LISTEN, f"{session.api}/stream?after={cursor}")
    stack.wait_until(lambda: browser.js("return source.readyState") == 2, 15, "204 has sent it away")
    assert [frame["type"] for _, frame in browser.js("return heard")] == ["status", "resync"]
