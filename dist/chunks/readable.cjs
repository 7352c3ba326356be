// src/locate/readable.ts
var readable_exports = require("./rolldown-runtime.cjs").__exportAll({ redact: () => redact });
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
Object.defineProperty(exports, "readable_exports", {
	enumerable: true,
	get: function() {
		return readable_exports;
	}
});
Object.defineProperty(exports, "redact", {
	enumerable: true,
	get: function() {
		return redact;
	}
});
