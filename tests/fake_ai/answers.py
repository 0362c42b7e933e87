"""What the double says: interview questions fit for the role and language it is asked about.

They would pass greenroom's checks (one open ask each, 6 to 45 words, no two alike), so a test that wants a refused
question has to ask for one by its script.
"""
import json
import re

# (text, category, competency, difficulty); {role} with its article is filled in.
GENERAL = [
    ("What drew you to working as {role}, and which part of the work do you enjoy most?",
     "Behavioral", "Motivation", "easy"),
    ("Tell me about a day when several urgent tasks arrived at once and how you decided what to do first.",
     "Behavioral", "Prioritisation", "medium"),
    ("How do you make sure that a colleague who takes over your work as {role} has everything they need?",
     "Behavioral", "Communication", "medium"),
    ("Imagine that a routine you rely on as {role} suddenly fails; what would your next steps look like?",
     "Situational", "Problem solving", "medium"),
    ("Describe a mistake you noticed in your own work and what you changed afterwards.",
     "Behavioral", "Learning", "medium"),
    ("How would you explain a difficult decision to somebody who does not share your background?",
     "Situational", "Explaining", "medium"),
    ("Which tools or methods help you most in keeping quality steady as {role}?",
     "Technical", "Quality", "medium"),
    ("Tell me about a disagreement in a team you were part of and how it was settled.",
     "Behavioral", "Teamwork", "hard"),
    ("How do you learn a procedure that is new to you while the daily work continues?",
     "Situational", "Adaptability", "medium"),
    ("What would you look at in your first month as {role} before suggesting any improvement?",
     "Situational", "Judgement", "hard"),
]

NURSE = [
    ("Tell me about a shift on which you had to calm a worried patient and what worked well.",
     "Behavioral", "Patient care", "easy"),
    ("How do you decide which patient to see first when two call bells ring at the same moment?",
     "Situational", "Prioritisation", "medium"),
    ("Walk me through the way you double-check a medication before you give it.",
     "Technical", "Medication safety", "medium"),
    ("Describe a handover that went badly and what you do differently since then.",
     "Behavioral", "Communication", "medium"),
    ("How would you respond if a doctor's written order on the ward looked wrong to you?",
     "Situational", "Speaking up", "hard"),
]

BACKEND = [
    ("Tell me about a backend service you built and a design choice in it that you are glad you made.",
     "Behavioral", "Design", "easy"),
    ("How would you find out why a database query became slow in production overnight?",
     "Technical", "Diagnosis", "medium"),
    ("Describe how you would make an endpoint safe against a client that repeats its request.",
     "Technical", "Reliability", "medium"),
    ("Tell me about a code review that changed your mind and what you took from it.",
     "Behavioral", "Collaboration", "medium"),
    ("What would you do first if a deployment raised the error rate of a service you own?",
     "Situational", "Incident response", "hard"),
]

WAREHOUSE = [
    ("Tell me about a busy shift in a warehouse and how you kept your team working safely.",
     "Behavioral", "Safety", "easy"),
    ("How would you plan the loading bays when two lorries arrive earlier than expected?",
     "Situational", "Planning", "medium"),
    ("Describe how you show a new colleague the picking process on their first day.",
     "Behavioral", "Training others", "medium"),
    ("What do you check when the stock count and the system show different numbers?",
     "Technical", "Stock accuracy", "medium"),
    ("How do you talk with a team member who keeps skipping a safety step at the conveyor?",
     "Situational", "Leadership", "hard"),
]

GERMAN = [
    ("Was hat Sie zu dieser Arbeit gebracht und welcher Teil davon macht Ihnen am meisten Freude?",
     "Behavioral", "Motivation", "easy"),
    ("Erzählen Sie von einem Tag, an dem vieles gleichzeitig dringend war, und wie Sie entschieden haben.",
     "Behavioral", "Prioritäten", "medium"),
    ("Wie sorgen Sie bei einer Übergabe dafür, dass Ihre Kollegin alles Wichtige weiß?",
     "Behavioral", "Kommunikation", "medium"),
    ("Stellen Sie sich vor, ein vertrauter Ablauf fällt plötzlich aus; wie würden Sie vorgehen?",
     "Situational", "Problemlösung", "medium"),
    ("Beschreiben Sie einen Fehler, den Sie selbst bemerkt haben, und was Sie danach geändert haben.",
     "Behavioral", "Lernen", "medium"),
    ("Wie würden Sie eine schwierige Entscheidung jemandem erklären, der das Fach nicht kennt?",
     "Situational", "Erklären", "medium"),
    ("Welche Werkzeuge oder Methoden helfen Ihnen, die Qualität Ihrer Arbeit gleichmäßig zu halten?",
     "Technical", "Qualität", "medium"),
    ("Erzählen Sie von einer Meinungsverschiedenheit im Team und wie sie gelöst wurde.",
     "Behavioral", "Zusammenarbeit", "hard"),
    ("Wie lernen Sie ein neues Verfahren, während die tägliche Arbeit weiterläuft?",
     "Situational", "Anpassung", "medium"),
    ("Worauf würden Sie im ersten Monat achten, bevor Sie eine Verbesserung vorschlagen?",
     "Situational", "Urteilsvermögen", "hard"),
]

FAMILIES = [("nurs", NURSE), ("backend", BACKEND), ("warehouse", WAREHOUSE)]


class Ask:
    """What a request asks for, read from its prompt as a model would: role, language, description, how many."""

    def __init__(self, body: dict):
        texts = list(_texts(body))
        self.prompt = "\n".join(texts)
        data = _first_object(texts)
        self.role = str(data.get("role") or data.get("targetRole") or "specialist")
        self.language = str(data.get("language") or _language(texts[-1] if texts else ""))
        self.description = str(data.get("jobDescription") or "")
        self.avoid = set(map(str, data.get("earlierQuestions") or []))
        self.count = _count(data, texts[-1] if texts else "")
        messages = body.get("messages") or [{}]
        last = messages[-1]
        self.prefill = _plain(last.get("content")) if last.get("role") == "assistant" else ""


def _plain(content) -> str:
    if isinstance(content, list):
        return "".join(part.get("text", "") for part in content)
    return content or ""


def _texts(body: dict):
    if body.get("system"):
        yield _plain(body["system"])
    for message in body.get("messages", []):
        yield _plain(message.get("content"))


def _first_object(texts: list) -> dict:
    """The JSON object in the last message that holds one: the untrusted material."""
    for text in reversed(texts):
        for at in (m.start() for m in re.finditer(r"\{", text)):
            try:
                value, _ = json.JSONDecoder().raw_decode(text, at)
            except ValueError:
                continue
            if isinstance(value, dict) and value.keys() & {"targetRole", "role", "jobDescription"}:
                return value
    return {}


def _language(prompt: str) -> str:
    return "de" if re.search(r"\bde\b|\bGerman\b", prompt) else "en"


def _count(data: dict, prompt: str) -> int:
    for key in ("questionCount", "count"):
        if isinstance(data.get(key), int):
            return data[key]
    found = re.search(r"\b(\d{1,2})\s+(?:\w+[ -]){0,3}questions?\b|\bquestions?\w*:? *(\d{1,2})\b", prompt)
    return int(found.group(1) or found.group(2)) if found else 5


def questions(ask: Ask, count: int) -> list:
    """count questions for the role that weren't asked before; past those there are, variants that stay distinct."""
    pool = GERMAN if ask.language.startswith("de") else _family(ask.role) + GENERAL
    article = "an" if ask.role[:1].lower() in "aeiou" else "a"
    fresh = []
    for text, category, competency, difficulty in pool:
        text = text.replace("{role}", f"{article} {ask.role}")
        if text not in ask.avoid:
            fresh.append({"text": text, "category": category, "competency": competency, "difficulty": difficulty})
    more = [{**item, "text": f"In situation number {n}: {item['text']}"}
            for n, item in enumerate((fresh or [_last_resort(article, ask.role)]) * count, 1)]
    return (fresh + more)[:count]


def _last_resort(article: str, role: str) -> dict:
    return {"text": f"What would you like to learn next as {article} {role}?", "category": "Behavioral",
            "competency": "Learning", "difficulty": "easy"}


def _family(role: str) -> list:
    for word, family in FAMILIES:
        if word in role.lower():
            return family
    return []


def obeyed(ask: Ask, count: int) -> list:
    """What a model without judgement says to a hostile description: its quoted lines first, then its sentences."""
    quoted = re.findall(r"[\"“']([^\"”']{8,})[\"”']", ask.description)
    sentences = [s.strip() for s in re.split(r"(?<=[.?!])\s+|\n+", ask.description) if s.strip()]
    texts = (quoted + sentences)[:count] or [ask.prompt[:280]]
    return [{"text": t, "category": "Behavioral", "competency": "General", "difficulty": "easy"} for t in texts]


def as_json(items: list) -> str:
    return json.dumps({"questions": items}, ensure_ascii=False)
