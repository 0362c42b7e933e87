"""The same interview in a Chromium whose JavaScript is switched off: plain forms, and a page that reloads."""
import pytest

from tests.browser.test_interview import assert_one_interview
from tests.stack import wait_until


@pytest.fixture(name="browser")
def plain_browser(browser):
    browser.cdp("Emulation.setScriptExecutionDisabled", value=True)
    return browser


def test_start_wait_and_read_question_1(browser, interviews, fake_ai):
    fake_ai.hold_after_tokens(3)
    session = interviews.landing()
    browser.open(session)
    assert browser.screen == "LANDING"
    browser.start()
    browser.wait_for("PREPARING")
    assert browser.driver.current_url == session.url
    assert browser.driver.find_element("css selector", "noscript a").is_displayed()
    assert "saved" in browser.text(".steps .done") and browser.text(".steps [aria-current]").startswith("Writing")
    fake_ai.release()
    browser.wait_for("ACTIVE_QUESTION")     # by the page's own refresh
    assert browser.question == session.now()["question"]["text"]
    assert browser.text("#question-heading") == "Question 1 of 5"
    shown = [b.text for b in browser.driver.find_elements("css selector", "button") if b.is_displayed()]
    assert shown == []
    assert_one_interview(session)


def test_retry_after_an_error(browser, interviews, fake_ai):
    session = interviews.error()
    fake_ai.play("answer")
    browser.open(session)
    assert browser.screen == "ERROR"
    browser.press("#ERROR button")
    browser.wait_for("ACTIVE_QUESTION")
    assert session.now()["session"]["generation"] == 2


def test_back_after_the_start_starts_nothing_again(browser, interviews):
    session = interviews.landing()
    browser.open(session)
    browser.start()
    browser.wait_for("ACTIVE_QUESTION")
    browser.driver.back()
    browser.driver.forward()
    wait_until(lambda: browser.driver.current_url == session.url)
    browser.refresh()
    browser.wait_for("ACTIVE_QUESTION")
    assert_one_interview(session)
