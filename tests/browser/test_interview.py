"""The interview as a candidate clicks through it: each screen, each refresh, two tabs, back and forward."""
import pytest

from tests.fake_ai import Script
from tests.stack import wait_until

ONCE = ("SESSION_STARTED", "QUESTIONS_REQUESTED", "QUESTIONS_GENERATED", "QUESTION_PRESENTED")


def assert_one_interview(session) -> None:
    """Whatever was clicked, it was started and written once."""
    types = session.event_types()
    assert [types.count(one) for one in ONCE] == [1] * len(ONCE), types


def test_click_start_and_read_question_1(browser, interviews):
    session = interviews.landing()
    browser.open(session)
    assert browser.screen == "LANDING"
    browser.start()
    browser.wait_for("ACTIVE_QUESTION")
    question = session.now()["question"]
    assert browser.question == question["text"]
    assert browser.text("#question-heading") == "Question 1 of 5"
    assert browser.text("#question-category") == "From your experience"
    assert browser.text("#question-competency") == question["competency"]
    assert browser.driver.title.startswith("Question 1 of 5")
    assert browser.driver.current_url == session.url

    browser.refresh()
    assert browser.screen == "ACTIVE_QUESTION" and browser.question == question["text"]
    assert_one_interview(session)


@pytest.mark.parametrize("screen", ["LANDING", "PREPARING", "ACTIVE_QUESTION", "ERROR"])
def test_a_refresh_lands_where_it_was(browser, interviews, screen):
    session = interviews.at(screen)
    before = session.events()
    browser.open(session)
    for _ in range(3):
        assert browser.screen == screen
        browser.refresh()
    assert browser.driver.current_url == session.url
    if screen != "PREPARING":
        assert session.now() == session.now() and session.events()[:len(before)] == before


def test_landing_says_what_a_nervous_person_wants_to_know(browser, interviews):
    browser.open(interviews.landing(role="Warehouse team lead"))
    text = browser.text("body")
    for said in ("Northwind Careers", "Warehouse team lead", "practice, not a test", "5 questions", "minutes",
                 "No time limit", "same link", "none of your answers", "How your data is handled"):
        assert said in text, said
    assert browser.js("return document.querySelectorAll('button:not([hidden])').length") >= 1
    shown = [b.text for b in browser.driver.find_elements("css selector", "button") if b.is_displayed()]
    assert shown == ["Start"]


def test_progress_is_told_as_it_happens(browser, interviews, fake_ai):
    fake_ai.play(Script(hold_after_tokens=3))
    session = interviews.landing()
    browser.open(session)
    browser.start()
    browser.wait_for("PREPARING")
    wait_until(lambda: browser.text(".steps [aria-current]").startswith("Writing"), what="the step of writing")
    wait_until(lambda: "longer than usual" in browser.text("#stage"), what="the word that it takes longer")
    wait_until(lambda: "longer than usual" in browser.js("return document.getElementById('live').textContent"),
               what="the same in the live region")
    fake_ai.release()
    browser.wait_for("ACTIVE_QUESTION")
    assert_one_interview(session)


def test_a_double_click_is_one_start(browser, interviews):
    session = interviews.landing()
    browser.open(session)
    browser.js("const b = document.querySelector('#LANDING button'); b.click(); b.click(); b.form.requestSubmit();")
    browser.wait_for("ACTIVE_QUESTION")
    assert_one_interview(session)


def test_an_error_offers_one_way_forward_and_it_works(browser, interviews, fake_ai):
    fake_ai.play("unauthorized")
    session = interviews.landing()
    browser.open(session)
    browser.start()
    browser.wait_for("ERROR")
    shown = [b.text for b in browser.driver.find_elements("css selector", "button, main a") if b.is_displayed()]
    assert shown == ["Try again"]
    failed = [e for e in session.events() if e["eventType"] == "GENERATION_FAILED"]
    assert browser.text("#reference") == failed[0]["correlationId"][-8:]
    fake_ai.play("answer")
    browser.press("#ERROR button")
    browser.wait_for("ACTIVE_QUESTION")
    assert session.now()["session"]["generation"] == 2


def test_without_a_retry_left_it_says_whom_to_ask(browser, interviews):
    browser.open(interviews.final_error())
    assert browser.screen == "ERROR"
    assert "help@northwind.example" in browser.text("#ERROR")
    assert len(browser.text("#reference")) == 8
    assert not [b for b in browser.driver.find_elements("css selector", "button") if b.is_displayed()]


@pytest.mark.parametrize("screen", ["LANDING", "PREPARING", "ACTIVE_QUESTION"])
def test_a_link_withdrawn_meanwhile_ends_in_the_calm_page(browser, stack, interviews, screen):
    session = interviews.at(screen)
    browser.open(session)
    stack.ctl("invite", "revoke", session.session_id)
    if screen == "ACTIVE_QUESTION":     # its stream is over: it hears of it when it is looked at again
        browser.js("document.dispatchEvent(new Event('visibilitychange'))")
    browser.wait_for("DEAD")
    assert "done nothing wrong" in browser.text("main")


def test_start_with_a_link_withdrawn_meanwhile_ends_there_too(browser, stack, interviews):
    session = interviews.landing()
    browser.block("*/stream")
    browser.open(session)
    stack.ctl("invite", "revoke", session.session_id)
    browser.start()
    browser.wait_for("DEAD")
    assert "SESSION_STARTED" not in session.event_types()


def test_a_lost_cookie_is_fetched_again(browser, interviews):
    session = interviews.landing()
    browser.open(session)
    browser.cdp("Network.clearBrowserCookies")
    browser.start()
    browser.wait_for("ACTIVE_QUESTION")
    assert_one_interview(session)


def test_without_cookies_the_plain_form_goes_on(browser, interviews):
    session = interviews.landing()
    browser.cdp("Emulation.setDocumentCookieDisabled", disabled=True)
    browser.run_first("const real = fetch; window.fetch = (url, o) => real(url, { ...o, credentials: 'omit' });")
    browser.open(session)
    browser.start()
    browser.wait_for("ACTIVE_QUESTION", 20)
    assert_one_interview(session)


def test_two_windows_side_by_side_agree(browser, interviews, fake_ai):
    fake_ai.play(Script(hold_after_tokens=3))
    session = interviews.landing()
    first = browser.driver.current_window_handle
    browser.open(session)
    second = browser.new_tab("window")
    browser.open(session)
    browser.start()
    browser.wait_for("PREPARING")
    browser.look_at(first)
    browser.wait_for("PREPARING")
    fake_ai.release()
    for window in (first, second):
        browser.look_at(window)
        browser.wait_for("ACTIVE_QUESTION")
    assert_one_interview(session)


def test_a_tab_in_the_background_catches_up(browser, interviews):
    session = interviews.landing()
    first = browser.driver.current_window_handle
    browser.open(session)
    browser.new_tab()
    browser.open(session)
    browser.start()
    browser.wait_for("ACTIVE_QUESTION")
    browser.use(first)
    browser.wait_for("ACTIVE_QUESTION")
    assert_one_interview(session)


def test_back_and_forward_show_the_present(browser, stack, interviews):
    session = interviews.landing()
    browser.open(session)
    browser.driver.get(f"http://127.0.0.1:{stack.port}/assets/mark.svg")
    session.start()
    browser.driver.back()
    browser.wait_for("ACTIVE_QUESTION")
    browser.driver.forward()
    browser.driver.back()
    browser.wait_for("ACTIVE_QUESTION")
    assert_one_interview(session)


def test_a_page_out_of_the_back_forward_cache_catches_up(browser, interviews):
    """What the browser does to a kept page, whether or not this Chromium keeps this one."""
    session = interviews.landing()
    browser.open(session)
    browser.js("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))")
    session.start()
    wait_until(lambda: session.status == "IN_SESSION")
    assert browser.screen == "LANDING"
    browser.js("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    browser.wait_for("ACTIVE_QUESTION")


def test_an_answer_that_was_overtaken_changes_nothing(browser, interviews):
    session = interviews.landing()
    old = session.now()
    browser.open(session)
    browser.start()
    browser.wait_for("ACTIVE_QUESTION")
    browser.js("window.asked = 0;"
               "window.fetch = () => (asked++, Promise.resolve(Response.json(arguments[0])));"
               "document.dispatchEvent(new Event('visibilitychange'));", old)
    wait_until(lambda: browser.js("return window.asked") > 0, what="the page asks again")
    browser.js("return new Promise((done) => setTimeout(done, 50))")    # time to take the answer in
    assert browser.screen == "ACTIVE_QUESTION"


def test_the_page_speaks_the_session_s_language(browser, interviews):
    session = interviews.question(language="de-AT", role="Pflegefachfrau")
    browser.open(session)
    assert browser.js("return document.documentElement.lang") == "de"
    assert browser.text("#question-heading") == "Frage 1 von 5"
    assert browser.js("return document.getElementById('question-text').lang") == "de-AT"


def test_a_session_in_a_language_without_texts_takes_the_browser_s(browser, interviews):
    session = interviews.landing(language="fr")
    browser.cdp("Network.enable")
    browser.cdp("Network.setExtraHTTPHeaders", headers={"Accept-Language": "de-CH,de;q=0.9,en;q=0.8"})
    browser.open(session)
    assert browser.text("#LANDING button") == "Beginnen"
