const require_rolldown_runtime = require("./rolldown-runtime.cjs");
const require_core = require("./core.cjs");
let node_path = require("node:path");
let node_buffer = require("node:buffer");
let node_fs = require("node:fs");
// src/git/store.ts
var store_exports = require_rolldown_runtime.__exportAll({ surveyStore: () => surveyStore });
const STORES = 100;
const FAN_OUT = /^[0-9a-f]{2}$/;
const LIST = Buffer.from("info/alternates");
function surveyStore(repository) {
	const { objectDirectory, alternateObjects } = repository;
	const own = survey(objectDirectory, repository);
	const stores = new Map();
	const known = new Set([realOf(objectDirectory)]);
	const pending = [
		...(require_core.listFolder(objectDirectory) ?? []).map(({ name }) => name.toString("utf8")).filter((name) => name.startsWith("tmp_objdir-")).map((name) => (0, node_path.join)(objectDirectory, name)),
		...alternateObjects,
		...own.borrowed
	].reverse();
	for (let directory = pending.pop(); directory !== void 0; directory = pending.pop()) {
		const real = realOf(directory);
		if (real === null || known.has(real) || !(0, node_fs.statSync)(real).isDirectory()) continue;
		if (known.size > STORES) throw trap(`More than ${STORES} object stores that borrow from one another`, "are too many.");
		known.add(real);
		const store = survey(directory, repository);
		stores.set(real, store);
		pending.push(...store.borrowed.toReversed());
	}
	const isSafe = safeStores(stores);
	const all = [own, ...stores.values()];
	const alternates = [...stores].flatMap(([real, { directory, isInside }]) => isSafe(real) ? [{
		directory,
		isInside
	}] : []);
	return {
		alternates,
		unusable: all.flatMap(({ unusable }) => unusable),
		traps: all.flatMap(({ traps }) => traps),
		outside: [
			...isForeignStore(repository) ? [Buffer.from("objects")] : [],
			...all.flatMap((store) => store === own || store.isInside ? store.foreign : []),
			...alternates.flatMap((store) => store.isInside ? [] : [Buffer.from(store.directory)])
		]
	};
}
function storeDirectories({ objectDirectory }, { alternates }, which = "all") {
	return [objectDirectory, ...alternates.filter(({ isInside }) => which === "all" || isInside).map(({ directory }) => directory)];
}
function survey(directory, repository) {
	const { paths, isWhole } = alternatePaths(directory);
	const { traps, overlooked, foreign } = oddFiles(directory, repository);
	const refused = isWhole ? traps : [LIST, ...traps];
	return {
		directory,
		isInside: require_core.isInside(repository, directory),
		borrowed: paths,
		isTrap: refused.length > 0,
		traps: refused,
		unusable: [...refused, ...overlooked],
		foreign
	};
}
function safeStores(stores) {
	const unsafe = new Set([...stores].flatMap(([real, { isTrap }]) => isTrap ? [real] : []));
	for (let size = -1; size !== unsafe.size;) {
		size = unsafe.size;
		for (const [real, { borrowed }] of stores) if (borrowed.some((path) => unsafe.has(realOf(path) ?? ""))) unsafe.add(real);
	}
	return (real) => !unsafe.has(real);
}
function alternatePaths(directory) {
	const path = (0, node_path.join)(directory, "info", "alternates");
	if (require_core.kindOf$1(Buffer.from(path)) === null) return {
		paths: [],
		isWhole: true
	};
	const bytes = require_core.readGitFile(path, 1 << 20);
	if (bytes === null) throw trap(require_core.displayPath(Buffer.from(path)), "is no readable file.");
	const lines = bytes.toString("latin1").split("\n").filter((line) => line !== "" && !line.startsWith("#")).map((line) => Buffer.from(line.startsWith("\"") ? unquoted(line) : line, "latin1"));
	const named = lines.filter(node_buffer.isUtf8).map((line) => line.toString("utf8"));
	return {
		paths: named.map((line) => (0, node_path.isAbsolute)(line) ? line : (0, node_path.resolve)(directory, line)),
		isWhole: named.length === lines.length
	};
}
const ESCAPES = {
	a: "\x07",
	b: "\b",
	f: "\f",
	n: "\n",
	r: "\r",
	t: "	",
	v: "\v"
};
function unquoted(line) {
	return (/^"((?:[^"\\]|\\.)*)"/.exec(line)?.[1] ?? line).replace(/\\([0-7]{3}|.)/g, (_, code) => code.length === 3 ? String.fromCharCode(Number.parseInt(code, 8) & 255) : ESCAPES[code] ?? code);
}
function trap(what, why) {
	return new require_core.HfleaksError("git-failed", `${what} ${why}`, "If it is a FIFO or a device, the repository is hostile: scan its files with \"hfleaks scan --no-ignore\".");
}
function oddFiles(directory, repository) {
	const traps = [];
	const overlooked = [];
	const foreign = new Set();
	for (const folder of require_core.listFolder(directory) ?? []) {
		const name = folder.name.toString("latin1");
		if (!FAN_OUT.test(name) && name !== "pack") continue;
		const path = (0, node_path.join)(directory, name);
		const entries = require_core.listFolder(path) ?? [];
		const isLentWhole = isForeign(repository, directory, folder);
		if (isLentWhole) foreign.add(`objects/${name}`);
		for (const entry of entries) if (!isUsable(path, entry)) traps.push(Buffer.concat([Buffer.from(`${name}/`), entry.name]));
		else if (!isLentWhole && isForeign(repository, path, entry)) foreign.add(`objects/${name}/${entry.name.toString("latin1").replace(/\.\w+$/, "")}`);
		if (name === "pack") overlooked.push(...packsWithoutIndex(entries));
	}
	return {
		traps,
		overlooked,
		foreign: [...foreign].map((name) => Buffer.from(name, "latin1"))
	};
}
function packsWithoutIndex(entries) {
	const names = new Set(entries.map(({ name }) => name.toString("latin1")));
	return [...names].filter((name) => /^pack-.*\.pack$/.test(name) && !names.has(name.replace(/pack$/, "idx"))).map((name) => Buffer.from(`pack/${name}`, "latin1"));
}
function isUsable(folder, entry) {
	if (entry.isFile()) return true;
	if (!entry.isSymbolicLink()) return false;
	try {
		return (0, node_fs.statSync)(Buffer.concat([Buffer.from(folder + node_path.sep), entry.name])).isFile();
	} catch {
		return true;
	}
}
function isForeign(repository, folder, entry) {
	if (!entry.isSymbolicLink()) return false;
	const path = Buffer.concat([Buffer.from(folder + node_path.sep), entry.name]);
	return (0, node_fs.existsSync)(path) && !require_core.isInside(repository, path);
}
function isForeignStore(repository) {
	const { objectDirectory, commonDir } = repository;
	return objectDirectory === (0, node_path.join)(commonDir, "objects") && !require_core.isInside(repository, objectDirectory);
}
function realOf(path) {
	try {
		return node_fs.realpathSync.native(path);
	} catch {
		return null;
	}
}
Object.defineProperty(exports, "isForeign", {
	enumerable: true,
	get: function() {
		return isForeign;
	}
});
Object.defineProperty(exports, "isForeignStore", {
	enumerable: true,
	get: function() {
		return isForeignStore;
	}
});
Object.defineProperty(exports, "isUsable", {
	enumerable: true,
	get: function() {
		return isUsable;
	}
});
Object.defineProperty(exports, "storeDirectories", {
	enumerable: true,
	get: function() {
		return storeDirectories;
	}
});
Object.defineProperty(exports, "store_exports", {
	enumerable: true,
	get: function() {
		return store_exports;
	}
});
Object.defineProperty(exports, "surveyStore", {
	enumerable: true,
	get: function() {
		return surveyStore;
	}
});
