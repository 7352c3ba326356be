const require_core = require("./core.cjs");
let node_buffer = require("node:buffer");
// src/decode/json.ts
const MAX_DEPTH = 1e3;
const MAX_STRINGS = 5e6;
function walkJson(bytes, start, visitor) {
	return new Walk(bytes, start, visitor).run();
}
var Walk = class {
	#bytes;
	#visitor;
	#arrays = new Uint8Array(1001);
	#at;
	#depth = 0;
	#strings = 0;
	#state = "value";
	constructor(bytes, start, visitor) {
		this.#bytes = bytes;
		this.#at = start;
		this.#visitor = visitor;
	}
	run() {
		const bytes = this.#bytes;
		for (;;) {
			let byte = bytes[this.#at];
			while (byte === 32 || byte === 10 || byte === 13 || byte === 9) byte = bytes[++this.#at];
			if (byte === void 0) return this.#depth === 0 && this.#state === "after";
			if (!this.#step(byte)) return false;
		}
	}
	#step(byte) {
		switch (this.#state) {
			case "value": return this.#value(byte);
			case "first-value": return byte === 93 ? this.#close(1) : this.#value(byte);
			case "first-key": return byte === 125 ? this.#close(0) : this.#string(byte, true);
			case "key": return this.#string(byte, true);
			case "colon":
				this.#state = "value";
				this.#at++;
				return byte === 58;
			case "after": return this.#after(byte);
		}
	}
	#value(byte) {
		if (byte === 34) return this.#string(byte, false);
		if (byte === 123 || byte === 91) return this.#open(byte === 91);
		const start = this.#at;
		while (isScalar(this.#bytes[this.#at] ?? 0)) this.#at++;
		this.#state = "after";
		return this.#at > start;
	}
	#after(byte) {
		if (this.#depth === 0) return false;
		const array = this.#arrays[this.#depth];
		if (byte === 93 || byte === 125) return this.#close(byte === 93 ? 1 : 0);
		this.#state = array === 1 ? "value" : "key";
		this.#at++;
		return byte === 44;
	}
	#open(array) {
		if (this.#depth === MAX_DEPTH) return false;
		this.#arrays[++this.#depth] = array ? 1 : 0;
		this.#state = array ? "first-value" : "first-key";
		this.#at++;
		this.#visitor.open(array);
		return true;
	}
	#close(array) {
		if (this.#arrays[this.#depth] !== array) return false;
		this.#depth--;
		this.#state = "after";
		this.#at++;
		this.#visitor.close();
		return true;
	}
	#string(byte, key) {
		const from = this.#at + 1;
		const to = byte === 34 && ++this.#strings <= MAX_STRINGS ? endOfString(this.#bytes, from) : -1;
		if (to < 0) return false;
		this.#at = to + 1;
		this.#state = key ? "colon" : "after";
		if (key) this.#visitor.key(from, to);
		else this.#visitor.string(from, to);
		return true;
	}
};
function endOfString(bytes, from) {
	for (let at = from;;) {
		const quote = require_core.indexOfByte(bytes, 34, at, bytes.length);
		if (quote < 0) return -1;
		let before = quote;
		while (before > at && bytes[before - 1] === 92) before--;
		if ((quote - before) % 2 === 0) return quote;
		at = quote + 1;
	}
}
function isScalar(byte) {
	if (byte >= 48 && byte <= 57) return true;
	const lower = byte | 32;
	return lower >= 97 && lower <= 122 || byte === 45 || byte === 46 || byte === 43;
}
// src/decode/unit.ts
const ESC = 27;
const BEL = 7;
const BACKSLASH = 92;
const SIMPLE = new Uint8Array(256);
for (const [letter, code] of Object.entries({
	b: 8,
	t: 9,
	n: 10,
	f: 12,
	r: 13
})) SIMPLE[letter.charCodeAt(0)] = code;
const BEYOND = 191;
const STRETCHES_A_MARK = 16;
const MAX_STRETCH = 1024;
var Unit = class {
	#sheet;
	#form;
	#first;
	#last;
	constructor(sheet, form, first, last) {
		this.#sheet = sheet;
		this.#form = form;
		this.#first = first;
		this.#last = last;
	}
	get kind() {
		return this.#form.kind;
	}
	get trail() {
		return this.#form.trail;
	}
	get text() {
		return this.#read().text;
	}
	toSource(start, end) {
		const { marks } = this.#read();
		const mark = 3 * Math.max(0, require_core.lowerBound(marks.length / 3, (index) => (marks[3 * index] ?? 0) > start) - 1);
		const cursor = this.#cursor(marks[mark + 1], marks[mark + 2]);
		const spans = [];
		for (let position = marks[mark] ?? 0; position < end && cursor.next(); position += cursor.length) {
			const from = Math.max(0, start - position);
			const to = Math.min(cursor.length, end - position);
			if (to > from) addSpan(spans, cursor.spanOf(from, to));
		}
		const [head, ...tail] = spans;
		return head === void 0 ? [{
			start: cursor.to,
			end: cursor.to
		}] : [head, ...tail];
	}
	#cursor(piece = this.#first, at = this.#sheet.pieces[2 * this.#first] ?? 0) {
		return new Cursor(this.#sheet, this.#form, this.#last, piece, at);
	}
	#read() {
		if (this.#sheet.open?.unit === this) return this.#sheet.open;
		const { bytes, pieces } = this.#sheet;
		let most = this.#last - this.#first;
		for (let i = this.#first; i < this.#last; i++) most += (pieces[2 * i + 1] ?? 0) - (pieces[2 * i] ?? 0);
		const marks = [];
		const cursor = this.#cursor();
		const out = Buffer.allocUnsafe(most);
		let length = 0;
		for (let stretches = 0;; stretches++) {
			if (stretches % STRETCHES_A_MARK === 0) marks.push(length, cursor.piece, cursor.at);
			if (!cursor.next()) break;
			if (cursor.code < 0) bytes.copy(out, length, cursor.from, cursor.to);
			else out[length] = cursor.code > 255 ? BEYOND : cursor.code;
			length += cursor.length;
		}
		this.#sheet.open = {
			unit: this,
			text: out.toString("latin1", 0, length),
			marks
		};
		return this.#sheet.open;
	}
};
function addSpan(spans, span) {
	const before = spans.at(-1);
	if (before?.end === span.start) spans[spans.length - 1] = {
		start: before.start,
		end: span.end
	};
	else if (span.end > span.start) spans.push(span);
}
var Cursor = class {
	#sheet;
	#form;
	#last;
	piece;
	at;
	from = 0;
	to = 0;
	code = -1;
	constructor(sheet, form, last, piece, at) {
		this.#sheet = sheet;
		this.#form = form;
		this.#last = last;
		this.piece = piece;
		this.at = at;
		this.to = at;
	}
	get length() {
		return this.code < 0 ? this.to - this.from : 1;
	}
	spanOf(from, to) {
		return this.code < 0 ? {
			start: this.from + from,
			end: this.from + to
		} : {
			start: this.from,
			end: this.to
		};
	}
	next() {
		while (this.#read(false)) {
			if (this.code !== ESC || this.#form.kind === "notebook-source") return true;
			const { piece, at, from, to } = this;
			if (this.#sequence()) continue;
			this.piece = piece;
			this.at = at;
			this.from = from;
			this.to = to;
			this.code = ESC;
			return true;
		}
		return false;
	}
	#read(single) {
		const { bytes, pieces } = this.#sheet;
		let end = pieces[2 * this.piece + 1] ?? 0;
		while (this.at >= end) {
			if (this.piece + 1 >= this.#last) return false;
			this.from = this.to = end;
			this.at = pieces[2 * ++this.piece] ?? 0;
			end = pieces[2 * this.piece + 1] ?? 0;
			this.code = 10;
			if (this.#form.joiner !== "") return true;
		}
		this.from = this.at;
		if (bytes[this.at] === BACKSLASH) return this.#escape(end);
		if (single) this.code = bytes[this.at++] ?? 0;
		else {
			const most = Math.min(end, this.at + MAX_STRETCH);
			const stop = require_core.indexOfByte(bytes, BACKSLASH, this.at, most);
			this.code = -1;
			this.at = stop < 0 ? most : stop;
		}
		this.to = this.at;
		return true;
	}
	#escape(end) {
		const { bytes } = this.#sheet;
		const letter = bytes[this.at + 1] ?? 0;
		const unit = letter === 117 ? require_core.hexNumber(bytes, this.at + 2, 4, end) : -1;
		this.code = unit >= 0 ? unit : SIMPLE[letter] || letter;
		this.at = this.to = Math.min(end, this.at + (unit >= 0 ? 6 : 2));
		return true;
	}
	#sequence() {
		if (!this.#read(true)) return false;
		if (this.code === 93) return this.#systemCommand();
		const control = this.code === 91;
		if (!control && (this.code < 32 || this.code > 47)) return false;
		while (this.#read(true)) {
			if (this.code >= (control ? 64 : 48) && this.code <= 126) return true;
			if (this.code < 32 || this.code > 63) return false;
		}
		return false;
	}
	#systemCommand() {
		while (this.#read(true)) {
			if (this.code === BEL) return true;
			if (this.code === ESC) return this.#isNext(BACKSLASH);
		}
		return false;
	}
	#isNext(code) {
		return this.#read(true) && this.code === code;
	}
};
// src/decode/notebook.ts
const MIN_UNIT = 16;
function decodeNotebook(bytes) {
	if (bytes.length > node_buffer.constants.MAX_STRING_LENGTH) return null;
	const start = bytes[0] === 239 && bytes[1] === 187 && bytes[2] === 191 ? 3 : 0;
	const reader = new Reader(require_core.bufferOf(bytes));
	return walkJson(bytes, start, reader) && reader.isNotebook ? reader.units : null;
}
var Reader = class {
	units = [];
	isNotebook = false;
	#sheet;
	#frames = [frame("file", "text", [])];
	#list = [];
	#key = "";
	#cells = 0;
	#outputs = 0;
	constructor(bytes) {
		this.#sheet = {
			bytes,
			pieces: [],
			open: null
		};
	}
	open(array) {
		const next = this.#frameOf(array ? "array" : "object");
		if (next.role === "list") this.#list = [];
		if (next.role === "outputs") this.#outputs = 0;
		if (next.role === "cells" || next.role === "worksheets") this.isNotebook = true;
		this.#frames.push(next);
	}
	close() {
		const ended = this.#frames.pop();
		if (ended?.role === "list") this.#add(ended, this.#list);
	}
	key(from, to) {
		const parent = this.#parent;
		if (parent.role === "loose") this.#add(parent, [from, to]);
		else this.#key = this.#sheet.bytes.toString("latin1", from, to);
	}
	string(from, to) {
		if (this.#parent.role === "list") this.#list.push(from, to);
		else this.#add(this.#frameOf("string"), [from, to]);
	}
	get #parent() {
		return this.#frames.at(-1) ?? frame("loose", "text", []);
	}
	#add(form, pieces) {
		let length = 0;
		for (let i = 0; i < pieces.length; i += 2) length += (pieces[i + 1] ?? 0) - (pieces[i] ?? 0);
		if (length < MIN_UNIT) return;
		const store = this.#sheet.pieces;
		const first = store.length / 2;
		for (const position of pieces) store.push(position);
		this.units.push(new Unit(this.#sheet, form, first, store.length / 2));
	}
	#frameOf(shape) {
		const parent = this.#parent;
		const { role, trail } = parent;
		switch (role) {
			case "file": return frame(shape === "object" ? "notebook" : "loose", "text", []);
			case "notebook":
			case "worksheet": return this.#inNotebook(role, shape);
			case "worksheets": return frame(shape === "object" ? "worksheet" : "loose", "text", []);
			case "cells": return shape === "object" ? frame("cell", "text", [`cell ${++this.#cells}`]) : frame("loose", "text", []);
			case "cell": return this.#inCell(trail, shape);
			case "outputs":
				if (shape !== "object") return frame("loose", "notebook-output", trail);
				return frame("output", "notebook-output", [...trail, `output ${++this.#outputs}`]);
			case "output": return this.#inOutput(trail, shape);
			case "data": return frame(shape === "array" && !isJsonType(this.#key) ? "list" : "loose", "notebook-output", trail);
			case "list": return frame("loose", parent.kind, trail);
			case "loose": return parent;
		}
	}
	#inNotebook(role, shape) {
		if (this.#key === "cells" && shape === "array") return frame("cells", "text", []);
		if (this.#key === "worksheets" && shape === "array" && role === "notebook") return frame("worksheets", "text", []);
		return frame("loose", "text", this.#key === "metadata" ? ["metadata"] : []);
	}
	#inCell(trail, shape) {
		switch (this.#key) {
			case "source":
			case "input": return frame(shape === "array" ? "list" : "loose", "notebook-source", trail);
			case "outputs": return frame(shape === "array" ? "outputs" : "loose", "notebook-output", trail);
			case "metadata": return frame("loose", "text", [...trail, "metadata"]);
			case "attachments": return frame("loose", "text", [...trail, "attachment"]);
			default: return frame("loose", "text", trail);
		}
	}
	#inOutput(trail, shape) {
		if (this.#key === "metadata") return frame("loose", "text", [...trail, "metadata"]);
		if (this.#key === "data" && shape === "object") return frame("data", "notebook-output", trail);
		if (this.#key === "traceback" && shape === "array") return frame("list", "notebook-output", trail, "\n");
		return frame(shape === "array" ? "list" : "loose", "notebook-output", trail);
	}
};
function frame(role, kind, trail, joiner = "") {
	return {
		role,
		kind,
		trail,
		joiner
	};
}
function isJsonType(mime) {
	return mime === "application/json" || mime.endsWith("+json");
}
exports.decodeNotebook = decodeNotebook;
