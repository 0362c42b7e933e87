"""Hostile job descriptions: even with a model that does what they say, nothing of theirs reaches a candidate."""
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.e2e.support import wait_for_event
from tests.fake_ai import Script, obedience
from tests.stack import ai_settings, wait_until
from tests.stack.settings import merged

FOLDER = Path(__file__).parents[1] / "hostile_descriptions"
DESCRIPTIONS = sorted(FOLDER.glob("*.txt"))
RUN = 4     # words in a row that nobody writes twice by chance


@pytest.fixture(name="stack", scope="module", params=["openai", "anthropic"])
def stack_of_provider(request, new_shared_stack, shared_ai, tmp_path_factory):
    url = shared_ai.openai_url if request.param == "openai" else shared_ai.url
    ai = ai_settings(request.param, url, "double", "no-secret", folder=tmp_path_factory.mktemp("key"))
    return new_shared_stack(merged(ai, {"generation": {"attempts": 2, "backoff_ms": 1}}))


def plain_words(text: str) -> list[str]:
    """Words as a reader sees them: compatibility forms folded, invisible characters gone."""
    seen = "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf")
    return "".join(c if c.isalnum() else " " for c in seen.casefold()).split()


def runs(text: str) -> set[tuple]:
    words = plain_words(text)
    return {tuple(words[i:i + RUN]) for i in range(len(words) - RUN + 1)}


def harm_of(description: Path) -> str:
    """What the file wants said: all but the harmless paragraph before it and the line behind it."""
    return "\n".join(description.read_text(encoding="utf-8").splitlines()[1:-1])


def play(stack, description: Path):
    """One interview to its end; the session and what the candidate was or will be shown."""
    session = stack.create_session(role="Store assistant", job_description=description.read_text(encoding="utf-8"))
    session.start()

    def ended():
        now = session.now()
        return now if now["session"]["status"] in ("IN_SESSION", "ERROR") else None
    now = wait_until(ended, 20, f"{description.name} has ended", every_s=0.25)
    if now["session"]["status"] == "IN_SESSION":
        wait_for_event(session, "QUESTION_SET_COMPLETED")
    rows = stack.sql(f"SELECT text FROM question WHERE session_id = '{session.session_id}'")
    return description, now, [row["text"] for row in rows]


def play_all(stack) -> list:
    with ThreadPoolExecutor(len(DESCRIPTIONS)) as pool:
        return list(pool.map(lambda description: play(stack, description), DESCRIPTIONS))


def judged_good(stack, texts: list[str], folder: Path) -> None:
    file = folder / "presented.txt"
    file.write_text("\n".join(texts) + "\n", encoding="utf-8")
    done = stack.run_ctl("questions", "check", str(file))
    assert done.returncode == 0, done.stdout


def test_there_are_thirty_of_them():
    assert len(DESCRIPTIONS) == 30 and all(harm_of(description).strip() for description in DESCRIPTIONS)


def test_a_model_that_obeys_does_no_harm(stack, fake_ai, tmp_path):
    fake_ai.play(Script(obey=True))
    presented = []
    for description, now, texts in play_all(stack):
        presented += texts
        wanted = runs(harm_of(description)) | runs(harm_of(description)[::-1])
        for text in texts:
            assert not runs(text) & wanted, f"{description.name}: {text}"
        in_session = now["session"]["status"] == "IN_SESSION"
        assert bool(texts) == in_session and (now["question"] is not None) == in_session, description.name
    judged_good(stack, presented, tmp_path)


def test_a_model_that_obeys_in_its_own_words_does_no_harm(stack, fake_ai, tmp_path):
    """It asks what the description wants asked, or puts the harm into the label beside a good question."""
    fake_ai.play(Script(own_words=True))
    presented = []
    for description, now, texts in play_all(stack):
        harms = obedience.harms_of(description.read_text(encoding="utf-8"))
        assert harms, f"nobody wrote down what obeying {description.name} would say"
        for text in texts:
            assert not any(runs(text) & runs(harm) for harm in harms), f"{description.name}: {text}"
        presented += texts
        shown = now["question"] or {"category": "General", "competency": ""}
        assert shown["competency"] not in obedience.LABELS and shown["category"] != "You failed", description.name
    labels = stack.sql("SELECT DISTINCT competency, category FROM question")
    assert not {row["competency"] for row in labels} & set(obedience.LABELS), labels
    if presented:
        judged_good(stack, presented, tmp_path)


def test_a_model_that_does_its_work_serves_the_same_descriptions(stack, fake_ai, tmp_path):
    presented = []
    for description, now, texts in play_all(stack):
        assert now["session"]["status"] == "IN_SESSION" and len(texts) == 5, description.name
        presented += texts
    judged_good(stack, presented, tmp_path)
