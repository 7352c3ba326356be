const require_yargs = require("./yargs.cjs");
const require_core = require("./core.cjs");
const require_check = require("./check.cjs");
// src/cli/rules-command.ts
async function listRules() {
	const { rules, digest } = require_core.builtinRulebook();
	const width = Math.max(...rules.map(({ id }) => id.length));
	const lines = rules.map(({ id, severity, confidence, title }) => `${id.padEnd(width)}  ${severity.padEnd(7)}  ${confidence.padEnd(6)}  ${title}`);
	await require_core.print(`${lines.join("\n")}\n\n${rules.length} rules, set ${digest}\n`);
	return 0;
}
async function checkRuleFile(path) {
	const base = require_core.builtinRulebook();
	const { rulebook, examples } = path ? await require_core.userRulebook(base, path) : {
		rulebook: base,
		examples: await require_core.builtinExamples()
	};
	const { checked, failures } = await require_check.checkRules(rulebook, examples);
	for (const { rule, list, example, form, what } of failures) await require_core.print(`${rule}, ${list}, example ${example}, ${form}: ${what}\n`);
	await require_core.print(`${checked} examples checked, ${failures.length} failed\n`);
	return failures.length > 0 ? 1 : 0;
}
// src/cli/commands.ts
const RULES_EXAMPLES = [["hfleaks rules list", "what is looked for"], ["hfleaks rules check", "run the examples of the built-in rules"]];
async function runCommand(argv) {
	const [first = ""] = argv;
	const names = [...Object.keys(require_core.COMMANDS), "rules"];
	if (!first.startsWith("-") && !names.includes(first)) throw new require_core.HfleaksError("usage", `There is no command "${require_core.mention(first)}".`, require_core.didYouMean(first, names));
	let exitCode = 0;
	const take = (work) => work.then((code) => {
		exitCode = code;
	});
	let parser = require_yargs.Yargs([]).scriptName("hfleaks").usage("$0 <command>\n\nFinds leaked Hugging Face credentials. Alone, it scans this folder.").version(require_core.VERSION).alias("help", "h").wrap(100).strict().exitProcess(false).epilogue("Exit codes: 0 clean and complete, 1 findings, 2 the job could not be done, 3 no findings but incomplete.").fail((message, error) => {
		throw error instanceof require_core.HfleaksError ? error : new require_core.HfleaksError("usage", require_core.escapeText(message ?? "Bad usage."), "See \"hfleaks --help\".");
	});
	for (const command of Object.values(require_core.COMMANDS)) parser = describe(parser, command);
	parser = parser.command("rules", "List the rules, or run the examples of rules.", (rules) => rules.command("list", "Every rule: its name, severity, confidence and title.", (one) => one, () => take(listRules())).command("check [FILE]", "Run each rule's examples through the whole pipeline: FILE's, a folder's, or the built-in ones.", (one) => one.positional("FILE", { type: "string" }), ({ FILE }) => take(checkRuleFile(FILE))).example(RULES_EXAMPLES.map(([line, text]) => [line, text])).demandCommand(1, "Say \"rules list\" or \"rules check\"."));
	let output = "";
	await parser.demandCommand(1).parseAsync([...argv], {}, (_error, _given, text) => {
		output = text;
	});
	if (output) await require_core.print(`${output}\n`);
	return exitCode;
}
function describe(parser, { usage, describe: text, options, example }) {
	return parser.command(usage, text, (one) => {
		for (const name of options) if (name !== "help") one.option(name, shown(require_core.OPTIONS[name]));
		return one.example(example, "");
	}, () => void 0);
}
function shown(option) {
	return {
		describe: option.describe,
		type: option.type === "boolean" ? "boolean" : "string",
		...option.short && { alias: option.short },
		...option.choices && { choices: option.choices }
	};
}
exports.runCommand = runCommand;
