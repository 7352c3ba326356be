const require_rolldown_runtime = require("./rolldown-runtime.cjs");
const require_core = require("./core.cjs");
const require_re2js = require("./re2js.cjs");
const require_yaml = require("./yaml.cjs");
const require_samples = require("./samples.cjs");
let node_path = require("node:path");
let node_buffer = require("node:buffer");
let node_crypto = require("node:crypto");
let node_fs_promises = require("node:fs/promises");
// src/rulebook/digest.ts
function digestOf(rules) {
	return (0, node_crypto.createHash)("sha256").update(JSON.stringify(canonical(rules))).digest("hex").slice(0, 16);
}
function sortRules(rules) {
	const key = (rule) => `${rule.family === "token" ? 0 : 1} ${rule.id}`;
	return [...rules].sort((a, b) => key(a) < key(b) ? -1 : 1);
}
function canonical(value) {
	if (Array.isArray(value)) return value.map(canonical);
	if (typeof value !== "object" || value === null) return value;
	const entries = Object.entries(value);
	return Object.fromEntries(entries.sort(([a], [b]) => a < b ? -1 : 1).map(([key, item]) => [key, canonical(item)]));
}
// src/rulebook/field.ts
var import_dist = require_yaml.require_dist();
const SHOWN_NAME = 60;
const YAML_ERRORS = {
	DUPLICATE_KEY: ["a key stands twice", "Remove one of the two."],
	TAB_AS_INDENT: ["a tab indents the line", "Indent with spaces."],
	MULTIPLE_DOCS: ["the file holds several documents", "Remove the line `---`, and give each rule a file of its own."],
	BAD_INDENT: ["the indentation does not fit", "Indent keys of one level by as many spaces."],
	TAG_RESOLVE_FAILED: ["a YAML tag is not known", "Remove the `!…` before the value; in a text, put it in single quotes."]
};
var Field = class Field {
	#node;
	#start;
	#file;
	#lines;
	name;
	constructor(node, name, start, file, lines) {
		this.#node = node;
		this.name = name;
		this.#start = hasRange(node) ? node.range[0] : start;
		this.#file = file;
		this.#lines = lines;
		if ((0, import_dist.isAlias)(node)) this.fail("aliases are not allowed", "Write the value out.");
	}
	fail(message, remedy) {
		return failAt(this.#file, this.#lines, this.#start, `${inside(this)}${message}`, remedy);
	}
	text(max, raw = false) {
		const value = (0, import_dist.isScalar)(this.#node) ? this.#node.value : void 0;
		if (typeof value !== "string") return this.fail("a text is expected", "Put the text in single quotes.");
		const text = raw ? value : value.trim();
		if (text === "" && !raw) this.fail("the text is empty", "Say something, or remove the key.");
		if (text.length > max) this.fail("the text is too long", `Use at most ${max} characters.`);
		if (!raw && /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(text)) this.fail("the text holds a line end, control or invisible character", "Write it on one line; fold long ones with `>-`.");
		return text;
	}
	oneOf(values) {
		const text = this.text(100);
		return values.find((value) => value === text) ?? this.fail("the value is not known", `Use one of: ${values.join(", ")}.`);
	}
	integer(min, max) {
		const value = (0, import_dist.isScalar)(this.#node) ? this.#node.value : void 0;
		if (typeof value !== "number" || !Number.isInteger(value) || value < min || value > max) return this.fail("the number does not fit", `Use a whole number from ${min} to ${max}.`);
		return value;
	}
	boolean() {
		const value = (0, import_dist.isScalar)(this.#node) ? this.#node.value : void 0;
		return typeof value === "boolean" ? value : this.fail("true or false is expected", "Write `true` or `false`, without quotes.");
	}
	list(min, max) {
		if (!(0, import_dist.isSeq)(this.#node)) return this.fail("a list is expected", "Write each item on a line that begins with `- `.");
		const { items } = this.#node;
		if (items.length < min) this.fail("an item is missing", `Give at least ${min}.`);
		if (items.length > max) this.fail("the list is too long", `Give at most ${max} items.`);
		return items.map((item, index) => new Field(item, `${this.name}[${index}]`, this.#start, this.#file, this.#lines));
	}
	isMap() {
		return (0, import_dist.isMap)(this.#node);
	}
	map(required, optional) {
		if (!(0, import_dist.isMap)(this.#node)) return this.fail("`key: value` lines are expected", "A text that begins with `{` needs quotes.");
		const known = [...required, ...optional];
		const fields = {};
		for (const { key, value } of this.#node.items) {
			const name = (0, import_dist.isScalar)(key) ? key.value : void 0;
			const start = hasRange(key) ? key.range[0] : this.#start;
			if (typeof name !== "string" || !known.includes(name)) return failAt(this.#file, this.#lines, start, `${inside(this)}unknown key ${shown(name)}`, suggestion(String(name), known));
			fields[name] = new Field(value, this.name === "" ? name : `${this.name}.${name}`, start, this.#file, this.#lines);
		}
		for (const name of required) if (!fields[name]) failAt(this.#file, this.#lines, this.#start, `${inside(this)}the key \`${name}\` is missing`, `Add \`${name}:\`.`);
		return fields;
	}
};
function parseYaml(text, file) {
	const lines = new import_dist.LineCounter();
	const options = {
		lineCounter: lines,
		prettyErrors: false,
		merge: false
	};
	try {
		const document = (0, import_dist.parseDocument)(text, options);
		const [error] = [...document.errors, ...document.warnings];
		if (error) {
			const [message, remedy] = YAML_ERRORS[error.code] ?? [`this is not valid YAML (${error.code})`, "Correct the line; texts with special characters need single quotes."];
			failAt(file, lines, error.pos[0], message, remedy);
		}
		return new Field(document.contents, "", 0, file, lines);
	} catch (error) {
		if (error instanceof require_core.HfleaksError) throw error;
		return failAt(file, lines, 0, "this cannot be parsed as YAML", "Nest less deep.");
	}
}
function failAt(file, lines, offset, message, remedy) {
	const { line, col } = lines.linePos(offset);
	throw new require_core.HfleaksError("rule-invalid", `${require_core.escapeText(file)}:${Math.max(line, 1)}:${Math.max(col, 1)}: ${message}.`, remedy);
}
function hasRange(node) {
	return typeof node === "object" && node !== null && "range" in node && Array.isArray(node.range);
}
function inside(field) {
	return field.name === "" ? "" : `${field.name}: `;
}
function shown(name) {
	if (typeof name !== "string") return "that is not a text";
	return `\`${require_core.escapeText(require_core.redactTokens(name).slice(0, SHOWN_NAME))}${name.length > SHOWN_NAME ? "…" : ""}\``;
}
function suggestion(name, known) {
	const near = require_core.nearest(name, known);
	return near ? `Did you mean \`${near}\`?` : `Known keys: ${known.join(", ")}.`;
}
// src/rulebook/parse.ts
const HEAD = [
	"id",
	"title",
	"family",
	"confidence",
	"severity",
	"why",
	"fix",
	"leaks",
	"clean",
	"source"
];
const TOKEN = [
	...HEAD,
	"type",
	"anchors",
	"regex",
	"prefix",
	"sample"
];
const TOKEN_OPTIONAL = [
	"scope",
	"near",
	"random",
	"misses"
];
const NOTEBOOK = [...HEAD, "where"];
const NOTEBOOK_OPTIONAL = ["misses"];
const MAX_REACH = 16384;
const MAX_WITHIN = 256;
const MAX_EXAMPLES = 200;
const SEEDS = [
	1,
	2,
	3,
	4,
	5,
	6,
	7,
	8
];
function parseRuleFile(text, file, origin = "user", taken = new Set()) {
	if (text.length > 1048576) failTooLarge(file);
	const root = parseYaml(text, file);
	const family = root.map([], [
		...TOKEN,
		...TOKEN_OPTIONAL,
		"where"
	]).family?.oneOf(["token", "notebook"]) ?? "token";
	if (family === "notebook") {
		const fields = root.map(NOTEBOOK, NOTEBOOK_OPTIONAL);
		if (origin === "user") fields.family.fail("only token rules can be added", "Write `family: token`.");
		const where = fields.where.oneOf(["notebook-output"]);
		const rule = {
			...readHead(fields, file, origin, taken),
			family,
			where
		};
		return {
			rule,
			examples: readExamples(fields, rule.id)
		};
	}
	const fields = root.map(TOKEN, TOKEN_OPTIONAL);
	const rule = readTokenRule(fields, readHead(fields, file, origin, taken), origin);
	return {
		rule,
		examples: readExamples(fields, rule.id)
	};
}
function failTooLarge(file) {
	throw new require_core.HfleaksError("rule-invalid", `${require_core.escapeText(file)}:1:1: the file is over 1 MiB.`, "Give a file that holds one rule.");
}
function readHead(fields, file, origin, taken) {
	const id = fields.id.text(64);
	if (!/^[a-z][a-z0-9-]{2,63}$/.test(id)) fields.id.fail("this is no rule id", "Use 3 to 64 lower-case letters, digits and `-`, beginning with a letter.");
	if (taken.has(id)) fields.id.fail(`the rule id ${id} is taken`, "Choose an id that no other rule has.");
	const name = file.replace(/^.*[\\/]/, "").replace(/\.ya?ml$/, "");
	if (origin === "builtin" && id !== name) fields.id.fail("the id is not the name of the file", "Rename one of them.");
	const source = fields.source.text(300);
	if (!/^https:\/\/[!-~]+$/.test(source)) fields.source.fail("this is no web address", "Begin it with `https://`.");
	return {
		id,
		title: fields.title.text(100),
		severity: fields.severity.oneOf([
			"error",
			"warning",
			"info"
		]),
		confidence: fields.confidence.oneOf([
			"high",
			"medium",
			"low"
		]),
		why: fields.why.text(600),
		fix: fields.fix.list(1, 10).map((step) => step.text(400)),
		source
	};
}
function readTokenRule(fields, head, origin) {
	const dialect = origin === "builtin" ? "native" : "linear";
	const type = fields.type.text(40);
	if (!/^[a-z][a-z0-9-]{1,39}$/.test(type)) fields.type.fail("this is no type", "Use lower-case letters, digits and `-`.");
	fields.scope?.oneOf(["window"]);
	const regex = fields.regex.text(4096, true);
	const shape = readShape(fields.regex, regex, dialect);
	if (!require_samples.hasOneSecret(shape)) fields.regex.fail("the credential is not marked", "Put it in one group `(?<secret>…)`, outside of choices and repeats.");
	const anchors = readAnchors(fields.anchors, shape);
	const prefix = fields.prefix.text(40, true);
	if (!/^[!-~]*$/.test(prefix)) fields.prefix.fail("the prefix is not printable ASCII", "Use the credential's first characters, or `''`.");
	const rule = {
		...head,
		family: "token",
		type,
		anchors,
		regex,
		engine: dialect,
		prefix,
		...fields.near ? { near: readNear(fields.near) } : {},
		random: fields.random?.boolean() ?? false,
		reach: require_samples.reach(shape),
		follows: require_samples.follows(shape, anchors),
		sample: readSample(fields.sample, anchors)
	};
	if (!findsItsSamples(rule)) fields.sample.fail("the regex does not match what the sample draws", "Draw from the same shape, and mark the same part as `secret`.");
	return rule;
}
function findsItsSamples(rule) {
	const native = new RegExp(rule.regex);
	const linear = rule.engine === "linear" ? require_re2js.RE2JS.compile(require_re2js.RE2JS.translateRegExp(rule.regex)) : null;
	return SEEDS.every((seed) => {
		const text = require_samples.sample(rule, seed);
		const matcher = linear?.matcher(text);
		return (matcher ? matcher.find() ? matcher.group("secret") : null : native.exec(text)?.groups?.secret) === require_samples.sampleSecret(rule, seed);
	});
}
function readShape(field, source, dialect) {
	try {
		const shape = require_samples.parseShape(source, dialect);
		new RegExp(source);
		if (dialect === "linear") require_re2js.RE2JS.compile(require_re2js.RE2JS.translateRegExp(source));
		if (require_samples.reach(shape) > MAX_REACH) field.fail("the longest match is too long", `Lower the upper bounds: ${MAX_REACH} bytes at most.`);
		if (require_samples.lengths(shape).min === 0) field.fail("the regex matches an empty text", "Begin it with an anchor.");
		return shape;
	} catch (error) {
		if (error instanceof require_samples.ShapeError) field.fail(`character ${error.offset + 1}: ${error.message}`, error.remedy);
		if (error instanceof require_core.HfleaksError) throw error;
		return field.fail("this is no regex", "Try it in JavaScript.");
	}
}
function readAnchors(field, shape) {
	const anchors = field.list(1, 16).map((item) => {
		const anchor = item.text(64);
		if (!/^[!-~]{3,}$/.test(anchor)) item.fail("the anchor is too short or not printable ASCII", "Use 3 or more characters that begin every match.");
		if (!require_samples.canStartWith(shape, anchor)) item.fail("no match of the regex begins with this anchor", "Correct the anchor or the regex.");
		return anchor;
	});
	if (new Set(anchors).size < anchors.length) field.fail("an anchor stands twice", "Remove one.");
	if (!require_samples.startsWithAnchor(shape, anchors)) field.fail("a match of the regex can begin without an anchor", "Begin the regex with the literal text of the anchors.");
	return anchors;
}
function readSample(field, anchors) {
	const source = field.text(4096, true);
	const shape = readShape(field, source, "linear");
	if (!require_samples.startsWithAnchor(shape, anchors)) field.fail("the sample can begin without an anchor", "Begin it as the regex begins.");
	if (source.includes("(?<secret>") && !require_samples.hasOneSecret(shape)) field.fail("the credential is not marked", "Put it in one group `(?<secret>…)`, outside of choices and repeats.");
	return source;
}
function readNear(field) {
	const { words, within } = field.map(["words", "within"], []);
	return {
		words: words.list(1, 40).map((item) => {
			const word = item.text(60);
			if (!/^[ -~]{3,}$/.test(word) || word !== word.toLowerCase()) item.fail("the word does not fit", "Use 3 or more characters of lower-case ASCII; any case will be found.");
			return word;
		}),
		within: within.integer(1, MAX_WITHIN)
	};
}
function readExamples(fields, rule) {
	return {
		rule,
		leaks: fields.leaks.list(1, MAX_EXAMPLES).map((item) => {
			const example = readExample(item);
			if (!require_samples.placeholders(textOf(example)).some((name) => name !== null && require_samples.WHOLE.includes(name))) item.fail("a leak holds no credential", "Write `{{token}}` where it stands.");
			return example;
		}),
		clean: fields.clean.list(1, MAX_EXAMPLES).map((item) => readExample(item)),
		misses: (fields.misses?.list(0, MAX_EXAMPLES) ?? []).map((item) => {
			const { why } = item.map(["why"], [
				"as",
				"text",
				"output",
				"source"
			]);
			return {
				example: readExample(item, "why"),
				why: why.text(300)
			};
		})
	};
}
function readExample(field, extra = "as") {
	if (!field.isMap()) return {
		as: "example.txt",
		text: contentOf(field)
	};
	const { as: named, text, output, source } = field.map([], [
		"as",
		"text",
		"output",
		"source",
		extra
	]);
	const as = named?.text(200) ?? "example.txt";
	if (/^[\\/]|(?:^|[\\/])\.\.(?:[\\/]|$)/.test(as)) named?.fail("the name leads outside", "Use a relative name without `..`.");
	if ([
		text,
		output,
		source
	].filter((one) => one !== void 0).length !== 1) field.fail("the content is not clear", "Give one of `text`, `output` and `source`.");
	if (text) return {
		as,
		text: contentOf(text)
	};
	if (!as.endsWith(".ipynb")) field.fail("only notebooks have cells", "Write `as: run.ipynb`.");
	return output ? {
		as,
		cell: {
			part: "output",
			text: contentOf(output)
		}
	} : {
		as,
		cell: {
			part: "source",
			text: contentOf(source ?? field)
		}
	};
}
function contentOf(field) {
	const text = field.text(1e5, true);
	if (require_samples.placeholders(text).includes(null)) field.fail("a placeholder is not known", "Known: {{token}}, and {{token:…}} with other, head, tail, base64, escaped, wrapped, alphabet, a letter or a number from 3.");
	return text;
}
function textOf(example) {
	return example.text ?? example.cell?.text ?? "";
}
// src/rulebook/user.ts
const MAX_FILES = 1e3;
async function readUserRules(base, path) {
	const rules = new Map(base.rules.map((rule) => [rule.id, rule]));
	const examples = [];
	for (const file of await ruleFiles(path)) {
		const parsed = parseRuleFile(await readText(file), file, "user", new Set(rules.keys()));
		rules.set(parsed.rule.id, parsed.rule);
		examples.push(parsed.examples);
	}
	const sorted = sortRules([...rules.values()]);
	return {
		rulebook: {
			rules: sorted,
			digest: digestOf(sorted)
		},
		examples
	};
}
async function ruleFiles(path) {
	const info = await (0, node_fs_promises.stat)(path).catch(() => null);
	if (info?.isFile()) return [path];
	if (!info?.isDirectory()) throw new require_core.HfleaksError("path-not-found", `There are no rules at ${require_core.escapeText(path)}.`, "Name a rule file, or a folder of them.");
	const { default: fastGlob } = await Promise.resolve().then(() => require("./fast-glob.cjs")).then((n) => require_rolldown_runtime.__toESM(n.require_out(), 1));
	const found = await fastGlob("**/*.{yml,yaml}", {
		cwd: path,
		followSymbolicLinks: false,
		dot: true
	}).catch(() => null);
	if (!found) throw new require_core.HfleaksError("rule-invalid", `${require_core.escapeText(path)} cannot be listed.`, "Its folders must be readable.");
	if (found.length === 0) throw new require_core.HfleaksError("rule-invalid", `${require_core.escapeText(path)} holds no rule file.`, "Rule files end in .yml or .yaml.");
	if (found.length > MAX_FILES) throw new require_core.HfleaksError("rule-invalid", `${require_core.escapeText(path)} holds over ${MAX_FILES} rule files.`, "Name the folder that holds the rules.");
	return found.sort().map((file) => (0, node_path.join)(path, file));
}
async function readText(file) {
	const info = await (0, node_fs_promises.stat)(file).catch(() => null);
	if (info?.isFile() && info.size > 1048576) failTooLarge(file);
	const bytes = info?.isFile() ? await (0, node_fs_promises.readFile)(file).catch(() => null) : null;
	if (!bytes) throw new require_core.HfleaksError("rule-invalid", `${require_core.escapeText(file)} cannot be read.`, "A rule file is a plain file that you may read.");
	if (!(0, node_buffer.isUtf8)(bytes)) throw new require_core.HfleaksError("rule-invalid", `${require_core.escapeText(file)}:1:1: the file is not UTF-8.`, "Save it as UTF-8.");
	return bytes.toString("utf8");
}
exports.readUserRules = readUserRules;
