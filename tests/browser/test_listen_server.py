"""Listen with a speech provider: the button plays what the server has stored."""
import pytest

from tests.fake_ai import FakeAi
from tests.stack import wait_until

# An audio element that plays at once, and fetches what it plays, to show what the server gives.
AUDIO = """
	window.heard = [];
	window.Audio = class {
		async play() {
			const answer = await fetch(this.src, { headers: { Range: 'bytes=0-3' } });
			heard.push(`${answer.status} ${await answer.text()}`);
		}
		pause() {}
	};
"""


@pytest.fixture(name="speaking")
def speaking_stack(new_stack):
    with FakeAi() as ai:
        yield new_stack({"speech": {"provider": "openai", "base_url": ai.openai_url, "format": "wav"}})


def test_listen_plays_the_server_s_audio(browser, speaking):
    session = speaking.create_session()
    session.start()
    wait_until(lambda: (session.now()["question"] or {}).get("tts", {}).get("status") == "READY")
    browser.run_first(AUDIO)
    browser.open(session)
    browser.press("#listen-toggle")
    wait_until(lambda: browser.js("return heard") == ["206 RIFF"], what="a part of the audio")
