#!/usr/bin/env node
const require_core = require("./chunks/core.cjs");
let node_path = require("node:path");
let node_fs = require("node:fs");
let node_util = require("node:util");
// src/cli/arguments.ts
function readArguments(command, argv) {
	const names = require_core.COMMANDS[command].options;
	const known = Object.fromEntries(names.map((name) => [name, declaration(require_core.OPTIONS[name])]));
	const { tokens } = (0, node_util.parseArgs)({
		args: [...argv],
		options: known,
		strict: false,
		allowPositionals: true,
		tokens: true
	});
	const [flags, texts, lists, rest] = [
		new Set(),
		new Map(),
		new Map(),
		[]
	];
	for (const token of tokens) {
		if (token.kind === "positional") rest.push(token.value);
		if (token.kind !== "option") continue;
		const name = names.find((one) => one === token.name);
		if (!name) throw unknownOption(command, token.rawName, names);
		const option = require_core.OPTIONS[name];
		const value = checked(name, option, token.value);
		if (option.type === "boolean") flags.add(name);
		else if (option.type === "list") lists.set(name, [...lists.get(name) ?? [], value]);
		else if (texts.has(name)) throw new require_core.HfleaksError("usage", `--${name} is given twice.`, "Give it once.");
		else texts.set(name, value);
	}
	return {
		flags,
		texts,
		lists,
		rest
	};
}
function declaration({ type, short }) {
	return {
		type: type === "boolean" ? "boolean" : "string",
		...short && { short }
	};
}
function checked(name, option, value) {
	if (option.type === "boolean") {
		if (value !== void 0) throw new require_core.HfleaksError("usage", `--${name} takes no value.`, `Write --${name} alone.`);
		return "";
	}
	if (!value || value.startsWith("--")) throw new require_core.HfleaksError("usage", `--${name} needs a value.`, `Write --${name} ${option.choices?.join("|") ?? option.value ?? "VALUE"}`);
	if (option.choices && !option.choices.includes(value)) throw new require_core.HfleaksError("usage", `--${name} does not take "${require_core.mention(value)}".`, require_core.didYouMean(value, option.choices));
	return value;
}
function unknownOption(command, typed, names) {
	const known = names.map((name) => `--${name}`);
	return new require_core.HfleaksError("usage", `"hfleaks ${command}" has no option ${require_core.mention(typed)}.`, require_core.didYouMean(typed, known));
}
// src/cli/outputs.ts
function readOutputs({ lists, texts }) {
	const asked = lists.get("format") ?? ["text"];
	const target = texts.get("output") ?? null;
	if (target && asked.every((text) => text.includes("="))) throw new require_core.HfleaksError("usage", "--output names a file for nothing: each format has one.", "Leave it out.");
	const outputs = asked.map((text) => {
		const [name, ...file] = text.split("=");
		const format = require_core.formats.find((one) => one === name);
		if (!format) throw new require_core.HfleaksError("usage", `There is no format "${require_core.mention(name ?? "")}".`, require_core.didYouMean(name ?? "", require_core.formats));
		if (text.endsWith("=")) throw new require_core.HfleaksError("usage", `--format ${format}= names no file.`, `For example: --format ${format}=report.${format}`);
		const path = file.length > 0 ? file.join("=") : target;
		return {
			format,
			file: path === "-" ? null : path
		};
	});
	const places = outputs.map(({ file }) => file && (0, node_path.join)(realFolder((0, node_path.dirname)((0, node_path.resolve)(file))), (0, node_path.basename)(file)));
	if (new Set(places).size < places.length) throw new require_core.HfleaksError("usage", "Two formats would be written to one place.", "Give each a file of its own: --format sarif=leaks.sarif --format text");
	return outputs;
}
function realFolder(path) {
	try {
		return (0, node_fs.realpathSync)(path);
	} catch {
		return path;
	}
}
async function writeOutputs(report, outputs, look) {
	const problems = [];
	for (const { format, file } of outputs) try {
		const text = await require_core.render(format, report, {
			...look,
			color: look.color && file === null
		});
		if (file === null) await require_core.print(text);
		else (await Promise.resolve().then(() => require("./chunks/write.cjs"))).writeReport(file, text);
	} catch (problem) {
		problems.push(problem);
	}
	if (problems.length > 0) throw problems[0];
}
function wantsColor(flag, variables, isTerminal) {
	if (flag === "always" || flag === "never") return flag === "always";
	if (variables.NO_COLOR) return false;
	if (variables.FORCE_COLOR) return variables.FORCE_COLOR !== "0";
	return isTerminal && variables.TERM !== "dumb";
}
// src/cli/scan-commands.ts
async function runScan(command, argv) {
	const started = performance.now();
	const given = readArguments(command, argv);
	if (given.flags.has("help")) throw new require_core.HfleaksError("usage", "Help is asked for right behind the command.", `For example: hfleaks ${command} --help. A file of that name goes behind --.`);
	const outputs = readOutputs(given);
	const allowIncomplete = readReasons(given);
	const failOn = given.texts.get("fail-on") ?? "error";
	const rules = given.texts.get("rules");
	const rulebook = rules ? (await require_core.userRulebook(require_core.builtinRulebook(), rules)).rulebook : require_core.builtinRulebook();
	const { source, honourAllow } = await require_core.sourceOf(command, given, rulebook.digest);
	const lineHashes = outputs.some(({ format }) => format === "sarif");
	const look = {
		color: wantsColor(given.texts.get("color"), process.env, process.stdout.isTTY === true),
		excerpt: !given.flags.has("no-excerpt"),
		quiet: given.flags.has("quiet"),
		hook: command === "staged" || command === "hook"
	};
	const output = (report) => writeOutputs(report, outputs, {
		...look,
		elapsedMs: performance.now() - started
	});
	let report;
	try {
		report = await require_core.scan(source, {
			rulebook,
			allowIncomplete,
			lineHashes,
			honourAllow
		});
	} catch (error) {
		if (error instanceof require_core.HfleaksError && error.report) await output(error.report);
		throw error;
	}
	const exitCode = exitCodeOf(report, failOn);
	process.exitCode = exitCode;
	await output(report);
	const told = outputs.some(({ format, file }) => format === "text" && file === null) && !given.flags.has("quiet");
	if (exitCode === 3 && !told) require_core.say(`hfleaks: nothing found, but not everything was scanned: ${missed(report)}\n`);
	return exitCode;
}
function missed({ ledger }) {
	return [...ledger.partial, ...ledger.skipped].map(({ reason, objects }) => `${objects} ${reason}`).join(", ");
}
function readReasons({ lists }) {
	return (lists.get("allow-incomplete") ?? []).flatMap((text) => text.split(",")).filter((word) => word !== "").map((word) => {
		const reason = require_core.SKIP_REASONS.find((one) => one === word);
		if (reason) return reason;
		throw new require_core.HfleaksError("usage", `--allow-incomplete does not know "${require_core.mention(word)}".`, require_core.didYouMean(word, require_core.SKIP_REASONS));
	});
}
const RANKS = {
	error: 3,
	warning: 2,
	info: 1
};
function exitCodeOf(report, failOn) {
	const least = RANKS[failOn] ?? Number.POSITIVE_INFINITY;
	if (report.findings.some(({ severity }) => RANKS[severity] >= least)) return 1;
	return report.complete ? 0 : 3;
}
// src/cli/main.ts
const COULD_NOT = 2;
async function main(argv) {
	const [first = "scan", ...rest] = argv;
	const wantsHelp = helpIsWanted(argv);
	if (first === "--version" || first === "-V") {
		await require_core.print(`${require_core.VERSION}\n`);
		return 0;
	}
	if (!wantsHelp && Object.hasOwn(require_core.COMMANDS, first)) return runScan(first, rest);
	if (!wantsHelp && first.startsWith("-")) return runScan("scan", withoutCommand(argv));
	const { runCommand } = await Promise.resolve().then(() => require("./chunks/commands.cjs"));
	return runCommand(argv);
}
function helpIsWanted([first, ...rest]) {
	const words = first === "hook" || first === "staged" ? rest.slice(0, 1) : [first, ...rest];
	return (words.includes("--") ? words.slice(0, words.indexOf("--")) : words).some((word) => word === "--help" || word === "-h");
}
function withoutCommand(argv) {
	const command = argv.find((word) => Object.hasOwn(require_core.COMMANDS, word));
	if (command === void 0) return argv;
	throw new require_core.HfleaksError("usage", "The command must come first.", `For example: hfleaks ${command} ${argv[0]}`);
}
function explain(error) {
	if (error instanceof require_core.HfleaksError) return require_core.say(`hfleaks: ${error.message}\n${error.hint && `  ${error.hint}\n`}`);
	const { name, stack = "" } = error instanceof Error ? error : new Error("unknown");
	const frames = stack.split("\n").filter((line) => /^\s+at /.test(line));
	require_core.say(`hfleaks: internal error (${name}); please report it.\n${frames.join("\n")}\n`);
}
function heedSignals() {
	for (const signal of [
		"SIGINT",
		"SIGTERM",
		"SIGHUP",
		"SIGQUIT"
	]) process.once(signal, () => {
		require_core.releaseGit();
		process.kill(process.pid, signal);
	});
}
function crash(error) {
	require_core.releaseGit();
	explain(error);
	process.exit(COULD_NOT);
}
heedSignals();
process.once("exit", require_core.releaseGit);
process.once("uncaughtException", crash);
process.once("unhandledRejection", crash);
process.stdout.on("error", () => void 0);
process.stderr.on("error", () => void 0);
main(process.argv.slice(2)).then((code) => {
	process.exitCode = code;
}, (error) => {
	process.exitCode = COULD_NOT;
	explain(error);
});
