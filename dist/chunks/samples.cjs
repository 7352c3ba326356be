const require_rolldown_runtime = require("./rolldown-runtime.cjs");
// src/rulebook/measure.ts
const NO_DEMAND = {
	set: "",
	min: 0
};
function reach(shape) {
	switch (shape.kind) {
		case "chars": return width(shape.chars, shape.wide);
		case "sequence": return sum(shape.items.map(reach));
		case "choice": return Math.max(...shape.branches.map(reach));
		case "repeat": return shape.max * reach(shape.item);
		case "boundary": return 3;
		default: return reach(shape.item);
	}
}
function lengths(shape) {
	switch (shape.kind) {
		case "chars": return {
			min: 1,
			max: 1
		};
		case "sequence": {
			const all = shape.items.map(lengths);
			return {
				min: sum(all.map(({ min }) => min)),
				max: sum(all.map(({ max }) => max))
			};
		}
		case "choice": {
			const all = shape.branches.map(lengths);
			return {
				min: Math.min(...all.map(({ min }) => min)),
				max: Math.max(...all.map(({ max }) => max))
			};
		}
		case "repeat": {
			const { min, max } = lengths(shape.item);
			return {
				min: shape.min * min,
				max: shape.max * max
			};
		}
		case "group": return lengths(shape.item);
		default: return {
			min: 0,
			max: 0
		};
	}
}
function startsWithAnchor(shape, anchors) {
	return allStart([shape], anchors, 0);
}
function canStartWith(shape, anchor) {
	return rest(shape, anchor).length > 0;
}
function follows(shape, anchors) {
	if (!startsWithAnchor(shape, anchors)) return NO_DEMAND;
	const demands = anchors.flatMap((anchor) => rest(shape, anchor)).map(demand);
	const min = demands.length === 0 ? 0 : Math.min(...demands.map((one) => one.min));
	if (min === 0) return NO_DEMAND;
	return {
		set: sortedChars(demands.map((one) => one.set).join("")),
		min
	};
}
function hasOneSecret(shape) {
	return secrets(shape) === 1 && onSpine(shape);
}
function draw(shape, random) {
	const drawn = {
		text: "",
		secret: null
	};
	extend(drawn, shape, random);
	return {
		text: drawn.text,
		secret: drawn.secret ?? drawn.text
	};
}
function extend(drawn, shape, random) {
	if (shape.kind === "chars") {
		const printable = shape.chars.replace(/[^ -~]/g, "");
		drawn.text += pick(printable === "" ? [...shape.chars] : [...printable], random);
	} else if (shape.kind === "sequence") for (const item of shape.items) extend(drawn, item, random);
	else if (shape.kind === "choice") extend(drawn, pick(shape.branches, random), random);
	else if (shape.kind === "repeat") {
		const times = shape.min + Math.floor(random() * (shape.max - shape.min + 1));
		for (let done = 0; done < times; done++) extend(drawn, shape.item, random);
	} else if (shape.kind === "group") {
		const start = drawn.text.length;
		extend(drawn, shape.item, random);
		if (shape.name === "secret") drawn.secret = drawn.text.slice(start);
	}
}
function width(chars, wide) {
	if (wide) return 3;
	return [...chars].some((char) => char > "") ? 2 : 1;
}
function alphabet(shape) {
	if (shape.kind === "chars") return shape;
	if (shape.kind === "look" || shape.kind === "boundary") return {
		chars: "",
		wide: false
	};
	const all = (shape.kind === "sequence" ? shape.items : shape.kind === "choice" ? shape.branches : [shape.item]).map(alphabet);
	return {
		chars: sortedChars(all.map(({ chars }) => chars).join("")),
		wide: all.some(({ wide }) => wide)
	};
}
function demand(items) {
	let best = NO_DEMAND;
	let bestBits = 0;
	let set = "";
	let min = 0;
	for (const item of items.flatMap(flat)) {
		const { chars, wide } = alphabet(item);
		if (wide || [...chars].some((char) => char > "")) break;
		set = sortedChars(set + chars);
		min += lengths(item).min;
		const bits = set === "" ? 0 : min * Math.log2(128 / set.length);
		if (bits > bestBits) [best, bestBits] = [{
			set,
			min
		}, bits];
	}
	return best;
}
function flat(shape) {
	if (shape.kind === "sequence") return shape.items.flatMap(flat);
	return shape.kind === "group" ? flat(shape.item) : [shape];
}
function rest(shape, text) {
	let left = [[shape]];
	for (const char of text) left = distinct(left.flatMap((items) => after(items, char)));
	return left;
}
function after(items, char) {
	const [head, ...tail] = items;
	if (!head) return [];
	switch (head.kind) {
		case "chars": return head.chars.includes(char) ? [tail] : [];
		case "sequence": return after([...head.items, ...tail], char);
		case "choice": return head.branches.flatMap((branch) => after([branch, ...tail], char));
		case "group": return after([head.item, ...tail], char);
		case "repeat": {
			const { item, min, max } = head;
			const again = max > 1 ? [{
				kind: "repeat",
				item,
				min: Math.max(min - 1, 0),
				max: max - 1
			}] : [];
			const once = max > 0 ? after([item], char).map((left) => [
				...left,
				...again,
				...tail
			]) : [];
			return skippable(head) ? [...once, ...after(tail, char)] : once;
		}
		default: return after(tail, char);
	}
}
function allStart(items, anchors, depth) {
	if (anchors.some((anchor) => anchor.length === depth)) return true;
	if (items.every(skippable)) return false;
	const firsts = first(items);
	if (firsts.wide) return false;
	for (const char of firsts.chars) {
		const left = anchors.filter((anchor) => anchor[depth] === char);
		if (left.length === 0) return false;
		if (!distinct(after(items, char)).every((residue) => allStart(residue, left, depth + 1))) return false;
	}
	return true;
}
function first(items) {
	let chars = "";
	let wide = false;
	for (const item of items) {
		const parts = item.kind === "choice" ? item.branches.map((branch) => first([branch])) : [inner(item)];
		for (const part of parts) {
			chars += part.chars;
			wide ||= part.wide;
		}
		if (!skippable(item)) break;
	}
	return {
		chars: sortedChars(chars),
		wide
	};
}
function inner(item) {
	if (item.kind === "chars") return item;
	if (item.kind === "sequence") return first(item.items);
	return item.kind === "look" || item.kind === "boundary" ? {
		chars: "",
		wide: false
	} : first([item.item]);
}
function skippable(shape) {
	return lengths(shape).min === 0;
}
function secrets(shape) {
	if (shape.kind === "sequence") return sum(shape.items.map(secrets));
	if (shape.kind === "choice") return sum(shape.branches.map(secrets));
	return ("item" in shape ? secrets(shape.item) : 0) + (shape.kind === "group" && shape.name === "secret" ? 1 : 0);
}
function onSpine(shape) {
	if (shape.kind === "sequence") return shape.items.some(onSpine);
	return shape.kind === "group" && (shape.name === "secret" || onSpine(shape.item));
}
function distinct(residues) {
	return [...new Map(residues.map((residue) => [JSON.stringify(residue), residue])).values()];
}
function sortedChars(chars) {
	return [...new Set(chars)].sort().join("");
}
function pick(from, random) {
	const one = from[Math.floor(random() * from.length)];
	if (one === void 0) throw new RangeError("nothing to pick from");
	return one;
}
function sum(numbers) {
	return numbers.reduce((all, one) => all + one, 0);
}
// src/rulebook/chars.ts
const LATIN1 = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code)).join("");
const DIGIT = {
	chars: "0123456789",
	wide: false
};
const WORD = {
	chars: select(/\w/),
	wide: false
};
const SPACE = {
	chars: select(/\s/),
	wide: true
};
const NAMED = {
	d: DIGIT,
	D: opposite(DIGIT),
	w: WORD,
	W: opposite(WORD),
	s: SPACE,
	S: opposite(SPACE)
};
function union(a, b) {
	return {
		chars: [...LATIN1].filter((char) => a.chars.includes(char) || b.chars.includes(char)).join(""),
		wide: a.wide || b.wide
	};
}
function opposite({ chars }) {
	return {
		chars: [...LATIN1].filter((char) => !chars.includes(char)).join(""),
		wide: true
	};
}
function select(pattern) {
	return [...LATIN1].filter((char) => pattern.test(char)).join("");
}
// src/rulebook/shape.ts
var ShapeError = class extends Error {
	offset;
	remedy;
	constructor(offset, message, remedy) {
		super(message);
		this.name = "ShapeError";
		this.offset = offset;
		this.remedy = remedy;
	}
};
const MAX_SOURCE = 4096;
const MAX_DEPTH = 40;
const LINEAR_REPEAT = 1e3;
const LINEAR_SIZE = 2e3;
const BOUNDARY = "use `\\b`, or match the neighbour outside of the group `secret`.";
function parseShape(source, dialect = "native") {
	if (source.length > MAX_SOURCE) throw new ShapeError(MAX_SOURCE, "the regex is too long", `Use at most ${MAX_SOURCE} characters.`);
	const cursor = {
		source,
		dialect,
		at: 0,
		depth: 0
	};
	const shape = choice(cursor);
	if (cursor.at < source.length) fail(cursor.at, "a `)` closes nothing", "Remove it, or write `\\)` for the character.");
	if (dialect === "linear") checkSize(shape);
	return shape;
}
function choice(cursor) {
	const first = sequence(cursor);
	if (cursor.source[cursor.at] !== "|") return first;
	const branches = [first];
	while (take(cursor, "|")) branches.push(sequence(cursor));
	return {
		kind: "choice",
		branches
	};
}
function sequence(cursor) {
	const items = [];
	while (cursor.at < cursor.source.length && !"|)".includes(cursor.source[cursor.at] ?? "")) items.push(quantified(cursor));
	const [only] = items;
	return only && items.length === 1 ? only : {
		kind: "sequence",
		items
	};
}
function quantified(cursor) {
	const item = atom(cursor);
	const at = cursor.at;
	const range = quantifier(cursor);
	if (!range) return item;
	if (item.kind === "look" || item.kind === "boundary") fail(at, "a lookaround or boundary is repeated", "Remove the quantifier: it matches no characters.");
	take(cursor, "?");
	if ("*+?{".includes(cursor.source[cursor.at] ?? " ")) fail(cursor.at, "a quantifier repeats a quantifier", "Put the repeated part in `(?:…)`.");
	return {
		kind: "repeat",
		item,
		...range
	};
}
function quantifier(cursor) {
	const sign = cursor.source[cursor.at];
	if (sign === "*" || sign === "+") fail(cursor.at, `\`${sign}\` has no upper bound`, "Say how often at most, such as `{0,80}`: reach and time must be bounded.");
	if (take(cursor, "?")) return {
		min: 0,
		max: 1
	};
	if (sign !== "{") return null;
	const pattern = /\{(\d{1,6})(,?)(\d{0,6})\}/y;
	pattern.lastIndex = cursor.at;
	const found = pattern.exec(cursor.source);
	if (!found) return fail(cursor.at, "a `{` begins no quantifier", "Write `{n}` or `{n,m}`, or `\\{` for the character.");
	const min = Number(found[1]);
	if (found[2] === "," && found[3] === "") fail(cursor.at, "`{n,}` has no upper bound", "Say how often at most, such as `{10,80}`.");
	const max = found[2] === "," ? Number(found[3]) : min;
	if (max < min) fail(cursor.at, "the quantifier ends before it begins", "Write the smaller number first.");
	cursor.at = pattern.lastIndex;
	return {
		min,
		max
	};
}
function atom(cursor) {
	const at = cursor.at;
	const sign = cursor.source[at] ?? "";
	if (sign === "(") return group(cursor);
	if (sign === "[") return {
		kind: "chars",
		...charClass(cursor)
	};
	cursor.at += 1;
	if (sign === ".") return {
		kind: "chars",
		chars: LATIN1.replace("\n", ""),
		wide: true
	};
	if (sign === "\\") {
		const next = cursor.source[cursor.at];
		if (next !== "b" && next !== "B") return {
			kind: "chars",
			...escaped(cursor)
		};
		cursor.at += 1;
		return { kind: "boundary" };
	}
	if (sign === "^" || sign === "$") fail(at, `\`${sign}\` is not known`, `Files are read in windows; ${cursor.dialect === "linear" ? BOUNDARY : "say what must not stand beside the match, or use `\\b`."}`);
	if ("*+?".includes(sign)) fail(at, "a quantifier has nothing to repeat", "Write `\\` before it for the character.");
	if ("{}]".includes(sign)) fail(at, `\`${sign}\` stands alone`, `Write \`\\${sign}\` for the character.`);
	return {
		kind: "chars",
		chars: ascii(sign, at),
		wide: false
	};
}
function group(cursor) {
	const at = cursor.at;
	const opener = /\((?:\?(?:<?[=!]|:|<([A-Za-z_]\w*)>))?/y;
	opener.lastIndex = at;
	const found = opener.exec(cursor.source);
	const start = found?.[0] ?? "(";
	const name = found?.[1];
	if (name !== void 0 && name !== "secret") fail(at, "a group has a name other than `secret`", "Name the credential’s group `secret`, others not at all.");
	if (start === "(" && cursor.source[at + 1] === "?") fail(at, "this kind of group is not known", cursor.dialect === "linear" ? "Use `(?:…)` or `(?<secret>…)`." : "Use `(?:…)`, `(?<secret>…)` or a lookaround.");
	const look = /[=!]$/.test(start);
	if (look && cursor.dialect === "linear") fail(at, "lookaround is not known to the linear engine", `Instead, ${BOUNDARY}`);
	cursor.at += start.length;
	cursor.depth += 1;
	if (cursor.depth > MAX_DEPTH) fail(at, "groups are nested too deep", `Nest at most ${MAX_DEPTH} deep.`);
	const item = choice(cursor);
	cursor.depth -= 1;
	if (!take(cursor, ")")) fail(at, "a group is not closed", "Add the missing `)`.");
	if (look) return {
		kind: "look",
		item
	};
	return {
		kind: "group",
		name: name === "secret" ? name : null,
		captures: start !== "(?:",
		item
	};
}
function charClass(cursor) {
	const at = cursor.at;
	cursor.at += 1;
	const negative = take(cursor, "^");
	let members = {
		chars: "",
		wide: false
	};
	while (cursor.source[cursor.at] !== "]") {
		if (cursor.at >= cursor.source.length) fail(at, "a class is not closed", "Add the missing `]`.");
		members = union(members, classRange(cursor));
	}
	cursor.at += 1;
	if (members.chars === "") fail(at, "a class is empty", "Name the characters, or use `.` for any.");
	return negative ? opposite(members) : members;
}
function classRange(cursor) {
	const at = cursor.at;
	const low = classMember(cursor);
	if (cursor.source[cursor.at] !== "-" || (cursor.source[cursor.at + 1] ?? "]") === "]") return low;
	cursor.at += 1;
	const high = classMember(cursor);
	if (low.chars.length !== 1 || high.chars.length !== 1) fail(at, "a range in a class has no single end", "Move the `-` to the end of the class, or write `\\-`.");
	const [from, to] = [low.chars.charCodeAt(0), high.chars.charCodeAt(0)];
	if (to < from) fail(at, "a range in a class ends before it begins", "Write the lower character first.");
	return {
		chars: LATIN1.slice(from, to + 1),
		wide: false
	};
}
function classMember(cursor) {
	const at = cursor.at;
	const sign = cursor.source[at] ?? "";
	cursor.at += 1;
	if (sign === "[" && cursor.source[cursor.at] === ":" && cursor.dialect === "linear") fail(at, "in a class, `[:` begins a name for the linear engine", "Write `\\[` for the character.");
	return sign === "\\" ? escaped(cursor) : {
		chars: ascii(sign, at),
		wide: false
	};
}
const CONTROL = {
	t: "	",
	n: "\n",
	r: "\r",
	f: "\f",
	v: "\v"
};
function escaped(cursor) {
	const at = cursor.at - 1;
	const sign = cursor.source[cursor.at] ?? "";
	cursor.at += 1;
	const named = NAMED[sign];
	if (named) return named;
	const control = CONTROL[sign];
	if (control) return {
		chars: control,
		wide: false
	};
	if (sign === "0" && !/\d/.test(cursor.source[cursor.at] ?? "")) return {
		chars: "\0",
		wide: false
	};
	if (sign === "x" && /^[0-9A-Fa-f]{2}$/.test(cursor.source.slice(cursor.at, cursor.at + 2))) {
		const code = Number.parseInt(cursor.source.slice(cursor.at, cursor.at + 2), 16);
		cursor.at += 2;
		return {
			chars: String.fromCharCode(code),
			wide: false
		};
	}
	if (/[\dk]/.test(sign)) fail(at, "a backreference has no bounded language", "Write the text out.");
	if (!/[!-/:-@[-`{-~ ]/.test(sign)) fail(at, "this escape is not known", "Use `\\d \\w \\s \\xNN` or a backslash before punctuation.");
	return {
		chars: sign,
		wide: false
	};
}
function ascii(sign, at) {
	if (!/^[ -~]$/.test(sign)) fail(at, "a character is not printable ASCII", "Credentials are ASCII; write `\\xNN` for a byte.");
	return sign;
}
function checkSize(shape) {
	if (repeats(shape) > LINEAR_REPEAT) fail(0, `a part is repeated over ${LINEAR_REPEAT} times`, "Lower the upper bounds; nested ones multiply.");
	if (instructions(shape) > LINEAR_SIZE) fail(0, `the regex has over ${LINEAR_SIZE} instructions with its repeats written out`, "Lower the upper bounds, or write a class such as `[ab]` where alternatives are repeated.");
}
function repeats(shape) {
	if (shape.kind === "repeat") return Math.max(shape.max, 1) * repeats(shape.item);
	return Math.max(1, ...partsOf(shape).map(repeats));
}
function instructions(shape) {
	const inside = partsOf(shape).reduce((all, part) => all + instructions(part), 0);
	if (shape.kind === "choice") return inside + shape.branches.length - 1;
	if (shape.kind === "repeat") return Math.max(1, shape.max * inside + shape.max - shape.min);
	return shape.kind === "group" && shape.captures ? inside + 2 : Math.max(1, inside);
}
function partsOf(shape) {
	if (shape.kind === "sequence") return shape.items;
	if (shape.kind === "choice") return shape.branches;
	return "item" in shape ? [shape.item] : [];
}
function take(cursor, sign) {
	if (cursor.source[cursor.at] !== sign) return false;
	cursor.at += 1;
	return true;
}
function fail(offset, message, remedy) {
	throw new ShapeError(offset, message, remedy);
}
// src/rulebook/sample.ts
var sample_exports = require_rolldown_runtime.__exportAll({ sample: () => sample });
const PLACEHOLDER = /\{\{token(?::([^{}]{1,20}))?\}\}/g;
const OPENER = /\{\{\s{0,9}token/g;
const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
const DRAWS = 200;
const WHOLE = [
	"",
	"head",
	"base64",
	"escaped",
	"wrapped"
];
function seeded(seed) {
	let state = Math.imul(seed ^ seed >>> 16, 73244475) ^ 2654435769;
	return () => {
		state = state + 1831565813 | 0;
		let mixed = Math.imul(state ^ state >>> 15, 1 | state);
		mixed = mixed + Math.imul(mixed ^ mixed >>> 7, 61 | mixed) ^ mixed;
		return ((mixed ^ mixed >>> 14) >>> 0) / 2 ** 32;
	};
}
function sample(rule, seed) {
	return drawn(rule, seed).text;
}
function sampleSecret(rule, seed) {
	return drawn(rule, seed).secret;
}
function fill(template, rule, seed) {
	return template.replace(PLACEHOLDER, (written, name) => filled(name, rule, seed) ?? written);
}
function samplesIn(template, rule, seed) {
	const names = placeholders(template);
	const has = (...wanted) => wanted.some((name) => names.includes(name));
	return [...has(...WHOLE) ? [drawn(rule, seed)] : [], ...has("other") ? [drawn(rule, otherSeed(seed))] : []];
}
function placeholders(template) {
	const names = [...template.matchAll(PLACEHOLDER)].map(([, name]) => name === void 0 ? "" : isKnown(name) ? name : null);
	return (template.match(OPENER)?.length ?? 0) > names.length ? [...names, null] : names;
}
function isKnown(name) {
	return /^(?:other|head|tail|base64|escaped|wrapped|alphabet|[A-Za-z]|[3-9]|[1-9]\d{1,3})$/.test(name);
}
function filled(name, rule, seed) {
	const token = sample(rule, seed);
	const half = Math.ceil(token.length / 2);
	const length = token.length - rule.prefix.length;
	if (name === void 0) return token;
	if (!isKnown(name)) return null;
	if (name === "other") return sample(rule, otherSeed(seed));
	if (name === "head") return token.slice(0, half);
	if (name === "tail") return token.slice(half);
	if (name === "base64") return base64Of(token);
	if (name === "escaped") return `${token.slice(0, half)}\\u00${token.charCodeAt(half).toString(16)}${token.slice(half + 1)}`;
	if (name === "wrapped") return `${base64Of(token).slice(0, half)}\\n${base64Of(token).slice(half)}`;
	if (name === "alphabet") return rule.prefix + LETTERS.repeat(Math.ceil(length / 52)).slice(0, length);
	return rule.prefix + (/^\d/.test(name) ? bodyOf(rule, seed, Number(name)) : name.repeat(length));
}
function base64Of(token) {
	return Buffer.from(token, "latin1").toString("base64");
}
function bodyOf(rule, seed, length) {
	let body = "";
	for (let next = seed; body.length < length; next = otherSeed(next)) body += sample(rule, next).slice(rule.prefix.length) || "?";
	return body.slice(0, length);
}
function otherSeed(seed) {
	return seed + 1540483477 | 0;
}
function drawn(rule, seed) {
	const shape = parseShape(rule.sample);
	const random = seeded(seed);
	const regex = rule.engine === "native" ? new RegExp(rule.regex) : null;
	for (let left = DRAWS; left > 1 && regex; left--) {
		const one = draw(shape, random);
		const match = regex.exec(one.text);
		if (match?.[0] === one.text && match.groups?.secret === one.secret) return one;
	}
	return draw(shape, random);
}
Object.defineProperty(exports, "ShapeError", {
	enumerable: true,
	get: function() {
		return ShapeError;
	}
});
Object.defineProperty(exports, "WHOLE", {
	enumerable: true,
	get: function() {
		return WHOLE;
	}
});
Object.defineProperty(exports, "canStartWith", {
	enumerable: true,
	get: function() {
		return canStartWith;
	}
});
Object.defineProperty(exports, "fill", {
	enumerable: true,
	get: function() {
		return fill;
	}
});
Object.defineProperty(exports, "follows", {
	enumerable: true,
	get: function() {
		return follows;
	}
});
Object.defineProperty(exports, "hasOneSecret", {
	enumerable: true,
	get: function() {
		return hasOneSecret;
	}
});
Object.defineProperty(exports, "lengths", {
	enumerable: true,
	get: function() {
		return lengths;
	}
});
Object.defineProperty(exports, "parseShape", {
	enumerable: true,
	get: function() {
		return parseShape;
	}
});
Object.defineProperty(exports, "placeholders", {
	enumerable: true,
	get: function() {
		return placeholders;
	}
});
Object.defineProperty(exports, "reach", {
	enumerable: true,
	get: function() {
		return reach;
	}
});
Object.defineProperty(exports, "sample", {
	enumerable: true,
	get: function() {
		return sample;
	}
});
Object.defineProperty(exports, "sampleSecret", {
	enumerable: true,
	get: function() {
		return sampleSecret;
	}
});
Object.defineProperty(exports, "sample_exports", {
	enumerable: true,
	get: function() {
		return sample_exports;
	}
});
Object.defineProperty(exports, "samplesIn", {
	enumerable: true,
	get: function() {
		return samplesIn;
	}
});
Object.defineProperty(exports, "startsWithAnchor", {
	enumerable: true,
	get: function() {
		return startsWithAnchor;
	}
});
