const require_core = require("./core.cjs");
let node_fs = require("node:fs");
// src/sources/message.ts
function messageSource({ path, name, comment }) {
	return {
		mode: "staged",
		target: "message",
		async *candidates(sieve, ledger) {
			const bytes = kept(readMessage(path), comment);
			const label = Buffer.from(name);
			ledger.list(1);
			const segments = () => [require_core.wholeSegment(bytes, sieve.hits(bytes))];
			yield* require_core.offer(ledger, label, {
				kind: "text",
				whole: true,
				places: [{
					kind: "message",
					of: "commit",
					path: label
				}],
				segments
			}, () => bytes.length);
		}
	};
}
function readMessage(path) {
	const opened = require_core.openPath(Buffer.from(path));
	if (opened.kind === "file") try {
		if (opened.stat.size <= 67108864) return (0, node_fs.readFileSync)(opened.fd);
	} finally {
		(0, node_fs.closeSync)(opened.fd);
	}
	throw new require_core.HfleaksError("path-not-found", `There is no message at ${require_core.displayPath(Buffer.from(path))}.`, "Call it from the hook, with the file that git names: hfleaks hook commit-msg \"$1\"");
}
function kept(message, comment) {
	if (comment === null) return message;
	const lines = message.toString("latin1").split("\n");
	const scissors = lines.findIndex((line) => line.startsWith(comment) && /^ -+ >8 -+\r?$/.test(line.slice(comment.length)));
	const own = scissors < 0 ? lines : lines.slice(0, scissors);
	return Buffer.from(own.map((line) => line.startsWith(comment) ? "" : line).join("\n"), "latin1");
}
exports.messageSource = messageSource;
