/*
 * The page's link to the server. What the server says in /now is the truth; the stream only says when to look
 * again, so losing it costs time and nothing else. Every request may be repeated without doubling anything.
 */
"use strict";

/*
 * options: sessionId; projection, the one the page was rendered with; slowAfterMs, how long a preparation takes
 * before it counts as slow; and what to call:
 *   onProjection(projection)  what is to be seen now; never older than an earlier one
 *   onStage(stage)            how far the preparation is
 *   onBusy(isBusy)            a start or retry is under way
 *   onLink(state)             "ok", "offline" or "trouble"
 *   onPlain()                 this browser keeps no cookies: go on with plain forms and reloads
 * Gives { start(), retry() }.
 */
function createSync(options) {
	const REQUEST_MS = 10000; // an answer is given up after
	const BACKOFF_MS = 1000, BACKOFF_MAX_MS = 30000;
	const BESIDE_STREAM_MS = 5000; // a stream can be dead unnoticed, so look now and then beside it, or instead
	const AT_REST_MS = 15000; // with a question on the screen there is less to miss
	const base = `/api/session/${options.sessionId}`;

	let shown = options.projection;
	let looking = false, lookAgain = false; // one GET /now at a time
	let acting = false;
	let failures = 0, retryAfterMs = 0; // in a row, of any request
	let slowGeneration = 0; // the newest of which it was said that it takes longer
	let pollTimer = 0, lookDueMs = Infinity, wake = null;
	let stream = null, streamHeard = false, streamTimer = 0, streamFailures = 0;
	let isOver = false; // nothing more will happen, so nobody has to tell us
	let reopened = false; // the link was opened again for a fresh cookie, once

	function jittered(ms) {
		return ms * (0.75 + Math.random() / 2);
	}

	function backoff(count) {
		return jittered(Math.min(BACKOFF_MAX_MS, BACKOFF_MS * 2 ** Math.min(count, 10)));
	}

	/* ---- requests ---- */

	/* Never throws: status 0 means that no answer came. */
	async function request(method, url, { body, headers = {} } = {}) {
		const abort = new AbortController();
		const timer = setTimeout(() => abort.abort(), REQUEST_MS);
		if (body !== undefined)
			headers["Content-Type"] = "application/json";
		try {
			const response = await fetch(url, {
				method,
				headers,
				body: body === undefined ? undefined : JSON.stringify(body),
				cache: "no-store",
				credentials: "same-origin",
				signal: abort.signal,
			});
			const isJson = /\bjson\b/.test(response.headers.get("Content-Type") || "");
			return {
				status: response.status,
				atMs: Date.parse(response.headers.get("Date")), // by the server's clock
				retryAfterMs: 1000 * (parseInt(response.headers.get("Retry-After"), 10) || 0),
				body: isJson ? await response.json() : null,
			};
		} catch {
			return { status: 0, atMs: NaN, retryAfterMs: 0, body: null };
		} finally {
			clearTimeout(timer);
			abort.abort(); // what is left of an answer nobody reads
		}
	}

	/* Take in what any answer says: a projection, whether the server can be reached. Gives false if the
	 * question has to be asked again. */
	function takeIn(answer) {
		const isLost = answer.status === 0 || answer.status === 429 || answer.status >= 500 ||
			(answer.status < 300 && !answer.body); // not our server: a hotel's login page, say
		retryAfterMs = isLost ? answer.retryAfterMs : 0;
		failures = isLost ? failures + 1 : 0;
		options.onLink(!isLost ? "ok" : navigator.onLine ? "trouble" : "offline");
		if (!isLost && answer.status < 300) {
			reopened = false;
			show(answer.body);
		}
		return !isLost;
	}

	/* ---- the truth ---- */

	/* States only ever move this way within a generation, so answers that overtook each other can be told
	 * apart without trusting any clock. */
	const ORDER = ["NOT_STARTED", "GENERATING_QUESTIONS", "ERROR", "IN_SESSION", "AWAITING_EVALUATION",
		"COMPLETED"];

	function position({ session }) {
		return session.generation * ORDER.length + ORDER.indexOf(session.status);
	}

	function show(projection) {
		if (position(projection) < position(shown))
			return;
		shown = projection;
		isOver = isOver && isEndPossible();
		options.onProjection(projection);
		openStream();
	}

	async function look() {
		if (looking) {
			lookAgain = true;
			return;
		}
		looking = true;
		do {
			lookAgain = false;
			const answer = await request("GET", `${base}/now`,
				{ headers: { "If-None-Match": `"${shown.session.resumeToken}"` } });
			takeIn(answer);
			noteSlowness(answer.atMs);
			if (answer.status === 401)
				lookAgain = await reopen();
		} while (lookAgain && failures === 0);
		looking = false;
		planLook();
	}

	/* The stream says so too; who only polls finds out, once, by the server's own times. */
	function noteSlowness(atMs) {
		const { progress, session } = shown;
		if (!progress || slowGeneration === session.generation ||
			!(atMs - Date.parse(progress.startedAt) >= options.slowAfterMs))
			return;
		slowGeneration = session.generation;
		options.onStage("slow");
	}

	/* The stream is quicker than any polling; without it, as often as the server asks for, and now and then
	 * where it asks for nothing: another tab may go on, the link be withdrawn, the set be closed. */
	function lookPauseMs() {
		const askedMs = shown.uiHints.pollAfterMs;
		if (askedMs)
			return streamHeard ? Math.max(askedMs, BESIDE_STREAM_MS) : askedMs;
		if (streamHeard || isOver || document.hidden)
			return 0;
		return shown.uiHints.screen === "ACTIVE_QUESTION" ? AT_REST_MS : BESIDE_STREAM_MS;
	}

	function planLook() {
		clearTimeout(pollTimer);
		lookDueMs = Infinity;
		hastenLook();
	}

	/* Let the next look come as soon as now seems right, and never later than it was planned. */
	function hastenLook() {
		const ms = failures > 0 ? retryAfterMs + backoff(failures - 1) : jittered(lookPauseMs());
		const dueMs = performance.now() + ms;
		if (ms === 0 || dueMs >= lookDueMs)
			return;
		clearTimeout(pollTimer);
		pollTimer = setTimeout(look, ms);
		lookDueMs = dueMs;
	}

	/* 401: the link was withdrawn, or only the cookie is gone. Opening the link again tells which, and
	 * renews the cookie. Gives true if it is worth asking again. */
	async function reopen() {
		const { status } = await request("GET", location.href);
		if (status === 404)
			location.reload(); // to the server's one page for links that open nothing
		else if (status === 200 && reopened)
			options.onPlain();
		else if (status !== 200)
			failures++;
		const isWorthIt = status !== 404 && !reopened;
		reopened = status === 200;
		return isWorthIt;
	}

	/* ---- start and retry ---- */

	function pause(ms) {
		return new Promise((resolve) => {
			wake = resolve;
			setTimeout(resolve, ms);
		});
	}

	/* Repeat until the server has answered, or something else has moved the interview on meanwhile. */
	async function act(path, body) {
		const before = position(shown);
		if (acting)
			return;
		acting = true;
		options.onBusy(true);
		while (position(shown) === before) {
			const answer = await request("POST", base + path, { body });
			if (!takeIn(answer))
				await pause(retryAfterMs + backoff(failures - 1));
			else if (answer.status !== 401 || !await reopen())
				break;
		}
		acting = false;
		options.onBusy(false);
		look();
	}

	/* ---- the stream ---- */

	/* A tab in the background holds a stream only while it waits: all tabs share six connections. */
	function isStreamWanted() {
		return shown.uiHints.screen === "PREPARING" || !document.hidden;
	}

	function openStream() {
		if (stream || streamTimer || isOver || !isStreamWanted())
			return;
		stream = new EventSource(`${base}/stream`);
		stream.onmessage = (message) => {
			streamHeard = true;
			streamFailures = 0;
			hear(JSON.parse(message.data));
		};
		stream.onerror = onStreamError;
	}

	function closeStream() {
		clearTimeout(streamTimer);
		streamTimer = 0;
		if (stream)
			stream.close();
		stream = null;
		streamHeard = false;
	}

	/* The browser connects again by itself after a lost connection, but never after a refusal. */
	function onStreamError() {
		streamHeard = false;
		if (stream.readyState === EventSource.CLOSED) {
			closeStream();
			streamTimer = setTimeout(retryStream, backoff(2 + streamFailures++));
			if (isEndPossible())
				askWhy();
		}
		hastenLook();
	}

	function isEndPossible() {
		return ["ACTIVE_QUESTION", "ERROR"].includes(shown.uiHints.screen);
	}

	function retryStream() {
		streamTimer = 0;
		openStream();
	}

	/* EventSource keeps a refusal's status for itself. 204: the story is over. */
	async function askWhy() {
		const { status } = await request("GET", `${base}/stream`);
		if (status === 204)
			end();
	}

	function end() {
		isOver = true;
		closeStream();
		planLook();
	}

	/* The frame that greets a newcomer only repeats the state, which /now says better. */
	function hear({ payload }) {
		if (payload.stage && !payload.status)
			options.onStage(payload.stage);
		if (payload.invalidate)
			look();
		if (isEnd(payload))
			end();
	}

	function isEnd({ event, audioPending, setComplete, recoverable }) {
		return setComplete || (event === "QUESTION_SET_COMPLETED" && !audioPending) ||
			(event === "GENERATION_FAILED" && recoverable === false);
	}

	/* ---- the world around ---- */

	function resume() {
		failures = 0;
		if (wake)
			wake();
		openStream();
		look();
	}

	addEventListener("online", resume);
	addEventListener("offline", () => options.onLink("offline"));
	addEventListener("pagehide", closeStream); // an open one keeps the page out of the back/forward cache
	addEventListener("pageshow", (event) => {
		if (event.persisted)
			resume();
	});
	document.addEventListener("visibilitychange", () => {
		if (!document.hidden)
			resume();
		else if (!isStreamWanted())
			closeStream();
	});

	openStream();
	planLook();
	return {
		start: () => act("/start"),
		retry: () => act("/retry", { generation: shown.session.generation }),
	};
}
