const require_rolldown_runtime = require("./rolldown-runtime.cjs");
const require_core = require("./core.cjs");
const require_filter = require("./filter.cjs");
let node_path = require("node:path");
let node_fs = require("node:fs");
// src/sources/walk.ts
const SLASH$1 = Buffer.from("/");
const DOT_GIT = Buffer.from(".git");
function* walk(root) {
	const pending = [Buffer.alloc(0)];
	for (let folder = pending.pop(); folder; folder = pending.pop()) {
		const entries = list(folder.length === 0 ? root : Buffer.concat([
			root,
			SLASH$1,
			folder
		]));
		if (!entries) {
			yield {
				path: folder,
				kind: "unreadable"
			};
			continue;
		}
		const folders = [];
		for (const entry of entries) {
			const path = folder.length === 0 ? entry.name : Buffer.concat([
				folder,
				SLASH$1,
				entry.name
			]);
			if (!entry.isDirectory()) yield {
				path,
				kind: "entry"
			};
			else if (entry.name.equals(DOT_GIT)) yield {
				path,
				kind: "git-directory"
			};
			else folders.push(path);
		}
		for (let at = folders.length - 1; at >= 0; at--) pending.push(folders[at]);
	}
}
function list(folder) {
	try {
		return (0, node_fs.readdirSync)(folder, {
			encoding: "buffer",
			withFileTypes: true
		}).sort((a, b) => Buffer.compare(a.name, b.name));
	} catch {
		return null;
	}
}
// src/sources/traps.ts
const SUSPICIOUS = 3e3;
const LIMIT = 2e5;
const NAME = Buffer.from(".gitignore");
const HEAD = Buffer.from("/HEAD");
async function* unlessTrapped(names, folder) {
	const iterator = names[Symbol.asyncIterator]();
	const first = iterator.next();
	let timer;
	const trap = new Promise((_, reject) => {
		timer = setTimeout(() => {
			const found = findTrap(folder);
			if (found) reject(trapError(found));
		}, SUSPICIOUS);
	});
	try {
		for (let next = await Promise.race([first, trap]).finally(() => clearTimeout(timer)); !next.done; next = await iterator.next()) yield next.value;
	} catch (error) {
		first.catch(() => void 0);
		throw error;
	}
}
function findTrap(folder) {
	let left = LIMIT;
	for (const { path, kind } of walk(Buffer.from(folder))) {
		if (left-- === 0) return null;
		const read = kind === "git-directory" ? Buffer.concat([path, HEAD]) : path;
		if ((kind === "git-directory" || path.subarray(-NAME.length).equals(NAME)) && isTrap(folder, read)) return read;
	}
	return null;
}
function isTrap(folder, path) {
	try {
		const stat = (0, node_fs.lstatSync)(Buffer.concat([Buffer.from(`${folder}/`), path]));
		return !stat.isFile() && !stat.isDirectory() && !stat.isSymbolicLink();
	} catch {
		return false;
	}
}
function trapError(path) {
	return new require_core.HfleaksError("git-failed", `git waits for ever at ${require_core.displayPath(path)}, which is no file.`, "Remove it, or scan without asking git what is ignored: hfleaks scan --no-ignore");
}
// src/sources/listing.ts
const SLASH = 47;
async function* listTree(folder, options) {
	const repository = require_core.locateRepository(folder, {});
	if (repository) yield* configFiles(repository);
	if (repository && options.ignore && !isInside(folder, repository.gitDir) && !await isIgnored(repository, folder, options.git)) yield* listRepository(repository, folder, options);
	else yield* listFolder(folder);
}
async function* listInner(folder, options) {
	const repository = require_core.repositoryAt(folder);
	if (!repository) return;
	yield* configFiles(repository);
	yield* listRepository(repository, folder, options);
}
function isInnerRepository(folder) {
	return require_core.repositoryAt(folder) !== null;
}
function* configFiles(repository) {
	yield {
		kind: "config",
		path: Buffer.from((0, node_path.join)(repository.commonDir, "config"))
	};
	if (repository.gitDir !== repository.commonDir) yield {
		kind: "config",
		path: Buffer.from((0, node_path.join)(repository.gitDir, "config.worktree"))
	};
}
async function* listRepository(repository, folder, options) {
	const git = await require_core.Git.open(repository, options.git);
	try {
		const top = Buffer.from(`${repository.workTree}/`);
		const below = Buffer.from(folder === repository.workTree ? "" : `${folder.slice(repository.workTree.length + 1)}/`);
		const ignored = collect(require_core.ignoredPaths(git), below);
		const proof = require_core.proveReader(git, require_core.startReader(git));
		for (const other of [ignored, proof]) other.catch(() => void 0);
		let last = Buffer.alloc(0);
		for await (const { path, isLocked, isSubmodule } of unlessTrapped(require_core.workTreePaths(git), repository.workTree)) {
			if (path.equals(last) || !startsWith(path, below)) continue;
			last = path;
			if (isLocked) {
				yield {
					kind: "left-out",
					path: Buffer.concat([top, path]),
					reason: "permission"
				};
				continue;
			}
			yield {
				kind: "path",
				path: Buffer.concat([top, withoutSlash(path)]),
				isSubmodule
			};
		}
		for (const path of await ignored) yield {
			kind: "left-out",
			path: Buffer.concat([top, path]),
			reason: "gitignored"
		};
		await proof;
	} finally {
		git.close();
	}
}
async function collect(paths, below) {
	const found = [];
	for await (const path of paths) if (startsWith(path, below)) found.push(Buffer.from(path));
	return found;
}
function isInside(folder, other) {
	return folder === other || folder.startsWith(`${other}/`);
}
async function isIgnored(repository, folder, environment) {
	if (folder === repository.workTree) return false;
	const below = Buffer.from(`${folder.slice(repository.workTree.length + 1)}/`);
	const git = await require_core.Git.open(repository, environment);
	try {
		for await (const path of unlessTrapped(require_core.ignoredPaths(git), repository.workTree)) if (path.at(-1) === SLASH && startsWith(below, path)) return true;
		return false;
	} finally {
		git.close();
	}
}
function* listFolder(folder) {
	const root = Buffer.from(folder);
	const prefix = Buffer.from(folder.endsWith("/") ? folder : `${folder}/`);
	for (const { path, kind } of walk(root)) {
		const full = Buffer.concat([prefix, path]);
		if (kind === "entry") yield {
			kind: "path",
			path: full,
			isSubmodule: false
		};
		else yield {
			kind: "left-out",
			path: full,
			reason: kind === "unreadable" ? "permission" : "git-directory"
		};
	}
}
function startsWith(path, prefix) {
	return path.length >= prefix.length && path.subarray(0, prefix.length).equals(prefix);
}
function withoutSlash(path) {
	return path.at(-1) === SLASH ? path.subarray(0, -1) : path;
}
// src/sources/tree.ts
var tree_exports = require_rolldown_runtime.__exportAll({ treeSource: () => treeSource });
function treeSource({ cwd, paths = ["."], exclude = [], ignore = true, git }) {
	const options = {
		cwd,
		paths,
		exclude,
		ignore,
		git
	};
	return {
		mode: "tree",
		target: require_core.escapeText(options.paths.join(" ")),
		candidates: (sieve, ledger, signal) => new TreeScan(options, sieve, ledger, signal).run()
	};
}
var TreeScan = class {
	#options;
	#sieve;
	#ledger;
	#pauses;
	#scanner;
	#realFolders = new Map();
	#seenNames = new Set();
	#seen = null;
	#base = 0;
	constructor(options, sieve, ledger, signal) {
		this.#options = options;
		this.#sieve = sieve;
		this.#ledger = ledger;
		this.#pauses = new require_core.Pauses(signal);
		this.#scanner = new require_core.FileScanner(sieve, ledger, this.#pauses);
	}
	async *run() {
		const targets = resolveTargets(this.#options);
		this.#options = {
			...this.#options,
			git: trustedGit(this.#options, targets.folders)
		};
		this.#base = Buffer.byteLength(targets.base.endsWith("/") ? targets.base : `${targets.base}/`);
		const excluded = await require_filter.createFilter(this.#options.exclude);
		const wanted = targets.globs.length > 0 ? await require_filter.createFilter(targets.globs) : null;
		if (this.#options.paths.length > 1) this.#seen = new Set();
		for (const file of targets.files) yield* this.#listed({
			kind: "path",
			path: Buffer.from(file),
			isSubmodule: false
		}, excluded);
		for (const folder of targets.folders) yield* this.#all(listTree(folder, this.#options), excluded);
		if (!wanted) return;
		const inside = listTree((0, node_fs.realpathSync)(this.#options.cwd), this.#options);
		for await (const listed of inside) if (listed.kind === "path" && wanted(this.#name(listed.path))) yield* this.#listed(listed, excluded);
	}
	async *#all(listing, excluded) {
		for await (const listed of listing) yield* this.#listed(listed, excluded);
	}
	async *#listed(listed, excluded) {
		if (this.#isSeen(listed.path)) return;
		const name = this.#name(listed.path);
		if (listed.kind === "config") return yield* this.#config(listed.path, name);
		this.#ledger.list(1);
		const reason = listed.kind === "left-out" ? listed.reason : excluded(name) ? "path-excluded" : null;
		if (reason) return this.#ledger.skipped(reason, 0, this.#sieve.hits(name).length > 0 ? REDACTED : name);
		if (this.#pauses.due(1)) await this.#pauses.take();
		yield* this.#inName(name);
		const opened = this.#isReached(listed.path) ? require_core.openPath(listed.path) : {
			kind: "problem",
			reason: "vanished"
		};
		const origin = {
			name,
			kind: require_core.kindOf(name),
			places: [{
				kind: "file",
				path: name
			}]
		};
		if (opened.kind === "problem") return this.#ledger.skipped(listed.kind === "path" && listed.isSubmodule ? "submodule" : opened.reason, 0, name);
		if (opened.kind === "link") return yield* this.#scanner.bytes({
			...origin,
			kind: "text"
		}, opened.target, null);
		if (opened.kind === "file") return yield* this.#file(origin, listed.path, opened);
		const folder = listed.path.toString("utf8");
		if (!isInnerRepository(folder)) return this.#ledger.skipped("submodule", 0, name);
		this.#ledger.list(-1);
		try {
			yield* this.#all(listInner(folder, this.#options), excluded);
		} catch (error) {
			if (!(error instanceof require_core.HfleaksError) || error.code === "interrupted") throw error;
			this.#ledger.list(1);
			this.#ledger.skipped(error.code === "git-timeout" ? "timeout" : "read-error", 0, name);
		}
	}
	async *#file(origin, path, { fd, stat }) {
		let content = null;
		yield* this.#scanner.file(origin, fd, stat, (bytes) => {
			const oid = require_core.lfsOid(bytes);
			if (oid === null) return false;
			const repository = require_core.locateRepository((0, node_path.dirname)(path.toString("utf8")), {});
			content = repository && require_core.openLfsObject(repository, oid);
			this.#ledger.size(bytes.length);
			if (content?.kind === "file") this.#ledger.scanned(bytes.length);
			else this.#ledger.skipped("lfs-pointer", bytes.length, origin.name);
			return true;
		});
		const opened = content;
		if (opened?.kind !== "file") return;
		this.#ledger.list(1);
		yield* this.#scanner.file(origin, opened.fd, opened.stat);
	}
	*#config(path, name) {
		const bytes = require_core.readGitFile(path.toString("utf8"), require_core.WHOLE_LIMIT);
		if (!bytes && !statOrNull(node_fs.lstatSync, path.toString("utf8"))) return;
		this.#ledger.list(1);
		if (!bytes) return this.#ledger.skipped("permission", 0, name);
		yield* this.#scanner.bytes({
			name,
			kind: "text",
			places: [{
				kind: "gitfile",
				path: name
			}]
		}, bytes, null);
	}
	*#inName(name) {
		const hits = this.#sieve.hits(name);
		if (hits.length === 0) return;
		const parts = hits.map(({ offset }) => {
			const end = name.indexOf(47, offset);
			return name.toString("latin1", 0, end < 0 ? name.length : end);
		});
		if (parts.every((part) => this.#seenNames.has(part))) return;
		for (const part of parts) this.#seenNames.add(part);
		this.#ledger.list(1);
		yield* this.#scanner.bytes({
			name,
			kind: "text",
			places: [{
				kind: "name",
				of: "file",
				path: name
			}]
		}, name, null);
	}
	#isReached(path) {
		const folder = path.toString("latin1", 0, Math.max(path.lastIndexOf(47), 0));
		if (folder.length <= this.#base) return true;
		let real = this.#realFolders.get(folder);
		if (real === void 0) {
			const bytes = Buffer.from(folder, "latin1");
			real = ((0, node_fs.lstatSync)(bytes, { throwIfNoEntry: false })?.isDirectory() ?? false) && this.#isReached(bytes);
			this.#realFolders.set(folder, real);
		}
		return real;
	}
	#isSeen(path) {
		if (!this.#seen) return false;
		const key = path.toString("latin1");
		if (this.#seen.has(key)) return true;
		this.#seen.add(key);
		return false;
	}
	#name(path) {
		return path.subarray(this.#base);
	}
};
function trustedGit({ cwd, git }, folders) {
	const scanned = [(0, node_fs.realpathSync)(cwd), ...folders].map((folder) => require_core.locateRepository(folder, {})?.workTree ?? folder);
	return {
		...git,
		searchPath: require_core.searchPathOutside(git.searchPath, scanned)
	};
}
const REDACTED = Buffer.from("[redacted]");
const GLOB = /[*?[{]/;
function resolveTargets({ cwd, paths }) {
	const [folders, files, globs] = [
		[],
		[],
		[]
	];
	for (const path of paths) {
		const full = (0, node_path.resolve)(cwd, path);
		if (statOrNull(node_fs.statSync, full)?.isDirectory()) folders.push((0, node_fs.realpathSync)(full));
		else if (statOrNull(node_fs.lstatSync, full)) files.push((0, node_path.join)((0, node_fs.realpathSync)((0, node_path.dirname)(full)), full.slice((0, node_path.dirname)(full).length)));
		else if (GLOB.test(path)) globs.push(path);
		else throw new require_core.HfleaksError("path-not-found", `There is nothing at ${require_core.displayPath(Buffer.from(path))}.`, "Name a file, a folder or a glob (in quotes); \"hfleaks scan\" alone scans this folder.");
	}
	return {
		folders,
		files,
		globs,
		base: baseOf((0, node_fs.realpathSync)(cwd), [...folders, ...files.map(node_path.dirname)])
	};
}
function statOrNull(stat, path) {
	try {
		return stat(path);
	} catch {
		return null;
	}
}
function baseOf(cwd, folders) {
	const holds = (base, folder) => folder === base || folder.startsWith(base.endsWith(node_path.sep) ? base : base + node_path.sep);
	if (folders.every((folder) => holds(cwd, folder))) return cwd;
	let base = folders[0];
	while (!folders.every((folder) => holds(base, folder))) base = (0, node_path.dirname)(base);
	return base;
}
Object.defineProperty(exports, "treeSource", {
	enumerable: true,
	get: function() {
		return treeSource;
	}
});
Object.defineProperty(exports, "tree_exports", {
	enumerable: true,
	get: function() {
		return tree_exports;
	}
});
