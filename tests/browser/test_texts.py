"""The words of the page: complete in every language, and of the kind that calms."""
import json
import re
from pathlib import Path

import pytest

PAGE = Path(__file__).resolve().parents[2] / "cgi" / "page"
TEXTS = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted((PAGE / "text").glob("*.json"))}
ALARMING = {    # beginnings of words
    "en": "scor|rank|readiness|pass|fail|hurry|quick|asap|deadline|immediate|must|error|invalid|denied|fault|"
          "wrong answer|evaluat|assess|compar|candidate",
    "de": "punkt|rang|bestanden|durchgefallen|gescheitert|beeil|schnell|sofort|frist|muss|fehler|ungültig|verweigert|"
          "bewert|beurteil|vergleich|bewerb"}
LONGEST_SENTENCE = 24   # words


def used_keys() -> set[str]:
    """The keys that templates and scripts name, word for word or as the beginning of a family."""
    sources = "".join((PAGE / name).read_text(encoding="utf-8")
                      for name in ("index.html", "dead.html", "away.html", "page.js", "listen.js"))
    return {a or b for a, b in re.findall(r'{{t\.([\w.]+)}}|"([a-z]+\.\w*)"', sources)}


def test_every_language_has_the_same_texts_with_the_same_blanks():
    blanks = {language: {key: sorted(re.findall(r"{\w+}", text)) for key, text in texts.items()}
              for language, texts in TEXTS.items()}
    assert {"en", "de"} <= set(TEXTS)
    for language in TEXTS:
        assert blanks[language] == blanks["en"], language


def test_every_text_is_used_and_none_is_missing():
    used = used_keys()
    families = tuple(key for key in used if key.endswith("."))
    assert {key for key in used if not key.endswith(".")} <= set(TEXTS["en"])
    assert [key for key in TEXTS["en"] if key not in used and not key.startswith(families)] == []


@pytest.mark.parametrize("language", TEXTS)
def test_words_are_short_and_calm(language):
    for key, text in TEXTS[language].items():
        assert text.strip() == text != "", key
        assert not re.search(rf"\b({ALARMING[language]})", text, re.IGNORECASE), (key, text)
        assert "!" not in text, key
        for sentence in re.split(r"(?<=[.?])\s", text):
            assert len(sentence.split()) <= LONGEST_SENTENCE, (key, sentence)
