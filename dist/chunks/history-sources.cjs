const require_range = require("./range.cjs");
const require_core = require("./core.cjs");
let node_path = require("node:path");
// src/cli/progress.ts
const EVERY = 200;
const CLEAR = "\r\x1B[K";
function showProgress() {
	if (!process.stderr.isTTY || process.env.TERM === "dumb" || process.env.CI) return void 0;
	const started = performance.now();
	let last = started;
	let isShown = false;
	return ({ objects, bytes, totalObjects, totalBytes }) => {
		const now = performance.now();
		if (objects >= totalObjects) {
			if (isShown) process.stderr.write(CLEAR);
			isShown = false;
			return;
		}
		if (now - last < EVERY) return;
		last = now;
		isShown = true;
		const rate = bytes / ((now - started) / 1e3);
		const left = rate > 0 ? Math.ceil((totalBytes - bytes) / rate) : 0;
		const text = `${`${objects.toLocaleString("en")} of ${totalObjects.toLocaleString("en")} objects`}, ${require_core.sizeText(bytes)} of ${require_core.sizeText(totalBytes)}, ${require_core.sizeText(rate)}/s, ${left} s left`;
		process.stderr.write(CLEAR + text.slice(0, (process.stderr.columns || 80) - 1));
	};
}
// src/cli/history-sources.ts
function historyOf(given, { cwd, git, rules }) {
	const { rest, flags, texts, lists } = given;
	if (rest.length > 1) throw new require_core.HfleaksError("usage", "One repository is scanned at a time.", "Run \"hfleaks history PATH\" for each.");
	const since = texts.get("since");
	const repository = require_core.requireRepositoryFor((0, node_path.resolve)(cwd, rest[0] ?? "."), rest.length > 0 ? {} : process.env);
	return require_range.historySource({
		repository,
		git,
		everything: flags.has("everything"),
		since: since === void 0 ? void 0 : secondsOf(since),
		refs: lists.get("refs") ?? [],
		maxBlobSize: bytesOf(texts.get("max-blob-size")),
		progress: flags.has("quiet") ? void 0 : showProgress(),
		memory: flags.has("no-cache") ? void 0 : memoryFor(repository, rules)
	});
}
function memoryFor(repository, rules) {
	const folder = require_core.cacheOutside(repository);
	const cache = folder && require_range.openCache(folder, process.geteuid?.());
	return cache ? {
		cache,
		rules
	} : void 0;
}
function rangeOf({ rest, flags, texts, lists }, { cwd, git }) {
	const not = lists.get("not") ?? [];
	return require_range.rangeSource({
		repository: require_core.requireRepositoryFor(cwd, process.env),
		git,
		request: revisionsOf(rest, not),
		target: require_core.escapeText([...rest, ...not.map((ref) => `--not ${ref}`)].join(" ")),
		maxBlobSize: bytesOf(texts.get("max-blob-size")),
		progress: flags.has("quiet") ? void 0 : showProgress()
	});
}
const FORMS = "Write BASE..HEAD, BASE HEAD, A...B, or HEAD --not REF.";
function revisionsOf(rest, not) {
	const [first = "", second] = rest;
	if (rest.length > 2) throw new require_core.HfleaksError("usage", "A range has two ends.", FORMS);
	const range = {
		kind: "revisions",
		include: [],
		exclude: not,
		either: []
	};
	if (rest.length === 2) return {
		...range,
		include: [second],
		exclude: [first, ...not]
	};
	const three = first.split("...");
	if (three.length === 2) return {
		...range,
		either: [[three[0] || "HEAD", three[1] || "HEAD"]]
	};
	const two = first.split("..");
	if (two.length === 2 && first !== "..") return {
		...range,
		include: [two[1] || "HEAD"],
		exclude: [two[0] || "HEAD", ...not]
	};
	if (rest.length === 1 && not.length > 0) return {
		...range,
		include: [first]
	};
	throw new require_core.HfleaksError("usage", `"${require_core.mention(first)}" is no range.`, FORMS);
}
function pushOf([remote = "", url = ""], input, { cwd, git }) {
	const { PRE_COMMIT_FROM_REF: from, PRE_COMMIT_TO_REF: to, PRE_COMMIT_REMOTE_NAME: name } = process.env;
	const common = {
		repository: require_core.requireRepositoryFor(cwd, process.env),
		git,
		target: "push"
	};
	if (input.trim() === "" && to) return require_range.rangeSource({
		...common,
		request: {
			kind: "framework",
			from: from ?? "",
			to,
			remote: remote || (name ?? "")
		}
	});
	return require_range.rangeSource({
		...common,
		request: {
			kind: "push",
			input,
			remote: remote === url ? "" : remote
		}
	});
}
function receiveOf(input, { cwd, git }) {
	const repository = require_core.requireRepositoryFor(cwd, process.env);
	return require_range.rangeSource({
		repository,
		git,
		target: "push",
		request: {
			kind: "receive",
			input
		}
	});
}
const UNITS = {
	"": 1,
	k: 1024,
	m: 1 << 20,
	g: 1 << 30
};
function bytesOf(text) {
	if (text === void 0) return void 0;
	const size = /^(\d+)\s*([kmg]?)(?:i?b)?$/i.exec(text);
	if (size) return Number(size[1]) * UNITS[size[2].toLowerCase()];
	throw new require_core.HfleaksError("usage", `"${require_core.mention(text)}" is no size.`, "For example: --max-blob-size 10M");
}
const SPANS = {
	hour: 3600,
	day: 86400,
	week: 604800,
	month: 2629800,
	year: 31557600
};
function secondsOf(text) {
	const span = /^(\d+)[ .]?(hour|day|week|month|year)s?(?:[ .]ago)?$/i.exec(text);
	if (span) return since1970(Date.now() / 1e3 - Number(span[1]) * SPANS[span[2].toLowerCase()]);
	const time = /^\d{4}-\d\d-\d\d(?:[T ][\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?$/.test(text) ? Date.parse(text) : NaN;
	if (!Number.isNaN(time)) return since1970(time / 1e3);
	throw new require_core.HfleaksError("usage", `"${require_core.mention(text)}" is no date.`, "For example: --since 2026-01-31, or --since \"2 weeks\"");
}
function since1970(seconds) {
	return Math.max(0, Math.floor(seconds));
}
exports.historyOf = historyOf;
exports.pushOf = pushOf;
exports.rangeOf = rangeOf;
exports.receiveOf = receiveOf;
