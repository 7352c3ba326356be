const require_core = require("./core.cjs");
let node_crypto = require("node:crypto");
// src/detect/credential.ts
const KEY = "hfleaks/fp/v1";
const ID_LENGTH = 20;
const BASE32 = "abcdefghijklmnopqrstuvwxyz234567";
const MIN_BITS = 128;
const DISCOUNT = .75;
function credentialOf(rule, secret) {
	const value = secret.reveal();
	return {
		id: bitsOf(rule, value) < MIN_BITS ? null : credentialId(value),
		type: rule.type,
		secret
	};
}
function fingerprintOf(credential, rule) {
	if (credential.id !== null) return `${credential.id}:${rule.family}`;
	return `masked:${base32((0, node_crypto.createHash)("sha256").update([
		rule.id,
		credential.type,
		credential.secret.mask
	].join("\0")).digest()).slice(0, ID_LENGTH)}:${rule.family}`;
}
function credentialId(value) {
	return `hf1:${base32((0, node_crypto.createHmac)("sha256", KEY).update(value, "utf8").digest()).slice(0, ID_LENGTH)}`;
}
function bitsOf(rule, value) {
	const body = value.startsWith(rule.prefix) ? value.slice(rule.prefix.length) : value;
	if (rule.random) return body.length * Math.log2(52);
	const counts = new Map();
	for (const character of body) counts.set(character, (counts.get(character) ?? 0) + 1);
	let bits = 0;
	for (const count of counts.values()) bits -= count * Math.log2(count / body.length);
	return bits * DISCOUNT;
}
function base32(bytes) {
	let text = "";
	let buffer = 0;
	let bits = 0;
	for (const byte of bytes) {
		buffer = (buffer << 8 | byte) & 4095;
		for (bits += 8; bits >= 5; bits -= 5) text += BASE32[buffer >> bits - 5 & 31];
	}
	return bits > 0 ? text + BASE32[buffer << 5 - bits & 31] : text;
}
// src/judge/allow.ts
const DIRECTIVE = /hfleaks:allow[ \t]{1,8}([A-Za-z0-9_-]{1,100})[ \t]{1,8}--/g;
const MIN_VISIBLE = 3;
const MAX_REASON = 200;
const CLOSERS = [
	"*/",
	"-->",
	"--}}",
	"#}",
	"%>",
	"\\n",
	"\\r",
	"\"",
	"'",
	","
];
const LONG_RUN = /[A-Za-z0-9_=-]{30,}/g;
const HALF_PAIR = /[\ud800-\udbff]$/;
const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/gu;
function allow({ secret }, context) {
	if (!context.honourAllow) return null;
	for (const line of [context.line, context.above]) for (const { rule, reason } of directives(line)) {
		if (!context.ruleIds.includes(rule) || (reason.match(VISIBLE)?.length ?? 0) < MIN_VISIBLE) continue;
		return reason.replaceAll(secret.reveal(), secret.mask).replace(LONG_RUN, "[redacted]").slice(0, MAX_REASON).replace(HALF_PAIR, "");
	}
	return null;
}
function* directives(line) {
	const found = [...line.matchAll(DIRECTIVE)];
	for (const [index, directive] of found.entries()) {
		const end = found[index + 1]?.index ?? line.length;
		yield {
			rule: directive[1] ?? "",
			reason: withoutClosers(line.slice(directive.index + directive[0].length, end))
		};
	}
}
function withoutClosers(text) {
	let reason = text.trim();
	for (;;) {
		const closer = CLOSERS.find((one) => reason.endsWith(one));
		if (closer === void 0) return reason;
		reason = reason.slice(0, -closer.length).trimEnd();
	}
}
// src/judge/known-public.ts
const KNOWN = new Map([
	["791939be7ef91ab5085801c9ae30d974fbe0f7cb03a637b91f5c7912c88bd359", "the public CI user of huggingface_hub's tests"],
	["5de261506c0ff857b7c1af7059f842fb0a36d1ca2e4895da542c5eb726f2c802", "the former public CI user of huggingface_hub, diffusers and transformers"],
	["33561ab10421f982e2ec806d343d8b9b2fd85e93cf17851834bfbb807f2b0030", "the public token of dataset-viewer's end-to-end tests"],
	["f6d0239c5fd0dca9e39504d2d59d1ec11ee55f7d5cdf51ede1843869622843ce", "the public organization token of gradio's tests"]
]);
function knownPublic({ secret }) {
	return KNOWN.get((0, node_crypto.createHash)("sha256").update(secret.reveal(), "utf8").digest("hex")) ?? null;
}
// src/judge/english.ts
const PAIRS = "26772361513877060878543441 84637332872833741664821261 84538318507753941658531340 74479442821633731665633340 63775551302668354988254750 73447721901755840766723150 53429246700757650776522122 92249311703453830757512140 55665560102769851578150406 72449311613243750294734110 65659444812546440474544020 84369332803722840267651252 96459321703562780264541120 72788681614434731278651020 46772541514679570866646320 82548445605734761858632151 34444333400834233652932212 83559351804465840677542060 62639336704645663489633350 82639317804532740866512471 56647652701878371878111301 93539541706672561464262201 93557336902547842864312113 72748522604474481359331640 55535332501677592487325122 72329222600553822232112455".split(" ");
const AS_CHANCE = 6;
const PART$1 = /[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[0-9]+/g;
const PER_LETTER = 1;
const PER_PART = -4;
function wordiness(text) {
	let score = 0;
	for (const part of text.match(PART$1) ?? []) score += PER_PART + (/^[0-9]/.test(part) ? 0 : ofWord(part.toLowerCase()));
	return score;
}
function ofWord(word) {
	let score = PER_LETTER * word.length;
	for (let at = 1; at < word.length; at++) score += Number(PAIRS[letter(word, at - 1)]?.[letter(word, at)]) - AS_CHANCE;
	return score;
}
function letter(word, at) {
	return word.charCodeAt(at) - 97;
}
// src/judge/blob.ts
const FAR = 160;
const LONG_PIECE = 20;
const SEPARATOR = /[_-]/;
const WORDY$1 = -24;
function isInsideBlob(text, start, end, prefix) {
	const left = /[A-Za-z0-9_-]*$/.exec(text.slice(Math.max(0, start - FAR), start))?.[0] ?? "";
	const right = /^[A-Za-z0-9_-]*/.exec(text.slice(end, end + FAR))?.[0] ?? "";
	const length = end - start;
	return [afterTokens(left, prefix, length), beforeTokens(right, prefix, length)].some((glue) => glue.split(SEPARATOR).some(isEncoded));
}
function afterTokens(left, prefix, length) {
	const at = prefix === "" ? -1 : left.lastIndexOf(prefix, left.length - length);
	return at !== -1 && left.length >= length ? left.slice(at + length) : left;
}
function beforeTokens(right, prefix, length) {
	const at = prefix === "" ? -1 : right.indexOf(prefix);
	return at !== -1 && at + length <= right.length ? right.slice(0, at) : right;
}
function isEncoded(piece) {
	return piece.length >= LONG_PIECE && /[a-z]/.test(piece) && /[A-Z]/.test(piece) && /[0-9]/.test(piece) && wordiness(piece) < WORDY$1;
}
// src/judge/jws.ts
const JWS_PREFIXES = ["hf_oauth_", "hf_jwt_"];
const JSON_START = "eyJ";
const MAX_HEADER = 4096;
function jwsProblem(rule, body) {
	if (!JWS_PREFIXES.includes(rule.prefix) && !body.startsWith(JSON_START)) return {};
	const [header = "", , signature] = body.split(".", 3);
	return hasAlgorithm(header) ? { signature: signature ?? "" } : { problem: "no JWS header" };
}
function hasAlgorithm(header) {
	if (header.length > MAX_HEADER) return false;
	try {
		const parsed = JSON.parse(Buffer.from(header, "base64url").toString("utf8"));
		return typeof parsed === "object" && parsed !== null && "alg" in parsed && typeof parsed.alg === "string";
	} catch {
		return false;
	}
}
// src/judge/placeholder.ts
const ANY_BODY = [
	{
		reason: "one character again and again",
		test: hasEqualRun
	},
	{
		reason: "repeats itself",
		test: repeats
	},
	{
		reason: "a sequence of the alphabet, the digits or the keyboard",
		test: hasSequence
	},
	{
		reason: "contains a word that placeholders use",
		test: hasWord
	}
];
const RANDOM_BODY = [{
	reason: "too few different characters",
	test: hasFewCharacters
}, {
	reason: "an identifier or words",
	test: isIdentifier
}];
const BODY_WITH_DIGITS = [{
	reason: "a hash or a number",
	test: isHash
}];
const AFTER_SHORT_PREFIX = [{
	reason: "not mixed like a token",
	test: isUnmixed
}];
const EQUAL_RUN = /(.)\1{5}/i;
const REPEATED = 6;
const MAX_PERIOD = 17;
const SEQUENCE = 6;
const SEQUENCES = new Set([
	"abcdefghijklmnopqrstuvwxyz",
	"01234567890",
	"qwertyuiop",
	"asdfghjkl",
	"zxcvbnm"
].flatMap((row) => [row, [...row].reverse().join("")]).flatMap((row) => Array.from({ length: row.length - SEQUENCE + 1 }, (_, at) => row.slice(at, at + SEQUENCE))));
const WORDS = /token|dummy|lorem|xxxxx|access|apikey|bearer|censor|change|example|faketok|fakefake|foobar|hidden|hugging|insert|invalid|masked|notreal|password|placeholder|please|redact|removed|replace|sample|secret|signature|testtest|yourapi|yourhf|yourkey|yourpersonal/i;
const FEW_DISTINCT = .36;
const LOW_ENTROPY = .68;
const WORDY = 0;
const DIGIT_RUN = /[0-9]{11}/;
const MIN_OF_CASE = 3;
const LONG_PREFIX = 6;
function placeholder({ rule, secret, passage, start, end }) {
	const body = bodyOf(secret.reveal(), rule);
	if (!rule.random) {
		const jws = jwsProblem(rule, body);
		return jws.problem ?? firstOf(ANY_BODY, jws.signature ?? body);
	}
	return firstOf(ANY_BODY, body) ?? firstOf(RANDOM_BODY, body) ?? firstOf(withDigits(body, rule), body) ?? (isInsideBlob(passage.text, start, end, rule.prefix) ? "part of a longer encoded run" : null);
}
function bodyOf(value, { prefix }) {
	return value.startsWith(prefix) ? value.slice(prefix.length) : value;
}
function withDigits(body, { prefix }) {
	if (!/[0-9]/.test(body)) return [];
	return prefix.length < LONG_PREFIX ? [...BODY_WITH_DIGITS, ...AFTER_SHORT_PREFIX] : BODY_WITH_DIGITS;
}
function firstOf(checks, body) {
	return checks.find(({ test }) => test(body))?.reason ?? null;
}
function hasEqualRun(body) {
	return EQUAL_RUN.test(body);
}
function repeats(body) {
	const text = body.toLowerCase();
	for (let period = 1; period <= MAX_PERIOD; period++) {
		let same = 0;
		for (let at = period; at < text.length; at++) {
			same = text[at] === text[at - period] ? same + 1 : 0;
			if (same === REPEATED) return true;
		}
	}
	return false;
}
function hasSequence(body) {
	const text = body.toLowerCase().replace(/(.)\1+/g, "$1");
	for (let at = 0; at + SEQUENCE <= text.length; at++) if (SEQUENCES.has(text.slice(at, at + SEQUENCE))) return true;
	return false;
}
function hasWord(body) {
	return WORDS.test(body);
}
function hasFewCharacters(body) {
	const counts = new Map();
	for (const character of body) counts.set(character, (counts.get(character) ?? 0) + 1);
	let entropy = 0;
	for (const count of counts.values()) entropy -= count / body.length * Math.log2(count / body.length);
	return counts.size <= body.length * FEW_DISTINCT || entropy < Math.log2(body.length) * LOW_ENTROPY;
}
function isIdentifier(body) {
	return wordiness(body) >= WORDY;
}
function isHash(body) {
	return /^[0-9a-f]+$/i.test(body) || DIGIT_RUN.test(body);
}
function isUnmixed(body) {
	return count(body, /[A-Z]/g) < MIN_OF_CASE || count(body, /[a-z]/g) < MIN_OF_CASE;
}
function count(text, pattern) {
	return text.match(pattern)?.length ?? 0;
}
// src/judge/index.ts
const JUDGES = [
	{
		by: "known-public",
		judge: knownPublic
	},
	{
		by: "placeholder",
		judge: placeholder
	},
	{
		by: "allow",
		judge: allow
	}
];
function judge(match, context) {
	for (const { by, judge: decide } of JUDGES) {
		const reason = decide(match, context);
		if (reason !== null) return {
			state: "suppressed",
			by,
			reason
		};
	}
	return {
		state: "report",
		by: null,
		reason: null
	};
}
// src/locate/readable.ts
const RUN = /[A-Za-z0-9+/_=.-]{20,}/g;
const ASSIGNMENT = /^[A-Za-z][A-Za-z0-9_.-]*=(?=[^=])/;
const CLASSES = [
	/[a-z]/,
	/[A-Z]/,
	/[0-9]/
];
const PART = /[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[0-9]+/g;
const VOWELS = /[aeiouy]/gi;
const UNPRONOUNCEABLE = /[^aeiouy]{5}|q(?!u)|[jv][^aeiouy]/i;
const WORD_SHARE = .7;
const LETTER_SHARE = .75;
const MIN_AVERAGE = 3.4;
function redact(text) {
	return text.replace(RUN, redactRun);
}
function redactRun(run) {
	if (isReadable(run)) return run;
	const name = ASSIGNMENT.exec(run)?.[0] ?? "";
	return name && (name.length < 20 || isReadable(name)) ? name + redact(run.slice(name.length)) : "[redacted]";
}
function isReadable(run) {
	if (CLASSES.filter((pattern) => pattern.test(run)).length < 2) return true;
	const parts = run.match(PART) ?? [];
	const letters = parts.filter((part) => !isNumber(part));
	const total = lengthOf(parts);
	const inLetters = lengthOf(letters);
	return lengthOf(letters.filter(isWord)) >= total * WORD_SHARE && inLetters >= letters.length * MIN_AVERAGE && inLetters >= total * LETTER_SHARE;
}
function isNumber(part) {
	return part >= "0" && part < ":";
}
function isWord(part) {
	if (part.length < 3 || part.length > 20 || UNPRONOUNCEABLE.test(part)) return false;
	const vowels = part.match(VOWELS)?.length ?? 0;
	return vowels >= part.length * .25 && vowels <= part.length * .75;
}
function lengthOf(parts) {
	return parts.reduce((sum, part) => sum + part.length, 0);
}
// src/locate/excerpt.ts
const COLUMNS = 160;
const CUT = "…";
const EDGE_BEFORE = /^[A-Za-z0-9+/_=.-]+/;
const EDGE_CHARACTER = /[A-Za-z0-9+/_=.-]/;
function excerpt(line, spans, at) {
	const cutBefore = line.cutBefore ?? false;
	const cutAfter = line.cutAfter ?? false;
	const text = !cutAfter && line.text.endsWith("\r") ? line.text.slice(0, -1) : line.text;
	const [before, own, after] = regions(spans, at, text.length);
	const left = masked(text, before, 0, own.start, cutBefore ? "start" : "none");
	const right = masked(text, after, own.end, text.length, cutAfter ? "end" : "none");
	return cutToFit(left, own.mask, right, cutBefore, cutAfter);
}
function regions(spans, at, length) {
	const clip = (offset) => Math.max(0, Math.min(offset, length));
	const same = spans.find((span) => span.start === at.start && span.end === at.end);
	const touching = spans.find((span) => span.start < at.end && span.end > at.start);
	let own = {
		start: clip(at.start),
		end: clip(Math.max(at.start, at.end)),
		mask: (same ?? touching)?.mask ?? "[redacted]"
	};
	const others = [];
	const ordered = spans.filter(({ start, end }) => clip(start) < clip(end)).map(({ start, end, mask }) => ({
		start: clip(start),
		end: clip(end),
		mask
	})).sort((a, b) => a.start - b.start);
	for (const span of ordered) {
		const last = others.at(-1);
		if (last && span.start < last.end) others[others.length - 1] = {
			...last,
			end: Math.max(last.end, span.end)
		};
		else others.push(span);
	}
	for (const { start, end } of others) if (start < own.end && end > own.start) own = {
		...own,
		start: Math.min(start, own.start),
		end: Math.max(end, own.end)
	};
	return [
		others.filter(({ end }) => end <= own.start),
		own,
		others.filter(({ start }) => start >= own.end)
	];
}
function masked(text, spans, from, to, cut) {
	const pieces = [];
	let at = from;
	for (const { start, end, mask } of spans) {
		pieces.push(redact(text.slice(at, start)), mask);
		at = end;
	}
	pieces.push(redact(text.slice(at, to)));
	const last = pieces.length - 1;
	if (cut === "start") pieces[0] = pieces[0].replace(EDGE_BEFORE, "");
	if (cut === "end") pieces[last] = withoutLastRun(pieces[last]);
	return pieces.join("");
}
function withoutLastRun(text) {
	let end = text.length;
	while (end > 0 && EDGE_CHARACTER.test(text[end - 1])) end--;
	return text.slice(0, end);
}
function cutToFit(left, mask, right, cutBefore, cutAfter) {
	const room = Math.max(0, COLUMNS - mask.length);
	const half = Math.floor(room / 2);
	const leftRoom = Math.max(half, room - width(right, cutAfter));
	const rightRoom = room - Math.min(leftRoom, width(left, cutBefore));
	const shownLeft = lastColumns(left, leftRoom, cutBefore);
	const shownRight = firstColumns(right, rightRoom, cutAfter);
	return {
		text: shownLeft + mask + shownRight,
		start: shownLeft.length,
		end: shownLeft.length + mask.length
	};
}
function width(text, cut) {
	return text.length + (cut ? 1 : 0);
}
function lastColumns(text, room, cut) {
	if (width(text, cut) <= room) return cut ? CUT + text : text;
	const kept = text.slice(text.length - Math.max(0, room - 1));
	return CUT + (/^[\udc00-\udfff]/.test(kept) ? kept.slice(1) : kept);
}
function firstColumns(text, room, cut) {
	if (width(text, cut) <= room) return cut ? text + CUT : text;
	const kept = text.slice(0, Math.max(0, room - 1));
	return (/[\ud800-\udbff]$/.test(kept) ? kept.slice(0, -1) : kept) + CUT;
}
// src/locate/line-hash.ts
const BLOCK$1 = 100;
const BASE = 37;
const WORD = 2 ** 32;
const CHUNK = 65536;
const END = 65535;
const [LEAVING_HIGH, LEAVING_LOW] = halves(BigInt(BASE) ** BigInt(BLOCK$1));
function lineHash(bytes, lines) {
	const last = Math.max(0, ...lines);
	const found = new Map();
	rollingHashes(bytes, last, (line, _, hash) => {
		if (lines.has(line) && !found.has(line)) found.set(line, hash());
	});
	return numbered(bytes, last, found);
}
function numbered(bytes, last, found) {
	const counts = new Map([...found.values()].map((hash) => [hash, 0]));
	const lows = new Set([...found.values()].map((hash) => Number.parseInt(hash.slice(-8), 16)));
	const result = new Map();
	if (found.size === 0) return result;
	rollingHashes(bytes, last, (line, low, hash) => {
		if (!lows.has(low)) return;
		const text = hash();
		const count = counts.get(text);
		if (count === void 0) return;
		counts.set(text, count + 1);
		if (found.has(line) && !result.has(line)) result.set(line, `${text}:${count + 1}`);
	});
	return result;
}
function rollingHashes(bytes, last, seen) {
	const block = new Uint16Array(BLOCK$1);
	const starts = new Float64Array(BLOCK$1);
	let [high, low, at, line] = [
		0,
		0,
		0,
		1
	];
	let [lineStart, afterCr, done] = [
		true,
		false,
		false
	];
	const hash = () => high > 0 ? high.toString(16) + low.toString(16).padStart(8, "0") : low.toString(16);
	const push = (unit, start) => {
		const due = starts[at];
		if (due > last) done = true;
		else if (due > 0) seen(due, low, hash);
		const leaving = block[at];
		const sum = BASE * low + unit - LEAVING_LOW * leaving;
		high = BASE * high + Math.floor(sum / WORD) - LEAVING_HIGH * leaving >>> 0;
		low = sum >>> 0;
		block[at] = unit;
		starts[at] = start;
		at = (at + 1) % BLOCK$1;
	};
	const read = (unit) => {
		const endOfCrLf = afterCr && unit === 10;
		afterCr = unit === 13;
		if (unit !== 32 && unit !== 9 && !endOfCrLf) {
			push(afterCr ? 10 : unit, lineStart ? line : 0);
			lineStart = afterCr || unit === 10;
		}
		if (unit === 10) line++;
	};
	const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
	for (let from = 0; from <= bytes.length && !done; from += CHUNK) {
		const text = decoder.decode(bytes.subarray(from, from + CHUNK), { stream: from + CHUNK <= bytes.length });
		for (let index = 0; index < text.length && !done; index++) read(text.charCodeAt(index));
	}
	if (!done) read(END);
	for (let index = 0; index < BLOCK$1 && !done; index++) push(0, 0);
}
function halves(value) {
	return [Number(value >> 32n & 4294967295n), Number(value & 4294967295n)];
}
// src/locate/text-counter.ts
const LF$1 = 10;
const LOWEST = 128;
const HIGHEST = 191;
const ASCII_SHARE = .7;
function encodingOf(head) {
	const [a, b, c, d] = head;
	if (a === 239 && b === 187 && c === 191) return {
		encoding: "utf8",
		bom: 3
	};
	if (a === 255 && b === 254) return c === 0 && d === 0 ? {
		encoding: "utf32le",
		bom: 4
	} : {
		encoding: "utf16le",
		bom: 2
	};
	if (a === 254 && b === 255) return {
		encoding: "utf16be",
		bom: 2
	};
	if (a === 0 && b === 0 && c === 254 && d === 255) return {
		encoding: "utf32be",
		bom: 4
	};
	return {
		encoding: byZeros(head),
		bom: 0
	};
}
function byZeros(head) {
	const zeros = [
		0,
		0,
		0,
		0
	];
	const groups = Math.floor(head.length / 4);
	for (let at = 0; at < groups * 4; at++) if (head[at] === 0) zeros[at & 3]++;
	if (groups === 0 || zeros.every((count) => count === 0)) return "utf8";
	const [a, b, c, d] = zeros;
	if (d === groups && a === 0 && c >= groups * ASCII_SHARE) return "utf32le";
	if (a === groups && d === 0 && b >= groups * ASCII_SHARE) return "utf32be";
	if (a + c === 0 && b + d >= groups * 2 * ASCII_SHARE) return "utf16le";
	if (b + d === 0 && a + c >= groups * 2 * ASCII_SHARE) return "utf16be";
	return "utf8";
}
function unitWidth(encoding) {
	return encoding === "utf8" ? 1 : encoding.startsWith("utf16") ? 2 : 4;
}
var TextCounter = class TextCounter {
	encoding;
	line = 0;
	units = 0;
	#needed = 0;
	#lower = LOWEST;
	#upper = HIGHEST;
	#gives = 1;
	#value = 0;
	#read = 0;
	constructor(encoding) {
		this.encoding = encoding;
	}
	clone() {
		const copy = new TextCounter(this.encoding);
		[copy.line, copy.units, copy.#value, copy.#read] = [
			this.line,
			this.units,
			this.#value,
			this.#read
		];
		[copy.#needed, copy.#lower, copy.#upper, copy.#gives] = [
			this.#needed,
			this.#lower,
			this.#upper,
			this.#gives
		];
		return copy;
	}
	feed(bytes, from, to) {
		if (this.encoding === "utf8") this.#feedUtf8(bytes, from, to);
		else this.#feedFixed(bytes, from, to);
	}
	unitsBefore(next) {
		const continues = next !== void 0 && next >= this.#lower && next <= this.#upper;
		return this.#needed > 0 && !continues ? this.units + 1 : this.units;
	}
	#feedUtf8(bytes, from, to) {
		let begin = from;
		for (let at = from; at < to; at++) {
			if (bytes[at] !== LF$1) continue;
			this.line++;
			begin = at + 1;
		}
		if (begin > from) {
			this.units = 0;
			this.#finish();
		}
		for (let at = begin; at < to; at++) {
			const byte = bytes[at];
			if (byte < LOWEST && this.#needed === 0) this.units++;
			else this.#byte(byte);
		}
	}
	#byte(byte) {
		if (this.#needed > 0) {
			if (byte >= this.#lower && byte <= this.#upper) {
				this.#lower = LOWEST;
				this.#upper = HIGHEST;
				if (--this.#needed === 0) this.units += this.#gives;
				return;
			}
			this.#finish();
			this.units++;
		}
		if (byte < 194 || byte > 244) {
			this.units++;
			return;
		}
		this.#needed = byte < 224 ? 1 : byte < 240 ? 2 : 3;
		this.#gives = byte < 240 ? 1 : 2;
		if (byte === 224) this.#lower = 160;
		if (byte === 237) this.#upper = 159;
		if (byte === 240) this.#lower = 144;
		if (byte === 244) this.#upper = 143;
	}
	#finish() {
		this.#needed = 0;
		this.#lower = LOWEST;
		this.#upper = HIGHEST;
	}
	#feedFixed(bytes, from, to) {
		const width = unitWidth(this.encoding);
		const little = this.encoding.endsWith("le");
		for (let at = from; at < to; at++) {
			const byte = bytes[at];
			this.#value = little ? this.#value + byte * 2 ** (8 * this.#read) : this.#value * 256 + byte;
			if (++this.#read < width) continue;
			if (this.#value === LF$1) {
				this.line++;
				this.units = 0;
			} else this.units += this.#value > 65535 && this.#value <= 1114111 ? 2 : 1;
			this.#value = 0;
			this.#read = 0;
		}
	}
};
// src/locate/lines.ts
const STEP = 4096;
const BEFORE = 600;
const AFTER = 1400;
const ABOVE = 2e3;
const WIDEST = 4;
const LF = 10;
var Lines = class {
	#encoding;
	#bom;
	#running;
	#counts = [];
	#last;
	#segment = {
		base: 0,
		bytes: new Uint8Array(0),
		from: 0,
		to: 0,
		hits: []
	};
	constructor(head) {
		const { encoding, bom } = encodingOf(head);
		this.#encoding = encoding;
		this.#bom = bom;
		this.#running = new TextCounter(encoding);
		if (bom > 0) this.#running.units = -1;
	}
	advance(segment) {
		this.#segment = segment;
		this.#last = void 0;
		this.#counts = [];
		for (let at = segment.from; at < segment.to; at += STEP) {
			this.#counts.push(this.#running.clone());
			this.#running.feed(segment.bytes, at - segment.base, Math.min(at + STEP, segment.to) - segment.base);
		}
		if (this.#counts.length === 0) this.#counts.push(this.#running.clone());
	}
	position(offset) {
		const { base, bytes, from } = this.#segment;
		const wanted = Math.max(from, Math.min(offset, base + bytes.length));
		const index = Math.min(Math.floor((wanted - from) / STEP), this.#counts.length - 1);
		let at = from + index * STEP;
		let count = this.#counts[index]?.clone() ?? this.#running.clone();
		if (this.#last && this.#last.offset >= at && this.#last.offset <= wanted) ({offset: at, count} = this.#last);
		count.feed(bytes, at - base, wanted - base);
		this.#last = {
			offset: wanted,
			count
		};
		return {
			line: count.line + 1,
			column: Math.max(0, count.unitsBefore(bytes[wanted - base])) + 1
		};
	}
	lineAt(offset) {
		const { base, bytes } = this.#segment;
		const at = Math.max(0, Math.min(offset - base, bytes.length));
		const low = Math.max(0, at - ABOVE * WIDEST);
		const high = Math.min(bytes.length, at + AFTER * WIDEST);
		const begin = this.#lineStart(at, low);
		const end = this.#lineEnd(at, high);
		const shown = this.#charStart(Math.max(low, at - BEFORE * WIDEST));
		const before = this.#decode(Math.max(begin ?? 0, shown), at);
		const after = this.#decode(at, end ?? high);
		const [left, right] = [lastUnits(before, BEFORE), firstUnits(after, AFTER)];
		return {
			text: left + right,
			start: left.length,
			cutBefore: begin === void 0 || begin < shown || left.length < before.length,
			cutAfter: end === void 0 || right.length < after.length,
			above: begin === void 0 ? "" : this.#lineAbove(begin)
		};
	}
	#lineAbove(begin) {
		const end = begin - unitWidth(this.#encoding);
		if (end < 0) return "";
		const low = Math.max(0, end - ABOVE * WIDEST);
		return lastUnits(this.#decode(this.#lineStart(end, low) ?? this.#charStart(low), end), ABOVE);
	}
	#lineStart(at, low) {
		const { base, bytes } = this.#segment;
		const width = unitWidth(this.#encoding);
		if (width === 1) {
			const found = bytes.subarray(low, at).lastIndexOf(LF);
			if (found >= 0) return low + found + 1;
		} else for (let from = this.#aligned(at) - width; from >= low; from -= width) if (this.#isLineFeed(from)) return from + width;
		return base + low === 0 ? 0 : void 0;
	}
	#lineEnd(at, high) {
		const { bytes } = this.#segment;
		const width = unitWidth(this.#encoding);
		if (width === 1) {
			const found = bytes.subarray(at, high).indexOf(LF);
			if (found >= 0) return at + found;
		} else for (let from = this.#aligned(at); from < high; from += width) if (this.#isLineFeed(from)) return from;
		return high === bytes.length && !this.#goesOn() ? high : void 0;
	}
	#goesOn() {
		const { base, bytes, to } = this.#segment;
		return base + bytes.length > to;
	}
	#isLineFeed(at) {
		const { bytes } = this.#segment;
		const width = unitWidth(this.#encoding);
		const tail = this.#encoding.endsWith("be") ? width - 1 : 0;
		for (let index = 0; index < width; index++) if (bytes[at + index] !== (index === tail ? LF : 0)) return false;
		return true;
	}
	#aligned(at) {
		return at - (this.#segment.base + at) % unitWidth(this.#encoding);
	}
	#charStart(at) {
		const { base, bytes } = this.#segment;
		const width = unitWidth(this.#encoding);
		if (base + at === 0) return at;
		if (width > 1) return at + (width - (base + at) % width) % width;
		let start = at;
		while (start < at + 3 && ((bytes[start] ?? 0) & 192) === 128) start++;
		return start;
	}
	#decode(from, to) {
		const { base, bytes } = this.#segment;
		const start = base + from < this.#bom ? this.#bom - base : from;
		if (start >= to) return "";
		const part = bytes.subarray(start, to);
		if (unitWidth(this.#encoding) === 4) return decodeUtf32(part, this.#encoding === "utf32le");
		if (this.#encoding === "utf8") return new TextDecoder("utf-8", { ignoreBOM: true }).decode(part);
		return new TextDecoder("utf-16le", { ignoreBOM: true }).decode(this.#encoding === "utf16be" ? swapped(part) : part);
	}
};
function swapped(bytes) {
	return Buffer.from(bytes.subarray(0, bytes.length & -2)).swap16();
}
function decodeUtf32(bytes, little) {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	let text = "";
	for (let at = 0; at + 4 <= bytes.length; at += 4) {
		const code = view.getUint32(at, little);
		text += code > 1114111 || code >= 55296 && code < 57344 ? "�" : String.fromCodePoint(code);
	}
	return text;
}
function lastUnits(text, most) {
	if (text.length <= most) return text;
	const from = text.length - most;
	return text.slice(isLowSurrogate(text.charCodeAt(from)) ? from + 1 : from);
}
function firstUnits(text, most) {
	if (text.length <= most) return text;
	return text.slice(0, isLowSurrogate(text.charCodeAt(most)) ? most - 1 : most);
}
function isLowSurrogate(unit) {
	return unit >= 56320 && unit < 57344;
}
// src/locate/marks.ts
const BLOCK = 16384;
var Marks = class {
	#blocks = new Map();
	add(spans, mask, lines) {
		for (const [index, { start, end }] of spans.entries()) {
			const [first, last] = [lines.position(start), lines.position(end)];
			const to = last.line === first.line ? last.column - 1 : Number.MAX_SAFE_INTEGER;
			const key = `${first.line}:${Math.floor(first.column / BLOCK)}`;
			const mark = {
				from: first.column - 1,
				to,
				mask: index === 0 ? mask : "…"
			};
			const block = this.#blocks.get(key);
			if (block) block.push(mark);
			else this.#blocks.set(key, [mark]);
		}
	}
	around({ line, column }) {
		const block = Math.floor(column / BLOCK);
		return [
			block - 1,
			block,
			block + 1
		].flatMap((at) => this.#blocks.get(`${line}:${at}`) ?? []);
	}
};
// src/findings.ts
const HEAD = 4096;
function createDescriber(candidate, options) {
	let lines;
	return (segment, matches) => {
		lines ??= new Lines(segment.bytes.subarray(0, HEAD));
		lines.advance(segment);
		return matches.length === 0 ? [] : describe(segment, matches, lines, candidate, options);
	};
}
function describe(segment, matches, lines, candidate, options) {
	const marks = new Marks();
	for (const { passage, start, end, secret } of matches) marks.add(passage.toSource(start, end), secret.mask, lines);
	const located = matches.map((match) => ({
		match,
		...positionsOf(match, lines)
	}));
	const hashes = options.lineHashes && candidate.whole ? lineHash(segment.bytes, new Set(located.map(({ line }) => line))) : new Map();
	return located.map(({ match, offset, ...position }) => {
		const rule = ruleFor(match, options);
		const credential = credentialOf(match.rule, match.secret);
		const [place] = candidate.places;
		const lineHashOf = hashes.get(position.line);
		const location = {
			path: place.path,
			...position,
			offset,
			trail: match.passage.trail,
			...lineHashOf === void 0 ? {} : { lineHash: lineHashOf }
		};
		const text = lines.lineAt(offset);
		const shift = text.start - (position.column - 1);
		const onLine = marks.around(position).map(({ from, to, mask }) => ({
			start: from + shift,
			end: to + shift,
			mask
		}));
		const own = {
			start: text.start,
			end: position.endLine === position.line ? position.endColumn - 1 + shift : text.text.length
		};
		return {
			kind: "leak",
			rule,
			severity: place.kind === "gitfile" && options.mode === "tree" ? "warning" : rule.severity,
			confidence: match.rule.confidence,
			message: messageFor(match, rule, place),
			fingerprint: fingerprintOf(credential, rule),
			credential,
			location,
			places: candidate.places,
			excerpt: excerpt(text, onLine, own),
			verdict: judge(match, {
				line: text.text,
				above: text.above,
				ruleIds: [rule.id, match.rule.id],
				honourAllow: options.honourAllow
			})
		};
	});
}
function ruleFor(match, { inOutput }) {
	return match.passage.kind === "notebook-output" && inOutput || match.rule;
}
function messageFor(match, rule, place) {
	const context = rule.family === "notebook" ? " in the output of a notebook cell" : whereIn(place);
	return `${match.rule.title} ${match.secret.mask}${context}`;
}
function whereIn(place) {
	if (place.kind === "gitfile") return " in git's own files";
	if (place.kind === "reflog") return " in a reflog";
	if (place.kind === "name") return ` in the name of a ${place.of}`;
	if (place.kind === "message") return ` in the message of a ${place.of}`;
	return place.kind === "header" ? ` in a header of a ${place.of}` : "";
}
function positionsOf(match, lines) {
	const { start, end } = require_core.extentOf(match);
	const [first, last] = [lines.position(start), lines.position(end)];
	return {
		offset: start,
		line: first.line,
		column: first.column,
		endLine: last.line,
		endColumn: last.column
	};
}
exports.createDescriber = createDescriber;
