"""Every screen for everybody: axe-core, keyboard alone, focus, small windows, the reader's wishes. Screenshots stay."""
import pytest

from tests.browser.browser import SIZES
from tests.fake_ai import Script
from tests.stack import wait_until

SCREENS = ("LANDING", "PREPARING", "ACTIVE_QUESTION", "ERROR", "FINAL_ERROR", "DEAD")
ROLES = {"en": "Registered nurse", "de": "Gesundheits- und Krankenpflegerin auf der Intensivstation"}
VOICE = "speechSynthesis.getVoices = () => [{ lang: 'en-US' }, { lang: 'de-DE' }]; speechSynthesis.speak = () => {};"


@pytest.fixture
def shown(browser, interviews):
    """Function that opens a screen in a language."""
    def show(screen: str, language: str = "en"):
        browser.cdp("Network.enable")
        browser.cdp("Network.setExtraHTTPHeaders", headers={"Accept-Language": language})
        browser.open(interviews.at(screen, language=language, role=ROLES[language]))
        assert browser.screen == ("ERROR" if screen == "FINAL_ERROR" else screen)
        assert browser.js("return document.documentElement.lang") == language
    return show


def too_small_to_touch(browser) -> list:
    return browser.js("return [...document.querySelectorAll('a, button')].filter((e) => e.checkVisibility())"
                      ".map((e) => [e.textContent, e.getBoundingClientRect()])"
                      ".filter(([, r]) => r.height < 44 || r.width < 44).map(([t, r]) => [t, r.width, r.height])")


@pytest.mark.parametrize("language", ROLES)
@pytest.mark.parametrize("screen", SCREENS)
def test_axe_finds_nothing_and_fingers_find_everything(browser, shown, axe, artifacts, screen, language):
    browser.run_first(VOICE)    # so that there is a Listen button to look at
    shown(screen, language)
    for scheme in ("light", "dark"):
        browser.prefer(prefers_color_scheme=scheme)
        for size in SIZES:
            browser.resize(size)
            browser.screenshot(artifacts / f"{screen.lower()}-{language}-{scheme}-{size}.png")
            assert browser.audit_accessibility(axe) == [], (scheme, size)
            assert too_small_to_touch(browser) == [], size


@pytest.mark.parametrize("language", ROLES)
@pytest.mark.parametrize("screen", SCREENS)
def test_a_narrow_window_and_large_text_need_no_sideways_scrolling(browser, shown, screen, language):
    shown(screen, language)
    for width, zoom in ((320, 1), (640, 2), (320, 2)):
        browser.resize((width, 640))
        browser.js("document.documentElement.style.fontSize = arguments[0]", f"{zoom * 100}%" if zoom > 1 else "")
        wide = browser.js("return [document.documentElement.scrollWidth, innerWidth]")
        assert wide[0] <= wide[1], (width, zoom)


def test_the_keyboard_alone_is_enough(browser, interviews, fake_ai):
    fake_ai.play(Script(first_content_s=1))
    browser.open(interviews.landing())
    for _ in range(6):
        if browser.focused == "Start":
            break
        browser.send_key("Tab", 9)
    assert browser.focused == "Start"
    assert browser.js("return getComputedStyle(document.activeElement).outlineStyle") == "solid"
    browser.send_key("Enter", 13, text="\r")
    browser.wait_for("PREPARING")
    browser.wait_for("ACTIVE_QUESTION")


def test_focus_goes_to_the_heading_of_each_new_screen(browser, interviews, fake_ai):
    fake_ai.play(Script(hold_after_tokens=3))
    browser.open(interviews.landing())
    assert browser.focused == ""      # the first screen leaves the focus where the browser puts it
    browser.start()
    browser.wait_for("PREPARING")
    assert browser.focused == "We are getting your first question ready"
    fake_ai.release()
    browser.wait_for("ACTIVE_QUESTION")
    assert browser.focused == "Question 1 of 5"
    assert browser.js("return document.activeElement.getAttribute('aria-describedby')") == "question-text"


@pytest.mark.parametrize("screen", SCREENS[:4])
def test_the_live_region_is_there_before_it_speaks(browser, shown, screen):
    shown(screen)
    assert browser.js("return [...document.querySelectorAll('[aria-live]')]"
                      ".map((l) => [l.getAttribute('aria-live'), l.checkVisibility()])") == [["polite", True]]


def test_reduced_motion_means_no_motion(browser, interviews):
    session = interviews.preparing()
    running = "return document.getAnimations().length"
    browser.prefer(prefers_reduced_motion="no-preference")
    browser.open(session)
    wait_until(lambda: browser.js(running) == 1, what="the step under way turns")
    browser.prefer(prefers_reduced_motion="reduce")
    browser.refresh()
    assert browser.js("return document.querySelector('.steps [aria-current]') !== null") and browser.js(running) == 0


def test_forced_colours_keep_controls_and_steps_visible(browser, interviews, artifacts):
    browser.prefer(forced_colors="active")
    browser.open(interviews.landing())
    assert browser.js("return getComputedStyle(document.querySelector('.primary')).borderStyle") == "solid"
    browser.screenshot(artifacts / "landing-en-forced-colours-phone.png")
    browser.open(interviews.preparing())
    browser.screenshot(artifacts / "preparing-en-forced-colours-phone.png")
    assert browser.js("return getComputedStyle(document.querySelector('.steps li'), '::before').borderStyle") == "solid"


def test_right_to_left_turns_the_page_around(browser, interviews, artifacts):
    browser.open(interviews.question(role="ممرضة"))
    browser.js("document.documentElement.dir = 'rtl'")
    heading, text = (browser.js("return document.querySelector(arguments[0]).getBoundingClientRect().right", css)
                     for css in ("#question-heading", "#question-text"))
    assert abs(heading - text) < 1
    assert browser.js("return document.documentElement.scrollWidth <= innerWidth")
    browser.screenshot(artifacts / "active_question-rtl-light-phone.png")
