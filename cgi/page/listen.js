/*
 * Hearing a question: the server's audio if there is one, else the browser's own voice, else no button at
 * all. Nothing plays by itself.
 */
"use strict";

/*
 * elements: toggle, again. texts: the page's texts. onFailed(): nothing could be heard.
 * Gives { offer(question, language), stop() }.
 */
function createListener({ toggle, again }, texts, onFailed) {
	const synth = window.speechSynthesis;
	let player = null; // an audioPlayer or voicePlayer for the question on offer
	let state = "idle"; // idle, playing, paused
	let offered = null; // [question, language]
	let offeredSource = null; // the address of its audio, or the voice that reads it

	function enter(next) {
		const key = { idle: "listen.play", playing: "listen.pause", paused: "listen.resume" }[next];
		if (next !== "idle")
			again.disabled = false;
		state = next;
		toggle.textContent = texts[key];
	}

	function findVoice(language) {
		const primary = (tag) => tag.toLowerCase().split(/[-_]/)[0];
		const voices = synth ? synth.getVoices() : [];
		const fitting = voices.filter((v) => primary(v.lang) === primary(language));
		return fitting.find((v) => v.localService) || fitting[0];
	}

	function audioPlayer(url) {
		const audio = new Audio();
		let isLost = false;
		function fail(problem) {
			if (isLost || problem.name === "AbortError") // the latter: paused before it began
				return;
			isLost = true;
			fallBack();
		}
		audio.preload = "none";
		audio.src = url;
		audio.onended = () => enter("idle");
		audio.onerror = fail;
		return {
			play: () => audio.play().catch(fail),
			pause: () => audio.pause(),
			rewind: () => { audio.currentTime = 0; },
			stop() {
				isLost = true;
				audio.pause();
			},
		};
	}

	function voicePlayer(text, voice) {
		let current = null;
		function speak() {
			current = new SpeechSynthesisUtterance(text);
			current.voice = voice;
			current.lang = voice.lang;
			current.rate = 0.95;
			current.onend = current.onerror = (event) => {
				if (event.target === current)
					stop(), enter("idle");
			};
			synth.speak(current);
		}
		function stop() {
			current = null;
			synth.cancel();
		}
		return {
			play: () => (current ? synth.resume() : speak()),
			pause: () => synth.pause(),
			rewind: stop,
			stop,
		};
	}

	/* The server's audio did not play: speak instead, if this browser can. */
	function fallBack() {
		const [question, language] = offered;
		const voice = findVoice(language);
		if (state === "idle")
			return;
		player.stop();
		player = voice ? voicePlayer(question.text, voice) : player;
		if (voice)
			return player.play();
		enter("idle");
		onFailed();
	}

	function stop() {
		if (player)
			player.stop();
		enter("idle");
	}

	/* Called with each new projection: what is being heard goes on, else the best player of the moment is
	 * taken. */
	function offer(question, language) {
		const url = question.tts.status === "READY" ? question.tts.audioUrl : null;
		const voice = findVoice(language);
		const source = url || (voice && voice.voiceURI);
		const isSame = offered && offered[0].questionId === question.questionId;
		if (isSame && (state !== "idle" || source === offeredSource))
			return;
		if (player)
			player.stop();
		offered = [question, language];
		offeredSource = source;
		player = url ? audioPlayer(url) : voice ? voicePlayer(question.text, voice) : null;
		toggle.hidden = again.hidden = !player;
		again.disabled = again.disabled || !isSame;
	}

	toggle.addEventListener("click", () => {
		if (state === "playing") {
			enter("paused");
			player.pause();
		} else {
			enter("playing");
			player.play();
		}
	});
	again.addEventListener("click", () => {
		player.rewind();
		enter("playing");
		player.play();
	});
	if (synth)
		synth.onvoiceschanged = () => offered && offer(...offered); // voices may load late
	addEventListener("pagehide", stop);
	return { offer, stop };
}
