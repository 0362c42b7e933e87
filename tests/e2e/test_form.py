"""Without JavaScript: the same interview by plain forms that post to the link itself."""
import re
from html.parser import HTMLParser
from urllib.parse import urlencode

import pytest

from tests.e2e.support import anonymous, embedded, raw_answer, raw_request, rows, wait_for_event, wait_for_status

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Forms(HTMLParser):
    """The forms that a page shows: those not inside a hidden element."""

    def __init__(self, page: str):
        super().__init__()
        self.forms, self._open, self._hidden_from = [], [], None
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "input" and self._hidden_from is None and self.forms:
            self.forms[-1]["fields"][attrs["name"]] = attrs.get("value", "")
        if tag in ("input", "meta", "link", "img", "path", "circle", "br"):
            return
        self._open.append(tag)
        if "hidden" in attrs and self._hidden_from is None:
            self._hidden_from = len(self._open)
        if tag == "form" and self._hidden_from is None:
            self.forms.append({"method": attrs.get("method"), "action": attrs.get("action", ""), "fields": {}})

    def handle_endtag(self, tag):
        while self._open and self._open.pop() != tag:
            pass
        if self._hidden_from is not None and len(self._open) < self._hidden_from:
            self._hidden_from = None


def press(stack, session, **headers):
    """Send the one form that the page shows, as a browser without JavaScript does."""
    forms = Forms(session.open().text).forms
    assert len(forms) == 1 and forms[0]["method"] == "post" and forms[0]["action"] == ""
    origin = {"Origin": f"http://127.0.0.1:{stack.port}", "Sec-Fetch-Site": "same-origin", **headers}
    return stack.http.post(session.link, body=urlencode(forms[0]["fields"]), headers={**FORM, **origin})


def test_start_by_form_leads_back_to_the_link(stack):
    session = stack.create_session()
    answer = press(stack, session)
    assert answer.status == 303 and answer.headers["location"].endswith(session.link)
    wait_for_event(session, "QUESTION_SET_COMPLETED")
    page = session.open().text
    assert embedded(page)["question"]["text"] and not Forms(page).forms
    assert session.event_types().count("SESSION_STARTED") == 1


def test_a_double_press_is_one_start(stack):
    session = stack.create_session()
    forms = Forms(session.open().text).forms
    for _ in range(3):
        answer = stack.http.post(session.link, body=urlencode(forms[0]["fields"]), headers=FORM)
        assert answer.status == 303
    assert wait_for_event(session, "QUESTION_SET_COMPLETED")
    assert session.event_types().count("SESSION_STARTED") == 1


def test_retry_by_form_after_a_failure(stack, fake_ai):
    fake_ai.play("unauthorized")
    session = stack.create_session()
    press(stack, session)
    wait_for_status(session, "ERROR")
    fake_ai.play("answer")
    forms = Forms(session.open().text).forms
    assert press(stack, session).status == 303
    wait_for_status(session, "IN_SESSION")
    again = stack.http.post(session.link, body=urlencode(forms[0]["fields"]), headers=FORM)
    assert again.status == 303
    wait_for_event(session, "QUESTION_SET_COMPLETED")
    assert session.now()["session"]["generation"] == 2


@pytest.mark.parametrize("headers", [
    {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "http://evil.example"},
    {"Origin": "null"}, {"Origin": "http://127.0.0.1:1"}, {"Origin": "http://127.0.0.1.evil.example"},
    {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}, {"Origin": "evil"},
])
def test_a_form_of_another_site_meets_a_dead_link(stack, headers):
    session = stack.create_session()
    before = rows(stack, session)
    answer, received = raw_answer(stack, raw_request("POST", session.link, {**FORM, **headers}, b"action=start"),
                                  "POST", session.link)
    assert answer.status == 404
    dead, dead_bytes = raw_answer(stack, raw_request("GET", "/s/" + "A" * 43), "GET", "/s/x")
    assert dead.status == 404 and anonymous(received) == anonymous(dead_bytes)
    assert rows(stack, session) == before


@pytest.mark.parametrize("body", [b"action=delete", b"action=retry", b"action=retry&generation=x",
                                  b"action=retry&generation=-1", b"action=", b"\xff\xfe", b"action=start%00"])
def test_a_form_that_isn_t_ours_changes_nothing(stack, body):
    session = stack.create_session()
    before = rows(stack, session)
    answer = stack.http.post(session.link, body=body, headers=FORM)
    assert answer.status in (303, 400)
    if answer.status == 400:
        assert rows(stack, session) == before


def test_the_page_needs_nothing_from_elsewhere(stack):
    page = stack.create_session().open()
    urls = re.findall(r'(?:src|href|action)="([^"]*)"', page.text)
    assert urls and all(url.startswith("/assets/") or url == "" for url in urls)
    for url in {url for url in urls if url}:
        asset = stack.http.get(url)
        assert asset.status == 200 and "immutable" in asset.headers["cache-control"], url
    assert "unsafe" not in page.headers["content-security-policy"]
    assert not re.search(r"<script(?![^>]*(src=|application/json))|<style|\son\w+=|style=", page.text)
