/*
 * The candidate's page shows what uiHints.screen names and nothing else. The server has rendered the first
 * screen already; this takes over from there.
 */
"use strict";

(function () {
	const byId = (id) => document.getElementById(id);
	const texts = JSON.parse(byId("texts").textContent);
	const STEPS = ["queued", "generating_questions", "validating"];
	const STEP_OF_STAGE = {
		queued: 0, contacting_ai: 1, generating_questions: 1, retrying: 1, slow: 1, validating: 2,
	};
	const SAY_AFTER_MS = 1200; // so that steps that follow each other quickly aren't all read out
	const LINK_BACK_MS = 4000;
	const RELOAD_MS = 4000;

	let screen = document.querySelector("main > section:not([hidden])").id;
	let step = -1, generation = 0;
	let isBusy = false, isPlain = false;
	let sayTimer = 0, linkTimer = 0;

	function say(text) {
		clearTimeout(sayTimer);
		sayTimer = setTimeout(() => { byId("live").textContent = text; }, SAY_AFTER_MS);
	}

	function setText(id, text) {
		if (byId(id).textContent !== text)
			byId(id).textContent = text;
	}

	/* ---- screens ---- */

	function showScreen(next) {
		for (const section of document.querySelectorAll("main > section"))
			section.hidden = section.id !== next;
		screen = next;
		listener.stop();
		clearTimeout(sayTimer);
		byId(next).classList.add("arriving");
		byId(next).querySelector("h1").focus({ preventScroll: true });
		scrollTo(0, 0);
	}

	function render(projection) {
		const next = projection.uiHints.screen;
		if (projection.question)
			renderQuestion(projection.question, projection.context.language);
		if (projection.progress)
			renderProgress(projection.progress.stage, projection.session.generation);
		if (projection.uiHints.reference)
			setText("reference", projection.uiHints.reference);
		byId("error-retry").hidden = !projection.uiHints.canRetry;
		byId("error-contact").hidden = projection.uiHints.canRetry;
		if (next !== screen && byId(next))
			showScreen(next);
		const before = projection.question ? byId("question-heading").textContent + " · " : "";
		document.title = before + texts["page.title"];
	}

	function renderQuestion(question, language) {
		const values = { number: question.index + 1, count: question.count };
		const heading = texts["question.heading"].replace(/\{(\w+)\}/g, (_, name) => values[name]);
		setText("question-heading", heading);
		setText("question-text", question.text);
		setText("question-category", texts["category." + question.category] || "");
		setText("question-competency", question.competency);
		byId("question-text").lang = byId("question-competency").lang = language;
		setText("question-source", texts["question." + (question.tailored ? "tailored" : "general")]);
		listener.offer(question, language);
	}

	/* ---- preparing ---- */

	/* Steps go forward only; a new attempt, which is said in words, and a new generation begin again. */
	function renderProgress(stage, ofGeneration) {
		if (!(stage in STEP_OF_STAGE))
			return;
		const isAnew = stage === "retrying" || ofGeneration !== generation;
		const at = STEP_OF_STAGE[stage];
		generation = ofGeneration;
		if (at < step && !isAnew && stage !== "slow")
			return;
		step = isAnew ? at : Math.max(at, step);
		showStage(texts["stage." + stage]);
		for (const item of document.querySelectorAll(".steps li"))
			markStep(item, STEPS.indexOf(item.dataset.stage), Math.max(step, 1)); // here the start is saved
	}

	/* What has been said already isn't said again. */
	function showStage(text) {
		if (screen === "PREPARING" && byId("stage").textContent !== text)
			say(text);
		setText("stage", text);
	}

	function markStep(item, index, at) {
		item.classList.toggle("done", index < at);
		item.querySelector(".unseen").textContent = index < at ? texts["preparing.step_done"] : "";
		if (index === at)
			item.setAttribute("aria-current", "step");
		else
			item.removeAttribute("aria-current");
	}

	/* ---- buttons and the connection ---- */

	function renderBusy(isNowBusy) {
		isBusy = isNowBusy;
		const keys = isBusy ? { start: "landing.starting", retry: "error.retrying" }
			: { start: "landing.start", retry: "error.retry" };
		for (const form of document.forms) {
			const button = form.querySelector("button");
			button.textContent = texts[keys[form.elements.action.value]];
			button.setAttribute("aria-disabled", String(isBusy));
		}
	}

	function renderLink(state) {
		const note = byId("link");
		if (state === "ok" && note.dataset.state && note.dataset.state !== "ok") {
			showNote(note, "ok", texts["link.back"]);
			linkTimer = setTimeout(() => { note.hidden = true; }, LINK_BACK_MS);
		} else if (state !== "ok" && note.dataset.state !== state) {
			showNote(note, state, texts["link." + state]);
		}
	}

	function showNote(note, state, text) {
		clearTimeout(linkTimer);
		note.dataset.state = state;
		note.hidden = false;
		note.textContent = text;
		say(text);
	}

	/* No cookie, no /api: the plain form and a reload, as without any script. */
	function goPlain() {
		isPlain = true;
		if (isBusy)
			byId(screen).querySelector("form").submit();
		else if (screen === "PREPARING")
			setTimeout(() => location.reload(), RELOAD_MS);
	}

	/* ---- start-up ---- */

	const projection = JSON.parse(byId("projection").textContent);
	const listener = createListener({ toggle: byId("listen-toggle"), again: byId("listen-again") }, texts,
		() => say(texts["listen.failed"]));
	const sync = createSync({
		sessionId: projection.session.sessionId,
		projection,
		slowAfterMs: Number(byId("PREPARING").dataset.slowAfterMs),
		onProjection: render,
		onStage: (stage) => renderProgress(stage, generation),
		onBusy: renderBusy,
		onLink: renderLink,
		onPlain: goPlain,
	});

	for (const form of document.forms)
		form.addEventListener("submit", (event) => {
			if (isPlain)
				return;
			event.preventDefault();
			sync[form.elements.action.value]();
		});
	generation = projection.session.generation;
	render(projection);
})();
