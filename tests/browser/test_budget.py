"""Quick on a cheap phone: how much is sent, how often is asked, and that nothing moves."""
import pytest

from tests.stack import wait_until

BYTES_MAX = 35 * 1024
REQUESTS_MAX = 7    # the page, its style, its three scripts, two pictures
SHIFT_MAX = 0.01    # a tenth of what is called good
WATCH_SHIFTS = """
	window.shift = 0;
	new PerformanceObserver((list) => list.getEntries().forEach((e) => { shift += e.hadRecentInput ? 0 : e.value; }))
		.observe({ type: 'layout-shift', buffered: true });
"""
LOADED = ("return [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]"
          ".filter((e) => !/\\/stream$/.test(e.name)).map((e) => [e.name, e.transferSize])")


@pytest.mark.parametrize("screen", ["LANDING", "PREPARING", "ACTIVE_QUESTION", "ERROR"])
def test_the_first_view_is_small_and_still(browser, stack, interviews, screen):
    browser.run_first(WATCH_SHIFTS)
    browser.open(interviews.at(screen, language="de", role="Gesundheits- und Krankenpflegerin"))
    loaded = browser.js(LOADED)
    own = [name for name, _ in loaded if name.startswith(f"http://127.0.0.1:{stack.port}/")]
    assert len(own) == len(loaded), "a third party is asked"
    files = [(name, size) for name, size in loaded if "/api/" not in name]
    assert len(files) <= REQUESTS_MAX, files
    assert 0 < sum(size for _, size in loaded) <= BYTES_MAX, loaded
    assert browser.js("return shift") <= SHIFT_MAX


def test_the_first_response_is_the_first_paint(stack, interviews):
    """What is to be seen is in the page itself: no second request, no script."""
    session = interviews.question()
    page = session.open()
    assert session.now()["question"]["text"].replace("'", "&#39;") in page.text.split("<script type=")[0]


def test_static_files_are_kept_for_ever_and_sent_compressed(browser, stack, interviews):
    browser.open(interviews.landing())
    names = {name for name, _ in browser.js(LOADED) if "/assets/" in name}
    assert len(names) >= 5
    for name in names:
        path = name.removeprefix(f"http://127.0.0.1:{stack.port}")
        answer = stack.http.get(path, headers={"Accept-Encoding": "gzip"})
        assert "immutable" in answer.headers["cache-control"], path
        assert len(answer.body) < 512 or answer.headers.get("content-encoding") == "gzip", path
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_second_view_asks_for_the_page_alone(browser, interviews):
    session = interviews.landing()
    browser.open(session)
    wait_until(lambda: any("/mark.svg" in name and size for name, size in browser.js(LOADED)), what="its icon is there too")
    browser.driver.get("about:blank")
    browser.open(session)
    fetched = [name for name, size in browser.js(LOADED) if size and "/api/" not in name]
    assert fetched == [session.url]
