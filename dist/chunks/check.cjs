const require_samples = require("./samples.cjs");
const require_core = require("./core.cjs");
// src/rulebook/forms.ts
const MIB = 1 << 20;
const EDGES = [MIB, 4 * MIB];
const FILLER = "the quick brown fox jumps over the lazy dog, again and again\n";
const BOM = "﻿";
const utf8 = (text) => Buffer.from(text, "utf8");
const utf16le = (text) => Buffer.from(text, "utf16le");
const utf16be = (text) => Buffer.from(text, "utf16le").swap16();
const base64 = (text) => utf8(`data: ${Buffer.from(text, "utf8").toString("base64")}\n`);
const FILE_FORMS = {
	"as is": ({ text }) => utf8(text),
	crlf: ({ text }) => utf8(text.replace(/\r?\n/g, "\r\n")),
	"utf-8 bom": ({ text }) => utf8(BOM + text)
};
const TEXT_FORMS = {
	...FILE_FORMS,
	"start of file": ({ text, start }) => utf8(`${text.slice(start)}\n${text.slice(0, start)}`),
	"middle of file": ({ text }) => utf8(`${FILLER.repeat(300)}${text}\n${FILLER.repeat(300)}`),
	"end of file": ({ text, end }) => utf8(`${text.slice(end)}\n${text.slice(0, end)}`),
	"utf-16le": ({ text }) => utf16le(text),
	"utf-16be": ({ text }) => utf16be(text),
	"utf-16le bom": ({ text }) => utf16le(BOM + text),
	"utf-16be bom": ({ text }) => utf16be(BOM + text),
	"json string": ({ text }) => utf8(`{"text": ${JSON.stringify(text)}}\n`),
	"after %3D": ({ text, start }) => utf8(`${text.slice(0, start)}%3D${text.slice(start)}`),
	"base64 +0": ({ text }) => base64(text),
	"base64 +1": ({ text }) => base64(`-${text}`),
	"base64 +2": ({ text }) => base64(`--${text}`)
};
function asIs(rule, example, seed) {
	const filled = fillExample(rule, example, seed);
	return {
		form: "as is",
		bytes: utf8(filled.text),
		secrets: filled.secrets
	};
}
function variants(rule, example, seed, edges) {
	const plain = isPlain(rule, example, seed);
	const forms = plain ? TEXT_FORMS : isBinary(example) ? { "as is": utf8Text } : FILE_FORMS;
	const one = Object.entries(forms).map(([form, make], index) => {
		const filled = fillExample(rule, example, seed + index);
		return {
			form,
			bytes: make(filled),
			secrets: filled.secrets
		};
	});
	return plain ? [
		...one,
		...severalOf(rule, example, seed + 100),
		...edges ? [acrossEdges(rule, example, seed + 200)] : []
	] : one;
}
function utf8Text({ text }) {
	return utf8(text);
}
function severalOf(rule, example, seed) {
	const all = [
		seed,
		seed + 1,
		seed + 2
	].map((each) => fillExample(rule, example, each));
	const lines = {
		form: "three of them",
		bytes: utf8(all.map(({ text }) => text).join("\n")),
		secrets: all.flatMap(({ secrets }) => secrets)
	};
	return isFixed(rule) ? [lines, backToBack(rule, example, seed + 3)] : [lines];
}
function backToBack(rule, example, seed) {
	const { text, end, secrets } = fillExample(rule, example, seed);
	const second = require_samples.sample(rule, seed + 1);
	return {
		form: "back to back",
		bytes: utf8(text.slice(0, end) + second + text.slice(end)),
		secrets: [...secrets, second]
	};
}
function acrossEdges(rule, example, seed) {
	let text = "";
	const secrets = [];
	for (const [index, edge] of EDGES.entries()) {
		const filled = fillExample(rule, example, seed + index);
		const before = Buffer.byteLength(filled.text.slice(0, filled.start)) + (filled.end - filled.start >> 1);
		text += `${filler(edge - before - Buffer.byteLength(text))}${filled.text}\n`;
		secrets.push(...filled.secrets);
	}
	return {
		form: "across 1 MiB and 4 MiB",
		bytes: utf8(text + FILLER),
		secrets
	};
}
function filler(length) {
	return `${FILLER.repeat(Math.ceil(length / 61)).slice(0, length - 1)}\n`;
}
function fillExample(rule, example, seed) {
	const template = example.text ?? example.cell?.text ?? "";
	const samples = require_samples.samplesIn(template, rule, seed);
	const filled = require_samples.fill(template, rule, seed);
	const text = example.cell ? notebook(example.cell.part, filled) : filled;
	const [first] = samples.map((one) => ({
		start: text.indexOf(one.text),
		length: one.text.length
	})).sort((a, b) => a.start - b.start);
	const start = first?.start ?? -1;
	return {
		text,
		start,
		end: start < 0 ? -1 : start + (first?.length ?? 0),
		secrets: samples.map(({ secret }) => secret)
	};
}
function notebook(part, text) {
	const lines = text.split(/(?<=\n)/);
	return `${JSON.stringify({
		cells: [{
			cell_type: "code",
			execution_count: 1,
			id: "cell-1",
			metadata: {},
			outputs: part === "output" ? [{
				name: "stdout",
				output_type: "stream",
				text: lines
			}] : [],
			source: part === "source" ? lines : ["run()"]
		}],
		metadata: {},
		nbformat: 4,
		nbformat_minor: 5
	}, null, 1)}\n`;
}
function isPlain(rule, example, seed) {
	return example.text !== void 0 && !example.as.endsWith(".ipynb") && !isBinary(example) && fillExample(rule, example, seed).start >= 0;
}
function isBinary({ text = "" }) {
	return [...text].some((char) => char < " " && !"	\n\r\x1B".includes(char) || char >= "" && char <= "");
}
function isFixed(rule) {
	const { min, max } = require_samples.lengths(require_samples.parseShape(rule.regex));
	return rule.engine === "native" && min === max;
}
// src/sources/memory.ts
function memorySource(files) {
	for (const { bytes } of files) if (!(bytes instanceof Uint8Array)) throw new require_core.HfleaksError("usage", "Content must be bytes, not text.", "Use Buffer.from(text).");
	return {
		mode: "tree",
		target: "memory",
		async *candidates(sieve, ledger) {
			ledger.list(files.length);
			for (const file of files) {
				const [path, bytes] = [Buffer.from(file.path), file.bytes];
				const kind = require_core.kindOf(path);
				const whole = bytes.length <= require_core.wholeLimit(kind);
				const segments = () => whole ? [require_core.wholeSegment(bytes, sieve.hits(bytes))] : require_core.streamSegments(once(bytes), sieve);
				yield* require_core.offer(ledger, path, {
					kind,
					whole,
					places: [{
						kind: "file",
						path
					}],
					segments
				}, () => bytes.length);
			}
		}
	};
}
async function* once(bytes) {
	yield bytes;
}
// src/check.ts
const COMMON_RULE = "hf-user-token";
const AS_IS = "as is";
async function checkRules(rulebook, examples) {
	const failures = [];
	let checked = 0;
	for (const own of examples) {
		const rule = rulebook.rules.find(({ id }) => id === own.rule);
		const shape = rule && shapeOf(rule, rulebook);
		if (!rule || !shape) {
			failures.push(failureOf(own.rule, "there is no such rule, or none that makes samples"));
			continue;
		}
		const cases = casesOf(shape, own);
		checked += cases.length;
		failures.push(...await failuresOf(cases, rule, shape, rulebook));
	}
	return {
		checked,
		failures
	};
}
async function failuresOf(cases, rule, shape, rulebook) {
	const files = cases.map((one, index) => ({
		path: `${index}/${one.as}`,
		bytes: one.variant.bytes
	}));
	const report = await require_core.scan(memorySource(files), { rulebook });
	const found = byCase(report);
	const failures = cases.flatMap((one, index) => {
		const what = judgeCase(one, found.get(index) ?? [], rule, shape);
		return what ? [failureOf(rule.id, what, one)] : [];
	});
	const plainly = new Set(failures.filter(({ form }) => form === AS_IS).map(keyOf));
	const listed = failures.filter((one) => one.form === AS_IS || !plainly.has(keyOf(one)));
	return report.complete ? listed : [...listed, failureOf(rule.id, "not everything was scanned")];
}
function failureOf(rule, what, one) {
	return {
		rule,
		list: one?.list ?? "leaks",
		example: one?.example ?? 0,
		form: one?.variant.form ?? AS_IS,
		what
	};
}
function keyOf({ list, example }) {
	return `${list} ${example}`;
}
function shapeOf(rule, rulebook) {
	if (rule.family === "token") return rule;
	const tokens = rulebook.rules.filter((one) => one.family === "token");
	return tokens.find(({ id }) => id === COMMON_RULE) ?? tokens[0];
}
function casesOf(shape, { leaks, clean, misses }) {
	const edged = leaks.findIndex(({ text, as }) => text !== void 0 && !as.endsWith(".ipynb"));
	const make = (list, example, { as }, all) => all.map((variant) => ({
		list,
		example,
		as,
		variant
	}));
	return [
		...leaks.flatMap((one, index) => make("leaks", index, one, variants(shape, one, 1e3 * (index + 1), index === edged))),
		...clean.flatMap((one, index) => make("clean", index, one, [asIs(shape, one, index + 1)])),
		...misses.flatMap((one, index) => make("misses", index, one.example, [asIs(shape, one.example, index + 1)]))
	];
}
function byCase({ findings, suppressed }) {
	const found = new Map();
	for (const finding of [...findings, ...suppressed]) {
		const index = Number.parseInt(Buffer.from(finding.location.path).toString("latin1"), 10);
		found.set(index, [...found.get(index) ?? [], finding]);
	}
	return found;
}
function judgeCase(one, findings, rule, shape) {
	const reported = findings.filter(({ verdict }) => verdict.state === "report");
	const own = reported.filter((finding) => isOf(finding, rule));
	if (one.list === "clean") return own.length > 0 ? "a clean text was reported" : null;
	const missing = one.variant.secrets.filter((secret) => !own.some((finding) => holds(finding, secret, shape)));
	if (one.list === "misses") return missing.length === 0 ? "a known miss is now found: move it to leaks" : null;
	if (missing.length > 0) {
		const causes = new Set(missing.flatMap((secret) => causeOf(secret, one, findings, rule, shape) ?? []));
		const why = causes.size > 0 ? `: ${[...causes].join("; ")}` : "";
		return `${missing.length} of ${one.variant.secrets.length} credentials were not found exactly${why}`;
	}
	return new Set(reported.map(({ location }) => location.offset)).size < reported.length ? "two findings stand at one place" : null;
}
function causeOf(secret, { variant: { bytes } }, findings, rule, shape) {
	const marked = findings.find((finding) => isOf(finding, rule) && holds(finding, secret, shape));
	if (marked) return `suppressed, ${marked.verdict.by === "allow" ? "allowed by a comment" : marked.verdict.reason}`;
	const start = Buffer.from(bytes).indexOf(secret, 0, "latin1");
	const end = start + secret.length;
	const text = Buffer.from(bytes).toString("latin1");
	if (start >= 0 && lacksWord(shape, text, start, end)) return `none of the \`near\` words is near`;
	const others = findings.filter((finding) => !isOf(finding, rule) && (start < 0 || overlaps(finding.location, start, end)));
	return others.length > 0 ? `overlapped by ${[...new Set(others.map((one) => one.rule.id))].join(", ")}` : null;
}
function lacksWord({ near }, text, start, end) {
	if (!near) return false;
	const around = [text.slice(Math.max(0, start - near.within), start), text.slice(end, end + near.within)];
	return !near.words.some((word) => around.some((part) => part.toLowerCase().includes(word)));
}
function overlaps({ offset, line, endLine, column, endColumn }, start, end) {
	return offset < end && start < offset + (line === endLine ? endColumn - column : 1);
}
function holds({ credential }, secret, { prefix }) {
	return credential.secret.equals(new require_core.Secret(secret, prefix));
}
function isOf(finding, rule) {
	if (finding.rule.id === rule.id) return true;
	return rule.family === "token" && finding.rule.family === "notebook" && finding.credential.type === rule.type;
}
Object.defineProperty(exports, "checkRules", {
	enumerable: true,
	get: function() {
		return checkRules;
	}
});
Object.defineProperty(exports, "memorySource", {
	enumerable: true,
	get: function() {
		return memorySource;
	}
});
