const require_core = require("./core.cjs");
let node_fs = require("node:fs");
// src/sources/message.ts
function messageSource({ path, name, edited }) {
	return {
		mode: "staged",
		target: "message",
		async *candidates(sieve, ledger) {
			const bytes = edited ? withoutDiff(readMessage(path)) : readMessage(path);
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
const SCISSORS = ` ${"-".repeat(24)} >8 ${"-".repeat(24)}`;
const DIFF_BEGINS = /^(?:diff --(?:git|cc|combined)|Submodule) /;
const IN_DIFF = /^(?:$|[ +\-\\@*]|(?:diff|index|new|deleted|old|mode|similarity|dissimilarity|rename|copy|Binary|Submodule) )/;
function withoutDiff(message) {
	const lines = message.toString("latin1").split("\n");
	const scissors = lines.findIndex((line) => line.endsWith(SCISSORS) && line.length > SCISSORS.length);
	if (scissors < 0) return message;
	const comment = lines[scissors].slice(0, -SCISSORS.length);
	const start = lines.findIndex((line, at) => at > scissors && !line.startsWith(comment));
	if (start <= scissors + 1 || !DIFF_BEGINS.test(lines[start])) return message;
	return Buffer.from(lines.map((line, at) => at >= start && IN_DIFF.test(line) ? "" : line).join("\n"), "latin1");
}
exports.messageSource = messageSource;
