"""The settings of a private greenroom: greenroom.conf as text, and what the environment says about the AI."""
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

Settings = dict[str, dict[str, object]]


def render(settings: Settings) -> str:
    """Sections and values as greenroom.conf."""
    parts = []
    for section, values in settings.items():
        parts.append("\n".join([f"[{section}]", *(f"{key} = {value}" for key, value in values.items())]))
    return "# Written at every start by tests/stack; changes are lost.\n" + "\n\n".join(parts) + "\n"


def merged(*layers: Settings) -> Settings:
    """Later layers win, value by value."""
    result: Settings = {}
    for layer in layers:
        for section, values in layer.items():
            result.setdefault(section, {}).update(values)
    return result


def ai_settings(provider: str, base_url: str = "", model: str = "", key: str = "", *, folder: Path) -> Settings:
    """The [ai] section; a key goes into a file in folder that only we can read."""
    section = {"provider": provider, "base_url": base_url, "model": model}
    key_file = Path(folder) / "ai.key"
    key_file.unlink(missing_ok=True)
    if key:
        descriptor = os.open(key_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(key + "\n")
        section["key_file"] = str(key_file)
    return {"ai": section}


@dataclass(frozen=True)
class AiChoice:
    """Which AI the environment asks for, and the line that says so."""
    provider: str
    base_url: str
    model: str
    key: str
    said: str


def ai_from_environment(environment: Mapping[str, str]) -> AiChoice:
    """The providers' own names: OPENAI_API_KEY (+ OPENAI_BASE_URL) before ANTHROPIC_API_KEY (+ ..._BASE_URL)."""
    given = {name: value.strip() for name, value in environment.items() if value.strip()}
    model = given.get("AI_MODEL", "")
    keys = [name for name in ("OPENAI", "ANTHROPIC") if f"{name}_API_KEY" in given]
    if not keys:
        said = "no OPENAI_API_KEY or ANTHROPIC_API_KEY: the built-in bank asks"
        if "OPENAI_BASE_URL" in given or "ANTHROPIC_BASE_URL" in given:
            said += " (a base URL alone is not enough; a server that needs no key takes any word as one)"
        return AiChoice("bank", "", "", "", said)
    name = keys[0]
    base_url = given.get(f"{name}_BASE_URL", "")
    said = f"questions come from {name.lower()}" + (f" at {base_url}" if base_url else "")
    said += f", model {model}" if model else ""
    if len(keys) == 2:
        said += " (ANTHROPIC_API_KEY is set as well; OPENAI_API_KEY wins)"
    return AiChoice(name.lower(), base_url, model, given[f"{name}_API_KEY"], said)
