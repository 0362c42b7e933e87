"""Hearing the question: the server's audio, else the browser's voice, else no button; never by itself."""
import pytest

from tests.stack import wait_until

# A voice that writes down what it is told to do.
VOICE = """
	window.heard = [];
	speechSynthesis.getVoices = () => [{ lang: 'fr-FR' }, { lang: 'en_GB', localService: true }];
	window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
	speechSynthesis.speak = (u) => { window.utterance = u; heard.push('speak ' + u.text); };
	for (const name of ['pause', 'resume', 'cancel'])
		speechSynthesis[name] = () => heard.push(name);
"""
# An audio element that plays at once, or can't.
AUDIO = """
	window.heard = [];
	window.Audio = class {
		play() { heard.push('play ' + this.src); return %s; }
		pause() { heard.push('pause'); }
		set currentTime(at) { heard.push('at ' + at); }
	};
"""
# The projection with audio, as if the speech provider had been here.
READY = """
	const parse = JSON.parse, ask = fetch;
	JSON.parse = (text) => {
		const value = parse(text);
		if (value.question)
			value.question.tts = { status: 'READY', audioUrl: '/api/session/s/question/q/audio', generatedAt: null };
		return value;
	};
	window.fetch = (u, o) => String(u).endsWith('/now') ? Promise.resolve(new Response(null, { status: 304 })) : ask(u, o);
"""


def heard(browser) -> list:
    return browser.js("return heard")


@pytest.fixture
def question(browser, interviews):
    """Function that opens Question 1 with these scripts run first."""
    def open_question(*scripts: str):
        for script in scripts:
            browser.run_first(script)
        browser.open(interviews.question())
    return open_question


def button(browser) -> str:
    return browser.text("#listen-toggle")


def test_the_browser_s_voice_reads_pauses_goes_on_and_repeats(browser, question):
    question(VOICE)
    assert button(browser) == "Listen" and "speak" not in " ".join(heard(browser))
    browser.js("heard.length = 0; document.getElementById('listen-toggle').focus()")
    browser.send_key("Enter", 13, text="\r")
    assert button(browser) == "Pause" and heard(browser) == ["speak " + browser.question]
    browser.send_key(" ", 32, text=" ")
    assert button(browser) == "Go on" and heard(browser)[1:] == ["pause"]
    browser.send_key(" ", 32, text=" ")
    assert button(browser) == "Pause" and heard(browser)[2:] == ["resume"]
    browser.press("#listen-again")
    assert heard(browser)[3:] == ["cancel", "speak " + browser.question]
    browser.js("utterance.onend({ target: utterance })")
    assert button(browser) == "Listen"


def test_a_voice_of_another_language_is_no_voice(browser, question):
    question(VOICE.replace("en_GB", "pl_PL"))
    assert not browser.driver.find_element("id", "listen-toggle").is_displayed()


def test_voices_that_load_late_bring_the_button(browser, question):
    question("const voices = []; speechSynthesis.getVoices = () => voices; window.voices = voices;")
    assert not browser.driver.find_element("id", "listen-toggle").is_displayed()
    browser.js("voices.push({ lang: 'en-US' }); speechSynthesis.dispatchEvent(new Event('voiceschanged'))")
    assert button(browser) == "Listen"


def test_without_any_voice_there_is_no_button(browser, question):
    question("delete window.speechSynthesis; Object.defineProperty(window, 'speechSynthesis', { value: undefined });")
    assert not browser.driver.find_element("id", "listen-toggle").is_displayed()


def test_the_server_s_audio_comes_first(browser, question):
    question(VOICE, AUDIO % "Promise.resolve()", READY)
    assert heard(browser) == []
    browser.press("#listen-toggle")
    assert heard(browser) == ["play /api/session/s/question/q/audio"]
    browser.press("#listen-toggle")
    assert heard(browser)[1:] == ["pause"] and button(browser) == "Go on"
    browser.press("#listen-again")
    assert heard(browser)[2:] == ["at 0", "play /api/session/s/question/q/audio"]


def test_audio_that_can_t_be_played_is_spoken_instead(browser, question):
    question(AUDIO % "Promise.reject(new DOMException('', 'NotSupportedError'))", VOICE, READY)
    browser.press("#listen-toggle")
    wait_until(lambda: heard(browser)[-1] == "speak " + browser.question, what="the voice takes over")
    assert button(browser) == "Pause"


def test_nothing_to_hear_at_all_is_said(browser, question):
    question("speechSynthesis.getVoices = () => [];",
             AUDIO % "Promise.reject(new DOMException('', 'NotSupportedError'))", READY)
    browser.press("#listen-toggle")
    wait_until(lambda: "cannot be played" in browser.js("return document.getElementById('live').textContent"))
    assert button(browser) == "Listen"
