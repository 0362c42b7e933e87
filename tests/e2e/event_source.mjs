// The npm package `eventsource` on one stream: prints what it hears as one JSON line each, and ends when the server
// has sent it away. Usage: node event_source.mjs NODE_MODULES URL TOKEN
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [modules, url, token] = process.argv.slice(2);
const found = createRequire(`${modules}/`).resolve("eventsource");
const { EventSource } = await import(pathToFileURL(found));
const say = (line) => console.log(JSON.stringify(line));

const source = new EventSource(url, {
	fetch: (input, init) => fetch(input, { ...init, headers: { ...init.headers, Authorization: `Bearer ${token}` } }),
});
source.onopen = () => say({ what: "open" });
source.onmessage = ({ lastEventId, data }) => say({ what: "message", id: lastEventId, data: JSON.parse(data) });
source.onerror = ({ code }) => say({ what: source.readyState === EventSource.CLOSED ? "closed" : "cut", code });
