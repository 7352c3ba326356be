const require_core = require("./core.cjs");
let node_path = require("node:path");
// src/git/settings.ts
function commentPrefix({ commonDir }) {
	const config = require_core.readGitFile((0, node_path.join)(commonDir, "config"), 1 << 20)?.toString("utf8") ?? "";
	let section = "";
	let prefix = "#";
	let isKept = false;
	for (const line of config.split("\n")) {
		const head = /^\s*\[\s*([^\]"\s]+)\s*("?)/.exec(line);
		if (head) section = head[2] === "" ? head[1].toLowerCase() : "";
		const [, key = "", value = ""] = /(?:^|\])\s*(\w+)\s*=\s*"?([^"\s]+)/.exec(line) ?? [];
		if (section === "core" && /^comment(?:char|string)$/i.test(key)) prefix = value.toLowerCase() === "auto" ? "#" : value;
		if (section === "commit" && /^cleanup$/i.test(key)) isKept = /^(?:whitespace|verbatim)$/i.test(value);
	}
	return isKept ? null : prefix;
}
exports.commentPrefix = commentPrefix;
