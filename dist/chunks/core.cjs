const require_rolldown_runtime = require("./rolldown-runtime.cjs");
let node_child_process = require("node:child_process");
let node_os = require("node:os");
let node_path = require("node:path");
let node_process = require("node:process");
let node_buffer = require("node:buffer");
let node_fs = require("node:fs");
// src/secret.ts
const TOKEN_SHAPE = /(?:hf_(?:oauth__refresh_|app_)?|api_(?:org_)?|oauth_app_secret_)[A-Za-z0-9]{16,}|HFAK[A-Za-z0-9]{12,}|(?:hf_jwt_|hf_oauth_)?eyJ[\w-]{16,}(?:\.[\w-]+){0,2}|hf_s3_(?=[a-z0-9_-]{0,40}[A-Z])(?=[A-Za-z_-]{0,40}[0-9])[\w-]{16,}(?:\.[\w-]+){0,2}/g;
function tokenShapes(text) {
	return Array.from(text.matchAll(TOKEN_SHAPE), ({ 0: { length }, index }) => ({
		start: index,
		end: index + length
	}));
}
function redactTokens(text) {
	return text.replace(TOKEN_SHAPE, "[redacted]");
}
function shortened(text, width) {
	return text.length <= width ? text : redactTokens(text).slice(0, width);
}
const inspect = Symbol.for("nodejs.util.inspect.custom");
const MASK_MIN_HIDDEN = 18;
var Secret = class {
	#value;
	#mask;
	constructor(value, prefix) {
		const hidden = value.length - prefix.length - 4;
		this.#value = value;
		this.#mask = value.startsWith(prefix) && hidden >= MASK_MIN_HIDDEN ? `${prefix}…${value.slice(-4)}` : "[redacted]";
	}
	get mask() {
		return this.#mask;
	}
	reveal() {
		return this.#value;
	}
	equals(other) {
		return this.#value === other.#value;
	}
	toString() {
		return this.#mask;
	}
	toJSON() {
		return this.#mask;
	}
	[Symbol.toPrimitive]() {
		return this.#mask;
	}
	[inspect]() {
		return this.#mask;
	}
};
// src/errors.ts
var HfleaksError = class extends Error {
	code;
	hint;
	report = null;
	constructor(code, message, hint = "") {
		super(redactTokens(message));
		this.name = "HfleaksError";
		this.code = code;
		this.hint = redactTokens(hint);
	}
};
// src/path.ts
const UNSAFE = /[\\\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\udb40[\udc00-\udfff]/g;
function escapeText(text) {
	return text.replace(UNSAFE, (found) => {
		const code = found.codePointAt(0) ?? 0;
		if (found === "\\") return "\\\\";
		if (found === "\n") return "\\n";
		if (found === "\r") return "\\r";
		if (found === "	") return "\\t";
		return code < 128 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u{${code.toString(16)}}`;
	});
}
function mention(text, width = 60) {
	return escapeText(redactTokens(text)).slice(0, width);
}
function displayPath(path) {
	const bytes = Buffer.from(path.buffer, path.byteOffset, path.byteLength);
	if ((0, node_buffer.isUtf8)(bytes)) return escapeText(bytes.toString("utf8"));
	let text = "";
	for (let at = 0; at < bytes.length;) {
		const width = utf8Width(bytes, at);
		const piece = bytes.subarray(at, at + Math.max(width, 1));
		text += width === 0 ? `\\x${(piece[0] ?? 0).toString(16).padStart(2, "0")}` : escapeText(piece.toString("utf8"));
		at += piece.length;
	}
	return text;
}
function latin1(bytes) {
	return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}
function utf8Width(bytes, at) {
	for (let width = 1; width <= 4 && at + width <= bytes.length; width++) if ((0, node_buffer.isUtf8)(bytes.subarray(at, at + width))) return width;
	return 0;
}
// src/git/binary.ts
const WINDOWS = node_path.sep === "\\";
function findGit(searchPath, folders) {
	for (const entry of (searchPath ?? "").split(node_path.delimiter)) {
		if (!(0, node_path.isAbsolute)(entry) || entry.split(node_path.sep).includes("node_modules")) continue;
		const path = (0, node_path.join)(entry, WINDOWS ? "git.exe" : "git");
		if (isProgram(path) && ![path, node_fs.realpathSync.native(path)].some((one) => folders.some((folder) => isInside$1(one, folder)))) return path;
	}
	throw new HfleaksError("git-missing", "git was not found on PATH.", "Install git, or scan files with \"hfleaks scan --no-ignore\".");
}
function searchPathOutside(searchPath, folders) {
	const isOutside = (entry) => {
		const real = (0, node_path.isAbsolute)(entry) ? realFolder$2(entry) : null;
		return real !== null && !folders.some((folder) => isInside$1(entry, folder) || isInside$1(real, folder));
	};
	return (searchPath ?? "").split(node_path.delimiter).filter(isOutside).join(node_path.delimiter);
}
function realFolder$2(path) {
	try {
		return node_fs.realpathSync.native(path);
	} catch {
		return null;
	}
}
function isInside$1(path, folder) {
	return path === folder || path.startsWith(folder.endsWith(node_path.sep) ? folder : folder + node_path.sep);
}
function isProgram(path) {
	try {
		(0, node_fs.accessSync)(path, node_fs.constants.X_OK);
		return (0, node_fs.statSync)(path).isFile();
	} catch {
		return false;
	}
}
// src/git/files.ts
const LIMIT$1 = 64 << 20;
const PIECE = 65536;
const SLASH$1 = Buffer.from("/");
function readGitFile(path, limit = LIMIT$1, most = limit) {
	return withFile(path, limit, (fd, size) => {
		const bytes = Buffer.allocUnsafe(Math.min(size, most));
		let filled = 0;
		while (filled < bytes.length) {
			const read = (0, node_fs.readSync)(fd, bytes, filled, bytes.length - filled, filled);
			if (read === 0) break;
			filled += read;
		}
		return bytes.subarray(0, filled);
	});
}
function readGitLine(path, encoding = "utf8") {
	const bytes = readGitFile(path, 65536);
	if (bytes === null) return null;
	let end = bytes.length;
	while (end > 0 && (bytes[end - 1] === 10 || bytes[end - 1] === 13)) end--;
	return bytes.toString(encoding, 0, end);
}
function eachGitLine(path, limit, each) {
	return withFile(path, limit, (fd) => eachLine(fd, limit, each)) ?? false;
}
function eachLine(fd, limit, each) {
	const piece = Buffer.allocUnsafe(PIECE);
	let rest = "";
	let at = 0;
	for (let read = (0, node_fs.readSync)(fd, piece, 0, PIECE, at); read > 0; read = (0, node_fs.readSync)(fd, piece, 0, PIECE, at)) {
		at += read;
		if (at > limit) return false;
		const lines = piece.toString("latin1", 0, read).split("\n");
		const last = lines.pop();
		for (const line of lines) {
			if (!each(rest + line)) return true;
			rest = "";
		}
		if (rest.length < PIECE) rest += last;
	}
	if (rest !== "") each(rest);
	return true;
}
function withFile(path, limit, use) {
	let fd;
	try {
		fd = (0, node_fs.openSync)(path, node_fs.constants.O_RDONLY | node_fs.constants.O_NONBLOCK);
	} catch {
		return null;
	}
	try {
		const stat = (0, node_fs.fstatSync)(fd);
		return stat.isFile() && stat.size <= limit ? use(fd, stat.size) : null;
	} catch {
		return null;
	} finally {
		(0, node_fs.closeSync)(fd);
	}
}
function listFolder(path) {
	try {
		return (0, node_fs.readdirSync)(path, {
			encoding: "buffer",
			withFileTypes: true
		}).sort((a, b) => Buffer.compare(a.name, b.name));
	} catch {
		return null;
	}
}
function pathBelow(folder, name) {
	const bytes = typeof name === "string" ? Buffer.from(name, "latin1") : name;
	return folder.length === 0 ? bytes : Buffer.concat([
		folder,
		SLASH$1,
		bytes
	]);
}
function kindOf$1(path) {
	try {
		const stat = (0, node_fs.lstatSync)(path);
		return stat.isDirectory() ? "folder" : stat.isSymbolicLink() ? "link" : "other";
	} catch (error) {
		return error.code === "ENOENT" ? null : "other";
	}
}
function isMissing(path) {
	try {
		(0, node_fs.statSync)(path);
		return false;
	} catch (error) {
		return error.code === "ENOENT";
	}
}
function realName(path) {
	try {
		return node_fs.realpathSync.native(path, "latin1");
	} catch {
		return path.toString("latin1");
	}
}
function processStatus(pid) {
	try {
		return (0, node_fs.readFileSync)(`/proc/${pid}/status`, "latin1");
	} catch {
		return "";
	}
}
// src/git/config.ts
const SPACES = /[ \t\r\f\v]*/y;
const SECTION = /\[[ \t]*([-.A-Za-z0-9]+)(?:[ \t]+"((?:[^"\\\n]|\\[^\n])*)")?[ \t]*\]/y;
const KEY = /([A-Za-z][-A-Za-z0-9]*)[ \t]*(=?)/y;
const REST = /[^\n]*/y;
const PLAIN = /[^\\"\n;# \t\r]+/y;
const ESCAPES = {
	n: "\n",
	t: "	",
	b: "\b"
};
function* settingsOf(text) {
	let [section, subsection] = ["", null];
	let line = 0;
	for (let at = 0; at < text.length;) {
		at += lengthAt(SPACES, text, at);
		if (text[at] === "\n") {
			line++;
			at++;
			continue;
		}
		const head = matchAt(SECTION, text, at);
		if (head) {
			[section, subsection] = [head[1].toLowerCase(), head[2]?.replace(/\\(.)/g, "$1") ?? null];
			at += head[0].length;
			continue;
		}
		const pair = matchAt(KEY, text, at);
		if (!pair) {
			at += lengthAt(REST, text, at);
			continue;
		}
		at += pair[0].length;
		const value = pair[2] === "=" ? valueAt(text, at) : null;
		yield {
			section,
			subsection,
			key: pair[1].toLowerCase(),
			value: value?.text ?? null,
			line
		};
		at = value?.end ?? at + lengthAt(REST, text, at);
		line += value?.continued ?? 0;
	}
}
function plainValues(text) {
	const lines = [];
	for (const { value, line } of settingsOf(text)) {
		while (lines.length <= line) lines.push("");
		lines[line] += `${lines[line] === "" ? "" : " "}${(value ?? "").replaceAll("\n", " ")}`;
	}
	return lines.join("\n");
}
function valueAt(text, start) {
	const pieces = [];
	let [isQuoted, continued, spaces] = [
		false,
		0,
		""
	];
	let at = start;
	const take = (piece) => {
		if (pieces.length > 0) pieces.push(spaces);
		spaces = "";
		pieces.push(piece);
	};
	while (at < text.length && text[at] !== "\n") {
		const sign = text[at];
		const next = text[at + 1] ?? "";
		if (sign === "\\") {
			if (next === "\n" || text.startsWith("\r\n", at + 1)) continued++;
			else take(ESCAPES[next] ?? next);
			at += text.startsWith("\r\n", at + 1) ? 3 : 2;
		} else if (sign === "\"") {
			isQuoted = !isQuoted;
			at++;
		} else if (!isQuoted && (sign === ";" || sign === "#")) at += lengthAt(REST, text, at);
		else if (isQuoted || !/\s/.test(sign)) {
			const piece = text.slice(at, at + Math.max(1, lengthAt(PLAIN, text, at)));
			take(piece);
			at += piece.length;
		} else {
			spaces += sign;
			at++;
		}
	}
	return {
		text: pieces.join(""),
		end: at,
		continued
	};
}
function matchAt(pattern, text, at) {
	pattern.lastIndex = at;
	return pattern.exec(text);
}
function lengthAt(pattern, text, at) {
	return matchAt(pattern, text, at)?.[0].length ?? 0;
}
// src/git/repository.ts
function locateRepository(cwd, variables) {
	if (variables.GIT_DIR) {
		const gitDir = (0, node_path.resolve)(cwd, variables.GIT_DIR);
		if (!isGitDir(gitDir) && !variables.GIT_COMMON_DIR) return null;
		return describe(gitDir, variables.GIT_WORK_TREE ? (0, node_path.resolve)(cwd, variables.GIT_WORK_TREE) : workTreeFrom(cwd, gitDir), cwd, variables);
	}
	for (let folder = cwd;; folder = (0, node_path.dirname)(folder)) {
		const gitDir = gitDirOf(folder);
		if (gitDir) return describe(gitDir, folder, cwd, variables);
		if ((0, node_path.dirname)(folder) === folder) return null;
	}
}
function repositoryAt(folder) {
	const gitDir = gitDirOf(folder);
	return gitDir ? describe(gitDir, folder, folder, {}) : null;
}
function requireRepository(cwd, variables) {
	return locateRepository(cwd, variables) ?? noRepository(cwd);
}
function requireRepositoryFor(path, variables) {
	if (variables.GIT_DIR) return requireRepository(path, variables);
	const named = isFolder(path) || (0, node_path.basename)(path) !== ".git" ? path : (0, node_path.dirname)(path);
	if (!isFolder(named)) throw new HfleaksError("path-not-found", `There is no folder at ${displayPath(Buffer.from(path))}.`, NAME_A_FOLDER);
	const folder = node_fs.realpathSync.native(named);
	const here = repositoryIn(folder, variables) ?? gitDirectoryAt(folder, variables, node_fs.statSync);
	if (here) return here;
	for (let above = folder; (0, node_path.dirname)(above) !== above;) {
		above = (0, node_path.dirname)(above);
		const repository = repositoryIn(above, variables);
		if (repository) return repository;
	}
	return noRepository(path);
}
const NAME_A_FOLDER = "Name a folder of a work tree, or a bare repository.";
function noRepository(folder) {
	for (let above = folder;; above = (0, node_path.dirname)(above)) {
		const head = (0, node_path.join)(above, ".git", "HEAD");
		if (kindOf$1(Buffer.from(head)) !== null && readGitLine(head) === null) throw new HfleaksError("git-failed", `${displayPath(Buffer.from(head))} is no file that can be read.`, "Check the repository; if it is a FIFO or a device, the repository is hostile.");
		if ((0, node_path.dirname)(above) === above) break;
	}
	throw new HfleaksError("not-a-repository", `There is no git repository at ${displayPath(Buffer.from(folder))} or above it.`, "Run this inside a repository, or scan the files as they are with \"hfleaks scan\".");
}
function repositoryIn(folder, variables) {
	const dotGit = (0, node_path.join)(folder, ".git");
	if (looksLikeGitDirectory(Buffer.from(dotGit), node_fs.statSync)) return describe(dotGit, folder, folder, variables, dotGit);
	const gitDir = gitDirOf(folder);
	return gitDir ? describe(gitDir, folder, folder, variables) : null;
}
function repositoryOf(folder) {
	return gitDirectoryAt(folder, {}, node_fs.lstatSync);
}
function gitDirectoryAt(folder, variables, look) {
	if (!looksLikeGitDirectory(Buffer.from(folder), look)) return null;
	return describe(folder, workTreeFrom(folder, folder), folder, variables, folder);
}
function workTreeFrom(cwd, gitDir) {
	return cwd === gitDir && (0, node_path.basename)(gitDir) === ".git" ? (0, node_path.dirname)(gitDir) : cwd;
}
function looksLikeGitDirectory(folder, look = node_fs.lstatSync) {
	const at = (name) => {
		try {
			return look(pathBelow(folder, name));
		} catch {
			return null;
		}
	};
	if (!at("objects")?.isDirectory()) return false;
	if (at("refs")?.isDirectory() && at("objects/pack")?.isDirectory()) return true;
	return (at("HEAD") !== null || isNameOfRef(pathBelow(folder, "HEAD"))) && [
		"refs",
		"packed-refs",
		"reftable"
	].some((name) => at(name) !== null);
}
function linkedGitDirs({ commonDir }) {
	const folder = Buffer.from((0, node_path.join)(commonDir, "worktrees"));
	const stat = (0, node_fs.lstatSync)(folder, { throwIfNoEntry: false });
	if (!stat) return [];
	return (stat.isDirectory() ? listFolder(folder) : null)?.filter((entry) => entry.isDirectory()).map(({ name }) => pathBelow(folder, name)) ?? null;
}
function gitDirOf(folder) {
	const dotGit = (0, node_path.join)(folder, ".git");
	if (isFolder(dotGit)) {
		refuseLocked(dotGit);
		return isGitDir(dotGit) ? dotGit : null;
	}
	const target = /^gitdir: (.+)$/s.exec(readGitLine(dotGit) ?? "")?.[1];
	if (!target) return null;
	const gitDir = (0, node_path.isAbsolute)(target) ? target : (0, node_path.join)(folder, target);
	return isGitDir(gitDir) ? gitDir : null;
}
function refuseLocked(gitDir) {
	try {
		(0, node_fs.accessSync)((0, node_path.join)(gitDir, "HEAD"), node_fs.constants.R_OK);
	} catch (error) {
		if (error.code === "EACCES") throw new HfleaksError("git-failed", `${displayPath(Buffer.from(gitDir))} may not be read.`, "Check its permissions.");
	}
}
function foldersOf({ workTree, commonDir }) {
	const main = commonDir.split(`${node_path.sep}.git${node_path.sep}modules${node_path.sep}`)[0];
	const folders = new Set([workTree, (0, node_path.basename)(main) === ".git" ? (0, node_path.dirname)(main) : main]);
	for (const start of [...folders]) for (let above = (0, node_path.dirname)(start); (0, node_path.dirname)(above) !== above; above = (0, node_path.dirname)(above)) if (kindOf$1(Buffer.from((0, node_path.join)(above, ".git"))) !== null) folders.add(above);
	return [...folders];
}
function isInside({ workTree, gitDir, commonDir }, path) {
	const real = realName(Buffer.from(path));
	return [
		workTree,
		commonDir,
		gitDir
	].some((folder) => {
		const own = realName(Buffer.from(folder));
		return real.startsWith(own.endsWith(node_path.sep) ? own : own + node_path.sep);
	});
}
function isGitDir(path) {
	const head = (0, node_path.join)(path, "HEAD");
	return (readGitLine(head) !== null || isNameOfRef(head)) && isFolder((0, node_path.join)(commonDirOf(path), "objects"));
}
function isNameOfRef(path) {
	return linkedRef(path) !== null;
}
function linkedRef(path) {
	try {
		const target = (0, node_fs.readlinkSync)(path, "latin1");
		return target.startsWith("refs/") ? target : null;
	} catch {
		return null;
	}
}
function isFolder(path) {
	try {
		return (0, node_fs.statSync)(path).isDirectory();
	} catch {
		return false;
	}
}
function commonDirOf(gitDir) {
	const common = readGitLine((0, node_path.join)(gitDir, "commondir"));
	return common ? (0, node_path.resolve)(gitDir, common) : gitDir;
}
function describe(gitDir, workTree, cwd, variables, ownCommonDir = commonDirOf(gitDir)) {
	if (!isFolder(workTree)) return null;
	const commonDir = variables.GIT_COMMON_DIR ? (0, node_path.resolve)(cwd, variables.GIT_COMMON_DIR) : ownCommonDir;
	const config = readGitFile((0, node_path.join)(commonDir, "config"), 1 << 20)?.toString("utf8") ?? "";
	const settings = section(config, "extensions");
	const bare = workTree === gitDir || isBareByConfig(gitDir, commonDir, config, variables);
	return {
		workTree: node_fs.realpathSync.native(bare ? gitDir : workTree),
		gitDir,
		commonDir,
		indexFile: (0, node_path.resolve)(workTree, variables.GIT_INDEX_FILE || (0, node_path.join)(gitDir, "index")),
		isIndexNamed: Boolean(variables.GIT_INDEX_FILE),
		objectFormat: settings.get("objectformat") === "sha256" ? "sha256" : "sha1",
		refFiles: (settings.get("refstorage") ?? "files") === "files",
		bare,
		objectDirectory: (0, node_path.resolve)(cwd, variables.GIT_OBJECT_DIRECTORY || (0, node_path.join)(commonDir, "objects")),
		alternateObjects: searchPath(variables.GIT_ALTERNATE_OBJECT_DIRECTORIES ?? "").map((path) => (0, node_path.resolve)(cwd, path))
	};
}
function isBareByConfig(gitDir, commonDir, config, variables) {
	if (!variables.GIT_DIR || variables.GIT_WORK_TREE || gitDir !== commonDir) return false;
	return section(config, "core").get("bare") === "true";
}
function searchPath(list) {
	return (list.match(node_path.delimiter === ";" ? /"(?:[^"\\]|\\.)*"|[^;]+/g : /"(?:[^"\\]|\\.)*"|[^:]+/g) ?? []).map((entry) => entry.startsWith("\"") ? entry.slice(1, -1).replace(/\\(.)/g, "$1") : entry);
}
function section(config, wanted) {
	const found = new Map();
	for (const { section: name, subsection, key, value } of settingsOf(config)) if (name === wanted && subsection === null) found.set(key, (value ?? "true").toLowerCase());
	return found;
}
// src/version.ts
const VERSION = "0.1.0";
// src/git/shadow.ts
function removeShadow(folder) {
	try {
		for (const file of ["HEAD", "config"]) (0, node_fs.unlinkSync)((0, node_path.join)(folder, file));
		for (const path of ["refs", "."]) (0, node_fs.rmdirSync)((0, node_path.join)(folder, path));
	} catch {
		(0, node_fs.rmSync)(folder, {
			recursive: true,
			force: true
		});
	}
}
function createShadow(repository, temporary, index) {
	refuseTraps(repository, index);
	const folder = makeFolder$1(temporary);
	try {
		fill(folder, repository);
	} catch {
		removeShadow(folder);
		throw new HfleaksError("git-failed", "The repository's git directory may not be read, or the temporary folder not be written.", "Check the permissions of .git and of TMPDIR.");
	}
	return folder;
}
function fill(folder, repository) {
	(0, node_fs.mkdirSync)((0, node_path.join)(folder, "refs"));
	(0, node_fs.writeFileSync)((0, node_path.join)(folder, "HEAD"), "ref: refs/heads/none\n");
	const sha256 = repository.objectFormat === "sha256";
	(0, node_fs.writeFileSync)((0, node_path.join)(folder, "config"), `[core]\n\trepositoryformatversion = ${sha256 ? 1 : 0}\n\tbare = true\n${sha256 ? "[extensions]\n	objectFormat = sha256\n" : ""}`);
	copyIfRegular((0, node_path.join)(repository.commonDir, "shallow"), (0, node_path.join)(folder, "shallow"));
	linkSharedIndexes(repository.gitDir, folder);
}
function copyExclude(repository, folder) {
	copyIfRegular((0, node_path.join)(repository.commonDir, "info/exclude"), (0, node_path.join)(folder, "info/exclude"));
}
function tellRefs(folder, refs, head) {
	const plain = refs.map(({ name, oid }) => ({
		name: name.toString("latin1"),
		oid
	})).filter(({ name }) => PLAIN_REF.test(name) && !/\.\.|\/\/|\/\.|\.lock(?:\/|$)|@\{|[./]$/.test(name));
	(0, node_fs.writeFileSync)((0, node_path.join)(folder, "packed-refs"), plain.map(({ name, oid }) => `${oid} ${name}\n`).join(""), "latin1");
	if (head !== null) (0, node_fs.writeFileSync)((0, node_path.join)(folder, "HEAD"), `${head}\n`);
}
function tellBoundary(folder, commits) {
	(0, node_fs.rmSync)((0, node_path.join)(folder, "shallow"), { force: true });
	if (commits.length > 0) (0, node_fs.writeFileSync)((0, node_path.join)(folder, "shallow"), commits.map((oid) => `${oid}\n`).join(""));
}
function linkStore(shadow, directory, isUsable, name = "objects") {
	const store = (0, node_path.join)(shadow, name);
	(0, node_fs.mkdirSync)(store);
	for (const folder of listFolder(directory) ?? []) {
		const name = folder.name.toString("latin1");
		if (!/^(?:[0-9a-f]{2}|pack)$/.test(name) || !isUsable(folder, directory, false)) continue;
		const [from, to] = [(0, node_path.join)(directory, name), (0, node_path.join)(store, name)];
		const entries = listFolder(from) ?? [];
		if (entries.every((entry) => entry.isFile())) (0, node_fs.symlinkSync)(from, to);
		else {
			(0, node_fs.mkdirSync)(to);
			for (const entry of entries) if (isUsable(entry, from, true)) (0, node_fs.symlinkSync)(Buffer.concat([Buffer.from(from + node_path.sep), entry.name]), Buffer.concat([Buffer.from(to + node_path.sep), entry.name]));
		}
	}
	return store;
}
const PLAIN_REF = /^refs\/[!"#$%&'()+,\-./0-9;<=>@A-Z\]_`a-z{|}\x80-\xff]+$/;
function makeFolder$1(temporary) {
	try {
		return (0, node_fs.mkdtempSync)((0, node_path.join)(temporary, "hfleaks-"));
	} catch {
		throw new HfleaksError("write-failed", "No temporary folder can be made.", "Set TMPDIR to a folder that can be written to.");
	}
}
function copyIfRegular(from, to) {
	if (!(0, node_fs.lstatSync)(from, { throwIfNoEntry: false })?.isFile()) return;
	(0, node_fs.mkdirSync)((0, node_path.dirname)(to), { recursive: true });
	try {
		(0, node_fs.copyFileSync)(from, to, node_fs.constants.COPYFILE_EXCL);
	} catch {}
}
function linkSharedIndexes(gitDir, folder) {
	for (const entry of (0, node_fs.readdirSync)(gitDir, { withFileTypes: true })) if (entry.isFile() && entry.name.startsWith("sharedindex.")) (0, node_fs.symlinkSync)((0, node_path.join)(gitDir, entry.name), (0, node_path.join)(folder, entry.name));
}
function refuseTraps({ objectDirectory, indexFile }, index) {
	for (const [name, path, isRead] of [[
		"objects/info/alternates",
		(0, node_path.join)(objectDirectory, "info/alternates"),
		true
	], [
		"index",
		indexFile,
		index
	]]) if (isRead && !isFileOrNothing(path)) throw new HfleaksError("git-failed", `The repository has an ${name} that is no readable file.`, "Check its permissions; if it is a FIFO or a device, the repository is hostile: scan its files with \"hfleaks scan --no-ignore\".");
}
function isFileOrNothing(path) {
	try {
		return (0, node_fs.statSync)(path, { throwIfNoEntry: false })?.isFile() ?? true;
	} catch {
		return false;
	}
}
// src/git/self-test.ts
const OBJECTS = {
	blob: ["f4b3c1141b2e8d4ed24815bb1519b5bf637dbba7", "eNpLyslPUjC0ZMhIy0lNzC5WKEpNTClWKMnILOYCAH3ICRk="],
	replacement: ["c27e4ceda99777ddbe4d6134bbb16ad782b2551d", "eNpLyslPUjA0ZkjMS1HIyy9RKMlILOECAEi5BqM="],
	tree: ["4a333a812f7fc7d9a768635841b6e46449d53693", "eNorKUpNVTA2YjA0MDAzMVFIy8xJZfiy+aCItF6v3yUP0d2iklv3J9fuXg4AAcUOkw=="],
	first: ["293ec6990969b8b11aff96eb2864ac47aeaa7121", "eNqNjUEKwjAQAD3nFXsvSNPdbhKQYp+yphssGCJxBZ8vig9wDnMamNxq3Q08jQfrqkCCiBL9VELJYUsSODLOkfyFlZgobTNyQidPu7YOK5zkrC+p95sec6sL+DD+gOFjl78L079iV/b+MPcGsX4p+w=="],
	second: ["5220ec9d1042119e06fc4a2cb3bbad063e965e62", "eNqNjkEKAjEMAD33Fb0Lsmm7aQMi+pQ0TVGw22Wt4PNF8QHOYU5zGOmt3YaFRLuxqdrA3ntO4GqsEgtxxIR+TgEyasAQqMweyZuVN12GdeRVkGgipJwyANdKqNklDCwhsjJHcGD4Oa59sxd75LO+uK13PUhvJwtx+mH3Hxv5Lg39KzYPlb4U8wY1sTgN"],
	claim: ["d5dd7a5ea16acc908eb5001ffe5beb51aaa23bf5", "eNorKUpNVTA0gAKG4oz8ohIAOowFsg=="]
};
const CONTENT = "hfleaks reads this\n";
const INDEX = "RElSQwAAAAIAAAABAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAACBpAAAAAAAAAAAAAAAAMJ+TO2pl3fdvk1hNLuxateCslUdAARmaWxlAAAAAAAAhmSYVJUG0gqIVdohPNjPsNZ2CBo=";
const SMALL$1 = { GIT_ALLOC_LIMIT: "1m" };
const TEST = 2;
function programId(program) {
	const { dev, ino, size, mtimeMs, ctimeMs } = (0, node_fs.statSync)(program);
	return [
		"git",
		VERSION,
		TEST,
		dev,
		ino,
		size,
		mtimeMs,
		ctimeMs
	].join("-").replaceAll(".", "_");
}
async function proveShadow(temporary, ask) {
	const folder = makeFolder$1(temporary);
	try {
		const gitDir = hostileRepository(folder);
		const { blob, replacement, tree, first, second, claim } = OBJECTS;
		expect("lists the objects of a history", (await ask(gitDir, "rev-list", [
			"--objects",
			"--no-object-names",
			"--missing=print",
			"--stdin"
		], `${second[0]}\n`)).stdout === [
			second,
			first,
			tree,
			blob
		].map(([oid]) => `${oid}\n`).join(""));
		expect("reads an object", (await ask(gitDir, "cat-file", ["--batch", "--buffer"], `${blob[0]}\n`)).stdout === `${blob[0]} blob 19\n${CONTENT}\n`);
		expect("tells what a commit changes", (await ask(gitDir, "log", [
			"--raw",
			"-z",
			"-c",
			"--root",
			"--no-abbrev",
			"--format=%H",
			"--stdin"
		], `${first[0]}\n`)).stdout.includes(`${blob[0]} A\0file\0`));
		const index = await ask(gitDir, "ls-files", ["--stage", "-z"], "");
		expect("lists an index", index.ended && index.stdout === `100644 ${replacement[0]} 0\tfile\0`);
		expect("tells what is staged", (await ask(gitDir, "diff-index", [
			"--cached",
			"--raw",
			"-z",
			"--no-abbrev",
			"--no-renames",
			"--ignore-submodules=none",
			first[0]
		], "")).stdout === `:100644 100644 ${blob[0]} ${replacement[0]} M\0file\0`);
		expect("keeps to the memory it may take", (await ask(gitDir, "cat-file", ["--batch", "--buffer"], `${claim[0]}\n`, SMALL$1)).complaints.some((line) => line.includes("attempting to allocate")));
		expect("runs nothing", (0, node_fs.statSync)((0, node_path.join)(folder, "marker"), { throwIfNoEntry: false }) === void 0);
	} finally {
		(0, node_fs.rmSync)(folder, {
			recursive: true,
			force: true
		});
	}
}
function expect(what, isTrue) {
	if (isTrue) return;
	throw new HfleaksError("git-untrusted", `This git is not used: the test whether it ${what} failed.`, "Tell us what \"git --version\" says, or put another git on PATH.");
}
function hostileRepository(folder) {
	const gitDir = (0, node_path.join)(folder, ".git");
	const put = (path, content) => {
		(0, node_fs.mkdirSync)((0, node_path.dirname)((0, node_path.join)(gitDir, path)), { recursive: true });
		(0, node_fs.writeFileSync)((0, node_path.join)(gitDir, path), content);
	};
	for (const [oid, file] of Object.values(OBJECTS)) put(`objects/${oid.slice(0, 2)}/${oid.slice(2)}`, Buffer.from(file, "base64"));
	const mark = `touch '${(0, node_path.join)(folder, "marker")}' #`;
	put("HEAD", "ref: refs/heads/main\n");
	put("index", Buffer.from(INDEX, "base64"));
	put("refs/heads/main", `${OBJECTS.second[0]}\n`);
	put(`refs/replace/${OBJECTS.blob[0]}`, `${OBJECTS.replacement[0]}\n`);
	put("info/grafts", `${OBJECTS.second[0]}\n`);
	put("info/attributes", "* diff=x filter=x\n");
	put("config", [
		"core.fsmonitor",
		"core.pager",
		"core.alternateRefsCommand",
		"diff.external",
		"gpg.program",
		"alias.log"
	].map((key) => [...key.split("."), key.startsWith("alias") ? `!${mark}` : mark]).map(([section, key, value]) => `[${section}]\n\t${key} = "${value}"\n`).join("") + `[diff "x"]\n\ttextconv = "${mark}"\n[filter "x"]\n\tsmudge = "${mark}"\n[log]\n\tshowSignature = true\n`);
	if (!repositoryOf(gitDir)) throw new Error("the repository of the self-test is none");
	return gitDir;
}
// src/git/runner.ts
const HARMLESS = new Set(["for-each-ref", "rev-parse"]);
const FLAGS$1 = [
	"--no-pager",
	"--literal-pathspecs",
	...Object.entries({
		"core.fsmonitor": "false",
		"core.hooksPath": "/dev/null",
		"core.commitGraph": "false",
		"core.multiPackIndex": "false",
		"core.untrackedCache": "false",
		"core.attributesFile": "/dev/null",
		"core.excludesFile": "/dev/null",
		"log.showSignature": "false",
		"safe.bareRepository": "explicit",
		"protocol.ext.allow": "never"
	}).flatMap(([key, value]) => ["-c", `${key}=${value}`])
];
const MESSAGE_LIMIT = 8192;
const PATIENCE = 6e4;
const TEST_PATIENCE = 1e4;
const SUSPICIOUS = 3e3;
const BOX_LOOK = 50;
const live = new Set();
const PROVEN = new Set();
function argumentsOf(subcommand, args, { workTree }) {
	return [
		...FLAGS$1,
		...workTree ? ["-c", "core.bare=false"] : [],
		subcommand,
		...args
	];
}
function releaseGit() {
	for (const git of live) git.close();
}
var Git = class Git {
	repository;
	#environment;
	#program;
	#shadow;
	#index;
	#running = new Set();
	#objects;
	#alternates;
	static async open(repository, environment, needs = {}) {
		const git = new Git(repository, environment, needs);
		try {
			await git.#prove();
			return git;
		} catch (error) {
			git.close();
			throw error;
		}
	}
	constructor(repository, environment, { index = true } = {}) {
		this.repository = repository;
		this.#environment = environment;
		this.#program = findGit(environment.searchPath, foldersOf(repository));
		this.#shadow = createShadow(repository, (0, node_path.resolve)(environment.temporary ?? (0, node_os.tmpdir)()), index);
		this.#index = index ? repository.indexFile : (0, node_path.join)(this.#shadow, "index");
		this.#objects = repository.objectDirectory;
		this.#alternates = repository.alternateObjects;
		live.add(this);
	}
	get shadow() {
		return this.#shadow;
	}
	get objectDirectory() {
		return this.#objects;
	}
	useStore(directory, alternates) {
		this.#objects = directory;
		this.#alternates = alternates;
	}
	start(subcommand, args, options = {}) {
		return this.#start(subcommand, args, options, {});
	}
	#start(subcommand, args, options, more) {
		const { workTree, gitDir } = this.repository;
		if (options.workTree) copyExclude(this.repository, this.#shadow);
		const child = (0, node_child_process.spawn)(this.#program, argumentsOf(subcommand, args, options), {
			cwd: options.workTree ? workTree : this.#shadow,
			env: this.#variables({
				...options.workTree && { GIT_WORK_TREE: workTree },
				...options.ownDirectory && HARMLESS.has(subcommand) && { GIT_DIR: gitDir },
				...options.indexFile && { GIT_INDEX_FILE: options.indexFile },
				...options.onlyStore && {
					GIT_OBJECT_DIRECTORY: options.onlyStore,
					GIT_ALTERNATE_OBJECT_DIRECTORIES: ""
				},
				...more
			}),
			stdio: [
				"pipe",
				"pipe",
				"pipe"
			],
			detached: !WINDOWS,
			windowsHide: true
		});
		const process = watch(child, subcommand, this.#environment, options.box, () => this.#findTrap());
		this.#running.add(process);
		child.once("close", () => this.#running.delete(process));
		return process;
	}
	async #findTrap() {
		if (this.#objects !== this.repository.objectDirectory) return null;
		const { surveyStore } = await Promise.resolve().then(() => require("./store.cjs")).then((n) => n.store_exports);
		const [trap] = surveyStore(this.repository).traps;
		return trap ? displayPath(Buffer.concat([Buffer.from("objects/"), trap])) : null;
	}
	async #ask(subcommand, args, input, more) {
		const process = this.#start(subcommand, args, {}, more);
		process.send(input);
		let stdout = "";
		for (let piece = await process.read(); piece; piece = await process.read()) stdout += piece.toString("latin1");
		return {
			ended: await process.end().then(() => true, (error) => {
				if (error instanceof HfleaksError && error.code === "git-failed") return false;
				throw error;
			}),
			stdout,
			complaints: process.complaints()
		};
	}
	async #prove() {
		const { proven = PROVEN, patience = PATIENCE } = this.#environment;
		const id = programId(this.#program);
		if (proven.has(id)) return;
		const environment = {
			...this.#environment,
			searchPath: (0, node_path.dirname)(this.#program),
			temporary: this.#shadow,
			patience: Math.min(patience, TEST_PATIENCE)
		};
		await proveShadow(this.#shadow, async (gitDir, subcommand, args, input, more = {}) => {
			const git = new Git(repositoryOf(gitDir), environment, {});
			try {
				return await git.#ask(subcommand, args, input, more);
			} finally {
				git.close();
			}
		});
		proven.add(id);
	}
	close() {
		for (const process of this.#running) process.kill();
		removeShadow(this.#shadow);
		live.delete(this);
	}
	#variables(more) {
		return {
			PATH: (0, node_path.dirname)(this.#program),
			HOME: this.#shadow,
			LC_ALL: "C",
			GIT_DIR: this.#shadow,
			GIT_INDEX_FILE: this.#index,
			GIT_OBJECT_DIRECTORY: this.#objects,
			GIT_ALTERNATE_OBJECT_DIRECTORIES: this.#alternates.map(quoted).join(node_path.delimiter),
			GIT_CONFIG_NOSYSTEM: "1",
			GIT_CONFIG_GLOBAL: "/dev/null",
			GIT_ATTR_NOSYSTEM: "1",
			GIT_OPTIONAL_LOCKS: "0",
			GIT_NO_REPLACE_OBJECTS: "1",
			GIT_NO_LAZY_FETCH: "1",
			GIT_ALLOW_PROTOCOL: "none",
			GIT_TERMINAL_PROMPT: "0",
			GIT_ALLOC_LIMIT: "520m",
			...more
		};
	}
};
function quoted(path) {
	return path.includes(node_path.delimiter) || path.startsWith("\"") ? `"${path.replace(/["\\]/g, "\\$&")}"` : path;
}
function watch(child, subcommand, environment, box, findTrap) {
	const patience = box ? box.milliseconds + 1e3 : environment.patience ?? PATIENCE;
	const complaint = [];
	let complained = 0;
	child.stderr?.on("data", (piece) => {
		if (complained < MESSAGE_LIMIT) complaint.push(piece);
		complained += piece.length;
	});
	child.stdin?.on("error", () => void 0);
	const output = child.stdout;
	let ended = false;
	let wake = null;
	output.on("readable", () => wake?.());
	for (const end of [
		"end",
		"error",
		"close"
	]) output.once(end, () => {
		ended = true;
		wake?.();
	});
	const closed = new Promise((resolve, reject) => {
		child.once("error", () => reject(new HfleaksError("git-missing", "git could not be started.", "Check that git runs: git --version")));
		child.once("close", (code) => resolve(code));
	});
	closed.catch(() => void 0);
	if (box) keepInBox(child, box, () => kill());
	const kill = () => {
		if (child.exitCode !== null || child.pid === void 0) return;
		try {
			if (WINDOWS) child.kill("SIGKILL");
			else (0, node_process.kill)(-child.pid, "SIGKILL");
		} catch {
			child.kill("SIGKILL");
		}
	};
	const patiently = async (work) => {
		let timer;
		let suspicion;
		const tooLate = new Promise((_, reject) => {
			suspicion = setTimeout(() => {
				findTrap().then((trap) => {
					if (trap === null) return;
					kill();
					reject(trapped(trap));
				}, reject);
			}, SUSPICIOUS);
			timer = setTimeout(() => {
				kill();
				reject(new HfleaksError("git-timeout", `git ${subcommand} made no progress for ${patience / 1e3} s and was stopped.`, "Look for a FIFO or a dead network drive among the files."));
			}, patience);
		});
		return Promise.race([work, tooLate]).finally(() => {
			clearTimeout(timer);
			clearTimeout(suspicion);
		});
	};
	return {
		send: (input) => child.stdin?.end(input),
		feed: (pieces) => {
			const iterator = pieces[Symbol.iterator]();
			const more = () => {
				for (;;) {
					const { value, done } = iterator.next();
					if (done) return void child.stdin?.end();
					if (child.stdin?.write(value) === false) return void child.stdin.once("drain", more);
				}
			};
			more();
		},
		read: async () => {
			for (;;) {
				const piece = output.read();
				if (piece || ended) return piece;
				await patiently(new Promise((resolve) => {
					wake = resolve;
				}));
			}
		},
		end: async (accepted = [0]) => {
			const code = await patiently(closed);
			if (code !== null && accepted.includes(code)) return code;
			const trap = await findTrap();
			if (trap !== null) throw trapped(trap);
			throw failure(subcommand, code, Buffer.concat(complaint));
		},
		kill,
		complaints: () => Buffer.concat(complaint).subarray(0, MESSAGE_LIMIT).toString("utf8").split("\n")
	};
}
function keepInBox(child, { milliseconds, bytes }, kill) {
	const end = performance.now() + milliseconds;
	const timer = setInterval(() => {
		const status = processStatus(child.pid);
		if (Number(/^RssAnon:\s*(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024 > bytes || performance.now() > end) kill();
	}, BOX_LOOK);
	timer.unref();
	child.once("close", () => clearInterval(timer));
}
function trapped(path) {
	return new HfleaksError("git-timeout", `git cannot read ${path}, which is no file.`, "Remove it: no git puts such a thing there.");
}
function failure(subcommand, code, complaint) {
	const lines = complaint.toString("utf8").split("\n");
	const said = (complaint.length < MESSAGE_LIMIT ? lines : lines.slice(0, -1)).find((line) => /^(fatal|error): /.test(line));
	return new HfleaksError("git-failed", `git ${subcommand} ${code === null ? "was stopped" : `ended with code ${code}`}${said ? `: ${mention(said, 300)}` : ""}`, "Check the repository with \"git fsck\".");
}
// src/ledger.ts
const CLASSES = {
	"missing-object": "failed",
	"corrupt-object": "failed",
	timeout: "failed",
	"read-error": "failed",
	permission: "failed",
	"changed-during-read": "failed",
	"shallow-boundary": "failed",
	"alloc-limit": "failed",
	"size-limit": "failed",
	"decode-error": "failed",
	"lfs-pointer": "inherent",
	submodule: "inherent",
	"nested-repository": "inherent",
	"archive-encrypted": "inherent",
	"archive-unsupported": "inherent",
	"archive-limit": "inherent",
	"path-excluded": "policy",
	"not-selected": "policy",
	"alternate-outside": "policy",
	gitignored: "policy",
	"git-directory": "policy",
	"special-file": "policy",
	vanished: "policy"
};
const SKIP_REASONS = Object.keys(CLASSES);
const FULL_MODES = new Set([
	"tree",
	"history",
	"everything"
]);
const EXAMPLES = 5;
const count = () => ({
	objects: 0,
	bytes: 0
});
var RunLedger = class {
	#listed = count();
	#scanned = count();
	#deduplicated = count();
	#partial = new Map();
	#skipped = new Map();
	list(objects) {
		this.#listed.objects += objects;
	}
	size(bytes) {
		this.#listed.bytes += bytes;
	}
	scanned(bytes, objects = 1) {
		add(this.#scanned, bytes, objects);
	}
	deduplicated(bytes) {
		add(this.#deduplicated, bytes);
	}
	partial(reason, bytes, example) {
		addReason(this.#partial, reason, bytes, example);
	}
	skipped(reason, bytes, example) {
		addReason(this.#skipped, reason, bytes, example);
	}
	totals(finished = true) {
		if (!finished) this.#close();
		const totals = {
			listed: { ...this.#listed },
			scanned: { ...this.#scanned },
			deduplicated: { ...this.#deduplicated },
			partial: sorted(this.#partial),
			skipped: sorted(this.#skipped)
		};
		for (const unit of ["objects", "bytes"]) {
			const sum = this.#accounted(unit);
			if (sum !== totals.listed[unit]) throw new HfleaksError("ledger-broken", `${totals.listed[unit]} ${unit} were listed but ${sum} accounted for.`, "This is a bug in hfleaks; please report it with the command you ran.");
		}
		return totals;
	}
	#accounted(unit) {
		return [
			this.#scanned,
			this.#deduplicated,
			...this.#partial.values(),
			...this.#skipped.values()
		].reduce((all, end) => all + end[unit], 0);
	}
	#close() {
		const objects = this.#listed.objects - this.#accounted("objects");
		const bytes = this.#listed.bytes - this.#accounted("bytes");
		if (objects <= 0) return;
		addReason(this.#skipped, "read-error", bytes, new Uint8Array());
		this.#skipped.get("read-error").objects += objects - 1;
	}
};
function isComplete(totals, mode, allowed) {
	return [...totals.partial, ...totals.skipped].every(({ reason }) => {
		if (allowed.has(reason)) return true;
		const kind = reason === "special-file" && mode === "everything" ? "failed" : CLASSES[reason];
		return kind === "policy" || kind === "inherent" && !FULL_MODES.has(mode);
	});
}
function add(target, bytes, objects = 1) {
	target.objects += objects;
	target.bytes += bytes;
}
function addReason(reasons, reason, bytes, example) {
	let entry = reasons.get(reason);
	if (!entry) reasons.set(reason, entry = {
		reason,
		objects: 0,
		bytes: 0,
		examples: []
	});
	add(entry, bytes);
	const at = entry.examples.findIndex((one) => Buffer.compare(example, one) < 0);
	if (at < 0 && entry.examples.length >= EXAMPLES) return;
	entry.examples.splice(at < 0 ? entry.examples.length : at, 0, Uint8Array.from(example));
	if (entry.examples.length > EXAMPLES) entry.examples.pop();
}
function sorted(reasons) {
	return [...reasons.values()].sort((a, b) => a.reason < b.reason ? -1 : 1);
}
// src/cli/options.ts
const OPTIONS = {
	format: {
		type: "list",
		short: "f",
		value: "FORMAT[=FILE]",
		describe: "text, json or sarif; with =FILE into that file. May be given several times."
	},
	output: {
		type: "string",
		short: "o",
		value: "FILE",
		describe: "Write the report to FILE, all or nothing, instead of standard output."
	},
	"fail-on": {
		type: "string",
		choices: [
			"error",
			"warning",
			"info",
			"never"
		],
		describe: "The least severity that gives exit code 1. Default: error."
	},
	"allow-incomplete": {
		type: "list",
		value: "REASON,…",
		describe: `What may be left out without exit code 3: ${SKIP_REASONS.join(", ")}.`
	},
	rules: {
		type: "string",
		value: "FILE|DIR",
		describe: "Rules of your own, besides the built-in ones."
	},
	exclude: {
		type: "list",
		value: "GLOB",
		describe: "Files or folders to leave out; counted in the report."
	},
	"no-ignore": {
		type: "boolean",
		describe: "Also scan what git ignores."
	},
	"stdin-filename": {
		type: "string",
		value: "NAME",
		describe: "The name of what comes in through the pipe."
	},
	everything: {
		type: "boolean",
		describe: "Also what no ref reaches, the indexes, the files of git itself, and repositories inside."
	},
	since: {
		type: "string",
		value: "DATE",
		describe: "Only commits since then: 2026-01-31, or \"2 weeks\"."
	},
	refs: {
		type: "list",
		value: "GLOB",
		describe: "Only these refs: main, v1.*, refs/pull/**. May be given several times."
	},
	not: {
		type: "list",
		value: "REF",
		describe: "Leave out what this reaches. May be given several times."
	},
	"max-blob-size": {
		type: "string",
		value: "SIZE",
		describe: "Leave out larger blobs, named in the report: 10M."
	},
	"no-cache": {
		type: "boolean",
		describe: "Scan again what was scanned before."
	},
	"no-excerpt": {
		type: "boolean",
		describe: "Do not show the line of a finding."
	},
	color: {
		type: "string",
		choices: [
			"auto",
			"always",
			"never"
		],
		describe: "Default: auto; NO_COLOR and FORCE_COLOR count."
	},
	quiet: {
		type: "boolean",
		short: "q",
		describe: "Print findings only."
	},
	help: {
		type: "boolean",
		short: "h",
		describe: "Show help."
	}
};
const REPORTING = [
	"format",
	"output",
	"fail-on",
	"allow-incomplete",
	"rules",
	"no-excerpt",
	"color",
	"quiet",
	"help"
];
const COMMANDS$1 = {
	scan: {
		usage: "scan [PATH..]",
		describe: "Scan files as they lie on the disk; \"-\" is standard input. Default: this folder.",
		options: [
			...REPORTING,
			"exclude",
			"no-ignore",
			"stdin-filename"
		],
		example: "hfleaks scan . --format sarif=leaks.sarif --format text"
	},
	staged: {
		usage: "staged [PATH..]",
		describe: "Scan what the next commit would add: the index, never the files on the disk.",
		options: REPORTING,
		example: "hfleaks staged"
	},
	hook: {
		usage: "hook <NAME> [ARGUMENT..]",
		describe: "Run as a git hook, with what git gives it. NAME: pre-commit (limited to index entries, if any are named), pre-merge-commit, pre-applypatch, commit-msg, pre-push, pre-receive.",
		options: REPORTING,
		example: "hfleaks hook pre-commit"
	},
	range: {
		usage: "range <BASE..HEAD>",
		describe: "Scan what commits introduce: BASE..HEAD, BASE HEAD, A...B, or HEAD --not REF.",
		options: [
			...REPORTING,
			"not",
			"max-blob-size"
		],
		example: "hfleaks range HEAD~1..HEAD"
	},
	history: {
		usage: "history [PATH]",
		describe: "Scan everything that commits, tags, notes and stashes of a repository hold. Default: this one.",
		options: [
			...REPORTING,
			"everything",
			"since",
			"refs",
			"max-blob-size",
			"no-cache"
		],
		example: "hfleaks history --everything"
	}
};
// src/nearest.ts
function nearest(typed, words) {
	const [best] = words.map((word) => ({
		word,
		slips: distance(typed.toLowerCase(), word.toLowerCase())
	})).sort((a, b) => a.slips - b.slips);
	return best && best.slips <= Math.min(2, Math.ceil(typed.length / 3)) ? best.word : "";
}
function didYouMean(typed, words) {
	const word = nearest(typed, words);
	return word ? `Did you mean "${word}"?` : `Known: ${words.join(", ")}.`;
}
function distance(from, to) {
	const [a, b] = [from.slice(0, 40), to.slice(0, 40)];
	let row = Array.from({ length: b.length + 1 }, (_, index) => index);
	for (let i = 1; i <= a.length; i++) {
		const next = [i];
		for (let j = 1; j <= b.length; j++) {
			const slip = row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
			next.push(Math.min(slip, row[j] + 1, next[j - 1] + 1));
		}
		row = next;
	}
	return row[b.length];
}
// \0hfleaks:rules
const rulebook = {
	"rules": [
		{
			"id": "hf-app-token",
			"title": "Hugging Face app token",
			"severity": "error",
			"confidence": "medium",
			"why": "Services of Hugging Face act with such tokens on behalf of an app; one that works gives access beyond a single user.",
			"fix": [
				"Revoke it first: in the settings of the app or organization it belongs to, or write to security@huggingface.co if it is not yours.",
				"Give the service its new token by a secret of its platform, not by a file in git.",
				"Remove it from the file and the commit; rewriting history comes after revoking."
			],
			"source": "https://github.com/huggingface/hf-mcp-server",
			"family": "token",
			"type": "app-token",
			"anchors": ["hf_app_"],
			"regex": "(?<secret>hf_app_(?=(?:[A-Za-z]{0,29}[0-9]){3}|(?:[a-z0-9]{0,26}[A-Z]){6})[A-Za-z0-9]{32})(?:(?![A-Za-z0-9])|(?=hf_|api_org_|oauth_app_secret_|export |set [-\"A-Z]|[A-Z][A-Z0-9_]{1,40}=))",
			"engine": "native",
			"prefix": "hf_app_",
			"random": true,
			"reach": 243,
			"follows": {
				"set": "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
				"min": 32
			},
			"sample": "hf_app_[A-Za-z0-9]{32}"
		},
		{
			"id": "hf-jwt-token",
			"title": "Hugging Face trusted-publisher token",
			"severity": "error",
			"confidence": "high",
			"why": "A CI job exchanges its identity for this token, which can write to one repository for an hour. In a log or a file it shows that the job leaks what it is given.",
			"fix": [
				"Revoke or wait first; it ends within an hour. Until then, remove the trusted publisher from the repository's settings on huggingface.co if the log is public.",
				"Delete the log or artifact that holds it, and find the step that printed it.",
				"Review what was pushed to the repository since; the token can write.",
				"Let the step pass the token by the environment, and mask it before anything is printed."
			],
			"source": "https://huggingface.co/docs/hub/trusted-publishers",
			"family": "token",
			"type": "jwt-token",
			"anchors": ["hf_jwt_"],
			"regex": "(?<secret>hf_jwt_eyJ[A-Za-z0-9_-]{10,300}\\.[A-Za-z0-9_-]{10,3000}\\.(?:[A-Za-z0-9_-]{85}[AQgw](?![A-Za-z0-9-])|[A-Za-z0-9_-]{43,700}(?![A-Za-z0-9_-])))",
			"engine": "native",
			"prefix": "hf_jwt_",
			"random": false,
			"reach": 4013,
			"follows": {
				"set": "-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz",
				"min": 68
			},
			"sample": "hf_jwt_eyJhbGciOiJFZERTQSJ9\\.eyJ[A-Za-z0-9_-]{240}\\.[A-Za-z0-9_-]{85}[AQgw]"
		},
		{
			"id": "hf-legacy-api-token",
			"title": "Hugging Face API token of the time before 2022",
			"severity": "warning",
			"confidence": "low",
			"why": "User tokens began with api_ until 2022. It has probably expired, but it shows that credentials are kept here, and an old one that still works gives the whole account.",
			"fix": [
				"Revoke it first, if it is still listed: https://huggingface.co/settings/tokens, Manage, then delete it.",
				"Replace it by a fine-grained token that the program reads from HF_TOKEN.",
				"Remove it from the file and the commit, and look for newer credentials in the same place."
			],
			"source": "https://huggingface.co/docs/hub/security-tokens",
			"family": "token",
			"type": "legacy-api-token",
			"anchors": ["api_"],
			"regex": "(?<secret>api_[A-Za-z]{34})(?:(?![A-Za-z0-9])|(?=hf_|api_[A-Za-z]{34}|api_org_|export |set [-\"A-Z]|[A-Z][A-Z0-9_]{1,40}=))",
			"engine": "native",
			"prefix": "api_",
			"near": {
				"words": [
					"hugging",
					"hf_",
					"hf.co",
					"transformers",
					"inference api"
				],
				"within": 200
			},
			"random": true,
			"reach": 80,
			"follows": {
				"set": "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
				"min": 34
			},
			"sample": "api_[A-Za-z]{34}"
		},
		{
			"id": "hf-oauth-app-secret",
			"title": "Hugging Face OAuth app secret",
			"severity": "error",
			"confidence": "high",
			"why": "With it anyone can be the app when users sign in; an app that may exchange tokens can get one for any member of the organization.",
			"fix": [
				"Revoke it first: https://huggingface.co/settings/applications, open the app (or the organization settings for its apps), and refresh the client secret.",
				"Give the app the new secret by OAUTH_CLIENT_SECRET, in a Space as a Secret and never as a Variable.",
				"Remove it from the file and the commit; a static page cannot keep a secret, so use a public app with PKCE there.",
				"Review the tokens that the app was given since the leak."
			],
			"source": "https://huggingface.co/docs/hub/spaces-oauth",
			"family": "token",
			"type": "oauth-app-secret",
			"anchors": ["oauth_app_secret_"],
			"regex": "(?<secret>oauth_app_secret_[A-Za-z0-9]{34})(?:(?![A-Za-z0-9])|(?=hf_|api_org_|oauth_app_secret_|export |set [-\"A-Z]|[A-Z][A-Z0-9_]{1,40}=))",
			"engine": "native",
			"prefix": "oauth_app_secret_",
			"random": true,
			"reach": 93,
			"follows": {
				"set": "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
				"min": 34
			},
			"sample": "oauth_app_secret_[A-Za-z]{34}"
		},
		{
			"id": "hf-oauth-refresh-token",
			"title": "Hugging Face OAuth refresh token",
			"severity": "error",
			"confidence": "high",
			"why": "It gives new access tokens, one after the other, after the leaked access token has expired.",
			"fix": [
				"Revoke it first: take the access from the app at https://huggingface.co/settings/connected-applications.",
				"Run hf auth logout on the machine it came from, then hf auth login; logging out alone does not revoke.",
				"Remove it from the file and the commit; the access token (hf_oauth_) that stands near it has leaked too.",
				"Keep the folder of the Hugging Face cache (token, stored_tokens) out of git, archives and images."
			],
			"source": "https://huggingface.co/docs/hub/oauth",
			"family": "token",
			"type": "oauth-refresh-token",
			"anchors": ["hf_oauth__refresh_"],
			"regex": "(?<secret>hf_oauth__refresh_[A-Za-z0-9]{34})(?:(?![A-Za-z0-9])|(?=hf_|api_org_|oauth_app_secret_|export |set [-\"A-Z]|[A-Z][A-Z0-9_]{1,40}=))",
			"engine": "native",
			"prefix": "hf_oauth__refresh_",
			"random": true,
			"reach": 94,
			"follows": {
				"set": "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
				"min": 34
			},
			"sample": "hf_oauth__refresh_[A-Za-z]{34}"
		},
		{
			"id": "hf-oauth-token",
			"title": "Hugging Face OAuth access token",
			"severity": "error",
			"confidence": "high",
			"why": "hf auth login and \"Sign in with Hugging Face\" give such a token. Until it expires, in 8 hours to 30 days, whoever holds it acts as the user within the scopes that were granted.",
			"fix": [
				"Revoke it first: take the access from the app at https://huggingface.co/settings/connected-applications.",
				"Run hf auth logout, which removes the local copy; that alone does not revoke.",
				"Look for a refresh token near it (hf_oauth__refresh_); it outlives this one.",
				"Remove it from the file and the commit, and keep the token file of the Hugging Face cache out of git and images."
			],
			"source": "https://huggingface.co/docs/hub/oauth",
			"family": "token",
			"type": "oauth-token",
			"anchors": ["hf_oauth_"],
			"regex": "(?<secret>hf_oauth_eyJ[A-Za-z0-9_-]{10,300}\\.[A-Za-z0-9_-]{10,3000}\\.(?:[A-Za-z0-9_-]{85}[AQgw](?![A-Za-z0-9-])|[A-Za-z0-9_-]{43,700}(?![A-Za-z0-9_-])))",
			"engine": "native",
			"prefix": "hf_oauth_",
			"random": false,
			"reach": 4015,
			"follows": {
				"set": "-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz",
				"min": 68
			},
			"sample": "hf_oauth_eyJhbGciOiJFZERTQSJ9\\.eyJ[A-Za-z0-9_-]{240}\\.[A-Za-z0-9_-]{85}[AQgw]"
		},
		{
			"id": "hf-org-token",
			"title": "Hugging Face organization API token",
			"severity": "error",
			"confidence": "high",
			"why": "Organization tokens were removed from the Hub in 2024, but the shape is certain: where one stands, a credential was put into a file, and newer ones may have followed it.",
			"fix": [
				"Revoke what replaced it first: look at https://huggingface.co/settings/tokens, and at the tokens in the settings of the organization.",
				"Move to a fine-grained user token or a service account of the organization, kept outside of git.",
				"Remove it from the file and the commit, and look for newer credentials in the same place."
			],
			"source": "https://huggingface.co/blog/space-secrets-disclosure",
			"family": "token",
			"type": "org-token",
			"anchors": ["api_org_"],
			"regex": "(?<secret>api_org_[A-Za-z]{34})(?:(?![A-Za-z0-9])|(?=hf_|api_org_|oauth_app_secret_|export |set [-\"A-Z]|[A-Z][A-Z0-9_]{1,40}=))",
			"engine": "native",
			"prefix": "api_org_",
			"random": true,
			"reach": 84,
			"follows": {
				"set": "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
				"min": 34
			},
			"sample": "api_org_[A-Za-z]{34}"
		},
		{
			"id": "hf-s3-access-key",
			"title": "Hugging Face S3 access key id",
			"severity": "error",
			"confidence": "medium",
			"why": "It names the S3 credentials of storage buckets on the Hub. Its secret is mostly kept beside it, and the two together read and write the buckets.",
			"fix": [
				"Revoke it first: delete the S3 credentials in https://huggingface.co/settings/tokens, or the token they were made from.",
				"Make new ones, and keep them in a profile of the AWS tools or in the secrets of the platform.",
				"Remove both halves from the file and the commit; the secret beside the key id has leaked too.",
				"Review what was written to the buckets since."
			],
			"source": "https://huggingface.co/docs/hub/storage-buckets-s3",
			"family": "token",
			"type": "s3-access-key",
			"anchors": ["HFAK"],
			"regex": "(?<secret>HFAK(?:(?=[A-Za-z]{0,39}[0-9])[A-Za-z0-9]{12,40}|[A-Z]{16,40}))(?![A-Za-z0-9])",
			"engine": "native",
			"prefix": "HFAK",
			"near": {
				"words": [
					"s3.hf.co",
					"aws_access_key_id",
					"aws_secret_access_key",
					"accesskeyid",
					"access_key",
					"hugging",
					"hf://",
					"hf storage",
					"storage bucket"
				],
				"within": 200
			},
			"random": false,
			"reach": 85,
			"follows": {
				"set": "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
				"min": 12
			},
			"sample": "HFAK(?:[A-Z0-9]{16}|[A-Z]{16})"
		},
		{
			"id": "hf-s3-session-token",
			"title": "Hugging Face S3 session token",
			"severity": "warning",
			"confidence": "low",
			"why": "It opens storage buckets on the Hub until it expires; its shape is known only roughly, so look at the value yourself.",
			"fix": [
				"Revoke the token it was made with first: https://huggingface.co/settings/tokens, Manage, then delete it. Its sessions end with it.",
				"Delete the S3 credentials of the bucket if they stand in the same place.",
				"Remove it from the file and the commit, and let the program fetch a session when it starts."
			],
			"source": "https://github.com/huggingface/hf-mcp-server",
			"family": "token",
			"type": "s3-session-token",
			"anchors": ["hf_s3_"],
			"regex": "(?<secret>hf_s3_(?=[A-Za-z_-]{0,40}[0-9])(?=[a-z0-9_-]{0,40}[A-Z])[A-Za-z0-9_-]{16,200}\\.[A-Za-z0-9_-]{16,3000}\\.(?:[A-Za-z0-9_-]{85}[AQgw](?![A-Za-z0-9-])|[A-Za-z0-9_-]{40,700}(?![A-Za-z0-9_-])))",
			"engine": "native",
			"prefix": "hf_s3_",
			"random": false,
			"reach": 3991,
			"follows": {
				"set": "-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz",
				"min": 74
			},
			"sample": "hf_s3_eyJhbGciOiJFZERTQSJ9\\.eyJ[A-Za-z0-9_-]{160}\\.[A-Za-z0-9_-]{85}[AQgw]"
		},
		{
			"id": "hf-signed-url",
			"title": "Hugging Face signed URL",
			"severity": "warning",
			"confidence": "low",
			"why": "Such a link opens a private Space or file on behalf of the user who made it. It lasts about a day, so an old one is harmless, but the page that shows it will show the next one too.",
			"fix": [
				"Revoke it by waiting; it ends within about 24 hours. If that is too long, make the repository unreachable for its user, or rename it.",
				"Remove the link from the file and the commit, and link to the plain address instead.",
				"Let the page ask for a new link when it is opened; do not store signed ones."
			],
			"source": "https://github.com/huggingface/dataset-viewer",
			"family": "token",
			"type": "signed-url",
			"anchors": ["__sign="],
			"regex": "__sign=(?<secret>eyJ[A-Za-z0-9_-]{10,300}\\.[A-Za-z0-9_-]{20,3000}\\.(?:[A-Za-z0-9_-]{85}[AQgw](?![A-Za-z0-9-])|[A-Za-z0-9_-]{43,700}(?![A-Za-z0-9_-])))",
			"engine": "native",
			"prefix": "",
			"random": false,
			"reach": 4013,
			"follows": {
				"set": "-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz",
				"min": 78
			},
			"sample": "__sign=(?<secret>(?:eyJhbGciOiJFZERTQSJ9|eyJ0eXAiOiJKV1QiLCJhbGciOiJFZERTQSJ9|eyJraWQiOiIxIiwiYWxnIjoiRWREU0EifQ)\\.eyJ[A-Za-z0-9_-]{220}\\.[A-Za-z0-9_-]{85}[AQgw])"
		},
		{
			"id": "hf-user-token",
			"title": "Hugging Face user access token",
			"severity": "error",
			"confidence": "high",
			"why": "Whoever holds it acts as the user on the Hub, up to the token's role: read private and gated repositories, spend inference credits, and with write access replace model files that others load.",
			"fix": [
				"Revoke it first: https://huggingface.co/settings/tokens, Manage, then delete or refresh it. Only that makes it harmless.",
				"Put a new one where the code can read it but git cannot; let the program read HF_TOKEN, or run hf auth login. Prefer a fine-grained token for this one use.",
				"Remove it from the file and the commit; if it was pushed, rewriting history comes after revoking, since forks and pull requests keep it.",
				"Look for what it was used for, such as new commits, repositories or webhooks; after a leak with write access, review model files pushed since.",
				"In CI, use Trusted Publishers instead of a stored token."
			],
			"source": "https://huggingface.co/docs/hub/security-tokens",
			"family": "token",
			"type": "user-token",
			"anchors": ["hf_"],
			"regex": "(?<secret>hf_[A-Za-z]{34})(?:(?![A-Za-z0-9])|(?=hf_|api_org_|oauth_app_secret_|export |set [-\"A-Z]|[A-Z][A-Z0-9_]{1,40}=)|(?<=%\\0{0,7}hf_[A-Za-z]{34}))",
			"engine": "native",
			"prefix": "hf_",
			"random": true,
			"reach": 82,
			"follows": {
				"set": "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
				"min": 34
			},
			"sample": "hf_[A-Za-z]{34}"
		},
		{
			"id": "hf-user-token-alnum",
			"title": "Hugging Face user access token with digits",
			"severity": "error",
			"confidence": "medium",
			"why": "It has the shape that Hugging Face accepts for a user access token, though tokens seen so far hold no digits. Whoever holds a working one acts as the user on the Hub, up to the token's role.",
			"fix": [
				"Revoke it first, if it is yours: https://huggingface.co/settings/tokens, Manage, then delete or refresh it.",
				"Put a new one where the code can read it but git cannot; let the program read HF_TOKEN, or run hf auth login.",
				"Remove it from the file and the commit; if it was pushed, rewriting history comes after revoking, since forks and pull requests keep it.",
				"If it is no token, say so beside it: hfleaks:allow hf-user-token-alnum -- and why."
			],
			"source": "https://github.com/huggingface/hf-mcp-server",
			"family": "token",
			"type": "user-token",
			"anchors": ["hf_"],
			"regex": "(?<secret>hf_(?=[A-Za-z]{0,33}[0-9])[A-Za-z0-9]{34})(?:(?![A-Za-z0-9])|(?=hf_|api_org_|oauth_app_secret_|export |set [-\"A-Z]|[A-Z][A-Z0-9_]{1,40}=)|(?<=%\\0{0,7}hf_[A-Za-z0-9]{34}))",
			"engine": "native",
			"prefix": "hf_",
			"random": true,
			"reach": 116,
			"follows": {
				"set": "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
				"min": 34
			},
			"sample": "hf_[A-Za-z0-9]{34}"
		},
		{
			"id": "notebook-output-token",
			"title": "Credential in a notebook's output",
			"severity": "error",
			"confidence": "high",
			"why": "A cell printed the credential and the notebook stored it. The code may have read it properly from a secret; the output still holds it, also after the cell's source has changed.",
			"fix": [
				"Revoke it first: https://huggingface.co/settings/tokens, Manage, then delete or refresh it. Clearing the output does not make it harmless.",
				"Clear the outputs: jupyter nbconvert --clear-output --inplace NOTEBOOK.ipynb, then commit the file again.",
				"Do not print it; use huggingface_hub.login(), getpass.getpass() or, in Colab, a secret named HF_TOKEN.",
				"Look into .ipynb_checkpoints and exported copies (HTML, PDF, .py), which hold the same output."
			],
			"source": "https://huggingface.co/docs/huggingface_hub/package_reference/authentication",
			"family": "notebook",
			"where": "notebook-output"
		}
	],
	"digest": "822642b89a6e9f9b"
};
// src/rulebook/load.ts
function builtinRulebook() {
	return rulebook;
}
async function builtinExamples() {
	return (await Promise.resolve().then(() => require("./_hfleaks_examples.cjs"))).examples;
}
async function userRulebook(base, path) {
	return (await Promise.resolve().then(() => require("./user.cjs"))).readUserRules(base, path);
}
// src/decode/bytes.ts
const NEAR = 48;
function bufferOf(bytes) {
	return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
function ascii(text) {
	return Buffer.from(text, "latin1");
}
function indexOfByte(bytes, byte, from, to) {
	const near = Math.min(to, from + NEAR);
	for (let at = from; at < near; at++) if (bytes[at] === byte) return at;
	if (near >= to) return -1;
	const found = bytes.subarray(near, to).indexOf(byte);
	return found < 0 ? -1 : near + found;
}
function hexNumber(bytes, at, count, to) {
	if (at + count > to) return -1;
	let value = 0;
	for (let i = at; i < at + count; i++) {
		const digit = hexDigit(bytes[i] ?? 0);
		if (digit < 0) return -1;
		value = value * 16 + digit;
	}
	return value;
}
function hexDigit(byte) {
	if (byte >= 48 && byte <= 57) return byte - 48;
	const lower = byte | 32;
	return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}
function lowerBound(length, holds) {
	let low = 0;
	let high = length;
	while (low < high) {
		const middle = low + high >> 1;
		if (holds(middle)) high = middle;
		else low = middle + 1;
	}
	return low;
}
// src/decode/follow.ts
const known$1 = new WeakMap();
const exact = new Map();
function demandsOf(follows) {
	let demands = known$1.get(follows);
	if (!demands) known$1.set(follows, demands = makeDemands(follows));
	return demands;
}
function literally(text) {
	return Array.from(text, (char) => {
		let table = exact.get(char);
		if (!table) exact.set(char, table = tableOf(char));
		return table;
	});
}
function makeDemands(follows) {
	const shortest = new Map();
	for (const one of follows) {
		if (one.min <= 0 && !one.literal) return [];
		const key = JSON.stringify([one.literal ?? "", one.set]);
		const other = shortest.get(key);
		if (!other || one.min < other.min) shortest.set(key, one);
	}
	return [...shortest.values()].map(({ literal = "", set, min }) => [...literally(literal), ...new Array(min).fill(tableOf(set))]);
}
function tableOf(set) {
	const table = new Uint8Array(256);
	if (set === "") return table.fill(1);
	for (let i = 0; i < set.length; i++) {
		const code = set.charCodeAt(i);
		if (code < 256) table[code] = 1;
	}
	return table;
}
// src/decode/window.ts
const MAX_WINDOW = 1 << 24;
function windowsOf(segment, hits) {
	const windows = [];
	let [from, to, first] = [
		0,
		0,
		0
	];
	for (let index = 0; index < hits.length; index++) {
		const { offset, form } = hits[index];
		const start = Math.max(0, offset - segment.base - form.reach);
		const end = Math.min(segment.bytes.length, offset - segment.base + form.bytes.length + form.reach);
		if (index > 0 && (to < start || Math.max(to, end) - Math.min(from, start) > MAX_WINDOW)) {
			windows.push({
				from,
				to,
				first,
				last: index - 1
			});
			[from, to, first] = [
				start,
				end,
				index
			];
		} else if (index === 0) [from, to] = [start, end];
		else [from, to] = [Math.min(from, start), Math.max(to, end)];
		for (let before = windows.at(-1); before && before.to >= from; before = windows.at(-1)) {
			if (Math.max(before.to, to) - Math.min(before.from, from) > MAX_WINDOW) break;
			[from, to, first] = [
				Math.min(before.from, from),
				Math.max(before.to, to),
				before.first
			];
			windows.pop();
		}
	}
	if (hits.length > 0) windows.push({
		from,
		to,
		first,
		last: hits.length - 1
	});
	return windows;
}
// src/decode/base64.ts
const STANDARD = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const VALUES = new Int8Array(256).fill(-1);
for (let i = 0; i < 64; i++) VALUES[STANDARD.charCodeAt(i)] = i;
VALUES[45] = 62;
VALUES[95] = 63;
const MAX_GAP = 64;
const PHASES = [
	0,
	2,
	3
];
const base64 = {
	name: "base64",
	widest: 2,
	spellings(anchor, follows) {
		const demands = demandsOf(follows);
		const spellings = [];
		for (const skipped of [
			0,
			1,
			2
		]) {
			const first = Math.ceil(8 * skipped / 6);
			const last = Math.floor(8 * (skipped + anchor.length) / 6);
			const encoded = Buffer.from("\0".repeat(skipped) + anchor, "latin1").toString("base64").slice(first, last);
			const confirm = confirmer(anchor, skipped, demands);
			for (const text of new Set([encoded, encoded.replaceAll("+", "-").replaceAll("/", "_")])) spellings.push({
				bytes: ascii(text),
				confirm
			});
		}
		return spellings;
	},
	passages(segment, hits) {
		const phases = new Map();
		for (const { form } of hits) if (!phases.has(form)) phases.set(form, phasesOf(form.bytes));
		return windowsOf(segment, hits).flatMap(({ from, to, first, last }) => {
			const own = hits.slice(first, last + 1);
			return [...runsOf(segment, from, to, own)].flatMap((run) => [...passagesOf(run, segment, own, phases)]);
		});
	}
};
function nextChar(bytes, at) {
	if ((VALUES[bytes[at] ?? 0] ?? -1) >= 0) return at;
	if (bytes[at] !== 10 && bytes[at] !== 13) return -1;
	const limit = Math.min(bytes.length, at + MAX_GAP);
	for (let i = at; i < limit; i++) if (!isSpace(bytes[i])) return (VALUES[bytes[i] ?? 0] ?? -1) >= 0 ? i : -1;
	return -1;
}
function valueBefore(bytes, at) {
	let i = at - 1;
	while (i >= 0 && i >= at - MAX_GAP && isSpace(bytes[i])) i--;
	const apart = i < at - 1 && bytes[i + 1] !== 10 && bytes[i + 1] !== 13;
	return i < 0 || apart ? -1 : VALUES[bytes[i] ?? 0] ?? -1;
}
function isSpace(byte) {
	return byte === 10 || byte === 13 || byte === 32 || byte === 9;
}
function confirmer(anchor, skipped, demands) {
	const own = literally(anchor);
	const shared = skipped === 0 ? 0 : 6 - 2 * skipped;
	const sharedBits = shared === 0 ? 0 : anchor.charCodeAt(0) >> 8 - shared;
	const left = (shared + 6 * Math.ceil((8 * anchor.length - shared) / 6)) % 8;
	return (content, offset) => {
		if (shared > 0) {
			const before = valueBefore(content, offset);
			if (before < 0 || (before & (1 << shared) - 1) !== sharedBits) return false;
		}
		const at = encodes(content, offset, shared, sharedBits, own);
		if (at < 0 || demands.length === 0) return at >= 0;
		const last = VALUES[content[at - 1] ?? 0] ?? 0;
		return demands.some((demand) => encodes(content, at, left, last, demand) >= 0);
	};
}
function encodes(content, from, bits, value, demand) {
	let at = from;
	let buffer = value;
	let filled = bits;
	for (let i = 0; i < demand.length;) {
		at = nextChar(content, at);
		if (at < 0) return -1;
		buffer = (buffer << 6 | (VALUES[content[at++] ?? 0] ?? 0)) & 16383;
		filled += 6;
		if (filled < 8) continue;
		filled -= 8;
		if (demand[i++]?.[buffer >> filled & 255] !== 1) return -1;
	}
	return at;
}
function phasesOf(spelling) {
	return PHASES.filter((phase) => {
		for (let bit = 0; bit < 6 * (phase + spelling.length); bit += 8) {
			if (bit < 6 * phase) continue;
			if (((VALUES[spelling[Math.floor(bit / 6) - phase] ?? 0] ?? 0) >> 5 - bit % 6 & 1) === 1) return false;
		}
		return true;
	});
}
function* runsOf(segment, from, to, hits) {
	const bytes = segment.bytes.subarray(0, to);
	let next = 0;
	for (let at = from; at < to; at++) {
		if ((VALUES[bytes[at] ?? 0] ?? -1) < 0) continue;
		const starts = [at];
		const before = [0];
		let count = 0;
		for (let char = at; char >= 0; char = nextChar(bytes, char + 1)) {
			if (char > at + 1) {
				starts.push(char);
				before.push(count);
			}
			count++;
			at = char;
		}
		while (next < hits.length && (hits[next]?.offset ?? 0) - segment.base < (starts[0] ?? 0)) next++;
		if (next === hits.length) return;
		if ((hits[next]?.offset ?? 0) - segment.base <= at) yield {
			starts,
			before,
			count
		};
	}
}
function* passagesOf(run, segment, hits, phases) {
	const { starts, before, count } = run;
	const whole = new Set();
	let next = lowerBound(hits.length, (index) => (hits[index]?.offset ?? 0) - segment.base >= (starts[0] ?? 0));
	for (let line = 0; line < starts.length; line++) {
		const start = starts[line] ?? 0;
		const length = (before[line + 1] ?? count) - (before[line] ?? 0);
		const alone = new Set();
		for (let hit = hits[next]; hit && hit.offset - segment.base < start + length; hit = hits[++next]) {
			const at = hit.offset - segment.base;
			const enough = starts.length > 1 && (hit.form.confirm?.(segment.bytes.subarray(0, start + length), at) ?? true);
			for (const phase of phases.get(hit.form) ?? []) {
				const index = at - start + 4 - phase;
				whole.add((index + (before[line] ?? 0)) % 4);
				if (enough) alone.add(index % 4);
			}
		}
		for (const skipped of alone) yield decode({
			starts: [start],
			before: [0],
			count: length
		}, skipped, segment);
	}
	for (const skipped of whole) yield decode(run, skipped, segment);
}
function decode({ starts, before, count }, skipped, { bytes, base }) {
	const decoded = Buffer.allocUnsafe(Math.floor(Math.max(0, count - skipped) * 6 / 8));
	let length = 0;
	let value = 0;
	let read = -skipped;
	for (let line = 0; line < starts.length; line++) {
		let at = starts[line] ?? 0;
		for (const end = at + (before[line + 1] ?? count) - (before[line] ?? 0); at < end; at++, read++) {
			value = (value << 6 | (VALUES[bytes[at] ?? 0] ?? 0)) & 16383;
			if (read > 0 && read % 4 > 0) decoded[length++] = value >> 6 - 2 * (read % 4) & 255;
		}
	}
	const sourceOf = (char) => {
		const index = Math.max(0, Math.min(char + skipped, count - 1));
		const line = lowerBound(before.length, (one) => (before[one] ?? 0) > index) - 1;
		return base + (starts[line] ?? 0) + index - (before[line] ?? 0);
	};
	return {
		kind: "decoded",
		text: decoded.toString("latin1", 0, length),
		trail: ["base64"],
		toSource: (start, end) => [{
			start: sourceOf(Math.floor(8 * start / 6)),
			end: sourceOf(Math.ceil(8 * end / 6) - 1) + 1
		}]
	};
}
// src/decode/escapes.ts
const SYNTAXES = [
	[
		"\\u00",
		16,
		""
	],
	[
		"\\x",
		16,
		""
	],
	[
		"\\u{",
		16,
		"}"
	],
	[
		"\\u{00",
		16,
		"}"
	],
	[
		"\\",
		8,
		""
	],
	[
		"%",
		16,
		""
	],
	[
		"%25",
		16,
		""
	],
	[
		"&#",
		10,
		";"
	],
	[
		"&#0",
		10,
		";"
	],
	[
		"&#00",
		10,
		";"
	],
	[
		"&#x",
		16,
		";"
	],
	[
		"&#x0",
		16,
		";"
	],
	[
		"&#x00",
		16,
		";"
	],
	[
		"&#X",
		16,
		";"
	]
];
const MORE_SPELLINGS = {
	_: ["\\_", "&lowbar;"],
	"=": ["\\=", "&equals;"]
};
const SHORTEST = 3;
const NAMED_ENTITIES = {
	quot: "\"",
	amp: "&",
	lt: "<",
	gt: ">",
	apos: "'",
	lowbar: "_",
	equals: "="
};
const LONGEST_ENTITY = 6;
const SIMPLE = new Uint8Array(256);
for (const [letter, char] of Object.entries({
	n: "\n",
	t: "	",
	r: "\r"
})) SIMPLE[letter.charCodeAt(0)] = char.charCodeAt(0);
for (const char of "\"'/_=") SIMPLE[char.charCodeAt(0)] = char.charCodeAt(0);
const MAX_BACKSLASHES = 16;
const BEYOND = 191;
const escapes = {
	name: "escapes",
	widest: 8,
	spellings(anchor, follows) {
		const [own, demands] = [literally(anchor), demandsOf(follows)];
		const confirm = (content, offset) => {
			const at = follow$2(content, offset, own);
			return at >= 0 && (demands.length === 0 || demands.some((demand) => follow$2(content, at, demand) >= 0));
		};
		const texts = new Set();
		for (let i = 0; i < anchor.length; i++) {
			if (i > 0 && /[A-Za-z0-9]/.test(anchor[i] ?? "")) continue;
			for (const text of beginnings(anchor, i)) texts.add(text);
		}
		return [...texts].map((text) => ({
			bytes: ascii(text),
			confirm
		}));
	},
	passages(segment, hits) {
		return windowsOf(segment, hits).map((window) => passageOf$1(segment, window, hits));
	}
};
function beginnings(anchor, index) {
	const before = anchor.slice(0, index);
	const spelled = spellingsOf(anchor[index] ?? "");
	if (index > 0) {
		const length = Math.max(1, SHORTEST - index);
		return [...spelled, "\\\\"].map((text) => before + text.slice(0, length));
	}
	return spelled.flatMap((text) => text.length < SHORTEST ? [text + (anchor[1] ?? ""), `${text}\\`] : [text]);
}
const known = new Map();
function spellingsOf(char) {
	let all = known.get(char);
	if (!all) known.set(char, all = spell(char));
	return all;
}
function spell(char) {
	const all = new Set(MORE_SPELLINGS[char] ?? []);
	for (const [before, base, after] of SYNTAXES) {
		const digits = char.charCodeAt(0).toString(base).padStart(base === 8 ? 3 : 2, "0");
		all.add(before + digits + after);
		all.add(before + digits.toUpperCase() + after);
	}
	return [...all];
}
function follow$2(bytes, from, demand) {
	let at = from;
	for (let i = 0; i < demand.length; i++) {
		if (at >= bytes.length) return -1;
		const found = readChar(bytes, at, bytes.length);
		if (demand[i]?.[codeOf(found)] !== 1) return -1;
		at += widthOf(found);
	}
	return at;
}
function passageOf$1(segment, { from, to, first, last }, hits) {
	const { bytes, base } = segment;
	const text = Buffer.allocUnsafe(to - from);
	const offsets = new Uint32Array(to - from + 1);
	let count = 0;
	let at = from;
	for (let index = first; index <= last + 1; index++) {
		const stop = index > last ? to : (hits[index]?.offset ?? 0) - base;
		while (at < stop) {
			const found = readChar(bytes, at, stop);
			const code = codeOf(found);
			text[count] = code > 255 ? BEYOND : code;
			offsets[count++] = at;
			at += widthOf(found);
		}
	}
	offsets[count] = to;
	const map = offsets.slice(0, count + 1);
	const sourceOf = (position) => base + (map[Math.min(position, count)] ?? to);
	return {
		kind: "decoded",
		text: text.toString("latin1", 0, count),
		trail: ["escapes"],
		toSource: (start, end) => [{
			start: sourceOf(start),
			end: sourceOf(end)
		}]
	};
}
const WIDTH_BITS = 6;
function char(code, width) {
	return Math.min(code, 65535) << WIDTH_BITS | width;
}
function codeOf(read) {
	return read >> WIDTH_BITS;
}
function widthOf(read) {
	return read & 63;
}
function readChar(bytes, at, to) {
	const byte = bytes[at] ?? 0;
	let found = 0;
	if (byte === 92) found = readBackslash(bytes, at, to);
	else if (byte === 37) found = readPercent(bytes, at, to);
	else if (byte === 38) found = readEntity(bytes, at, to);
	return found === 0 ? char(byte, 1) : found;
}
function readBackslash(bytes, from, to) {
	let at = from + 1;
	while (at < to && at < from + MAX_BACKSLASHES && bytes[at] === 92) at++;
	const letter = at < to ? bytes[at] ?? 0 : 0;
	const simple = SIMPLE[letter] ?? 0;
	if (simple > 0) return char(simple, at + 1 - from);
	if (letter === 117 && bytes[at + 1] === 123) return readDigits(bytes, from, at + 2, to, 16, 125);
	const digits = letter === 117 ? 4 : letter === 120 ? 2 : 0;
	const code = digits === 0 ? octal(bytes, at, to) : hexNumber(bytes, at + 1, digits, to);
	if (code >= 0) return char(code, at + (digits === 0 ? 3 : digits + 1) - from);
	return at - from > 1 ? char(92, at - from) : 0;
}
function octal(bytes, at, to) {
	if (at + 3 > to) return -1;
	let value = 0;
	for (let i = at; i < at + 3; i++) {
		const digit = (bytes[i] ?? 0) - 48;
		if (digit < 0 || digit > 7) return -1;
		value = value * 8 + digit;
	}
	return value < 256 ? value : -1;
}
function readPercent(bytes, at, to) {
	const code = hexNumber(bytes, at + 1, 2, to);
	if (code < 0) return 0;
	const inner = code === 37 ? hexNumber(bytes, at + 3, 2, to) : -1;
	return inner < 0 ? char(code, 3) : char(inner, 5);
}
function readEntity(bytes, from, to) {
	if (bytes[from + 1] === 35) {
		const hex = ((bytes[from + 2] ?? 0) | 32) === 120;
		return readDigits(bytes, from, from + (hex ? 3 : 2), to, hex ? 16 : 10, 59);
	}
	let at = from + 1;
	while (at < to && at <= from + LONGEST_ENTITY && ((bytes[at] ?? 0) | 32) >= 97) at++;
	if (at === to || bytes[at] !== 59) return 0;
	const name = String.fromCharCode(...bytes.subarray(from + 1, at));
	const named = Object.hasOwn(NAMED_ENTITIES, name) ? NAMED_ENTITIES[name] : void 0;
	return named === void 0 ? 0 : char(named.charCodeAt(0), at + 1 - from);
}
function readDigits(bytes, from, start, to, base, close) {
	let code = 0;
	for (let at = start; at < to && at <= start + 8; at++) {
		const byte = bytes[at] ?? 0;
		if (byte === close && at > start) return char(code, at + 1 - from);
		const digit = hexDigit(byte);
		if (digit < 0 || digit >= base) return 0;
		code = code * base + digit;
	}
	return 0;
}
// src/decode/plain.ts
const plain = {
	name: "plain",
	widest: 1,
	spellings(anchor, follows) {
		const bytes = ascii(anchor);
		const demands = demandsOf(follows);
		if (demands.length === 0) return [{ bytes }];
		const width = bytes.length;
		return [{
			bytes,
			confirm: (content, offset) => demands.some((demand) => follow$1(content, offset + width, demand))
		}];
	},
	passages(segment, hits) {
		const buffer = bufferOf(segment.bytes);
		return windowsOf(segment, hits).map(({ from, to }) => {
			const base = segment.base + from;
			return {
				kind: "text",
				text: buffer.toString("latin1", from, to),
				trail: [],
				toSource: (start, end) => [{
					start: base + start,
					end: base + end
				}]
			};
		});
	}
};
function follow$1(bytes, at, demand) {
	for (let i = 0; i < demand.length; i++) if (demand[i]?.[bytes[at + i] ?? 256] !== 1) return false;
	return true;
}
// src/decode/wide.ts
const utf16le = wide("utf16le", {
	size: 2,
	at: 0
});
const utf16be = wide("utf16be", {
	size: 2,
	at: 1
});
const utf32le = wide("utf32le", {
	size: 4,
	at: 0
});
const utf32be = wide("utf32be", {
	size: 4,
	at: 3
});
function wide(name, unit) {
	return {
		name,
		widest: unit.size,
		spellings(anchor, follows) {
			const bytes = new Uint8Array(anchor.length * unit.size);
			for (let i = 0; i < anchor.length; i++) bytes[i * unit.size + unit.at] = anchor.charCodeAt(i);
			const demands = demandsOf(follows);
			if (demands.length === 0) return [{ bytes }];
			const width = bytes.length;
			return [{
				bytes,
				confirm: (content, offset) => demands.some((demand) => follow(content, offset + width, unit, demand))
			}];
		},
		passages(segment, hits) {
			const own = ownHits$1(segment, hits, unit);
			const passages = [];
			for (let phase = 0; phase < unit.size; phase++) {
				const aligned = own.filter((hit) => hit.offset % unit.size === phase);
				for (const { from, to, first } of windowsOf(segment, aligned)) {
					const at = (aligned[first]?.offset ?? 0) - segment.base;
					const before = Math.min(Math.ceil((at - from) / unit.size), Math.floor(at / unit.size));
					passages.push(passageOf(segment, at - before * unit.size, to, unit));
				}
			}
			return passages;
		}
	};
}
function follow(bytes, from, unit, demand) {
	for (let i = 0, at = from; i < demand.length; i++, at += unit.size) if (at + unit.size > bytes.length || demand[i]?.[codeAt(bytes, at, unit)] !== 1) return false;
	return true;
}
function codeAt(bytes, at, { size, at: low }) {
	const step = low === 0 ? 1 : -1;
	if (size === 4 && ((bytes[at + low + 2 * step] ?? 0) | (bytes[at + low + 3 * step] ?? 0)) !== 0) return 65533;
	return (bytes[at + low] ?? 0) | (bytes[at + low + step] ?? 0) << 8;
}
function ownHits$1(segment, hits, unit) {
	const { bytes, base } = segment;
	const other = {
		size: unit.size,
		at: unit.size - 1 - unit.at
	};
	const shift = unit.at - other.at;
	const [own, aligned] = [asciiRuns(bytes, unit), asciiRuns(bytes, other)];
	return hits.filter((hit) => {
		const start = hit.offset + shift;
		if (hit.offset % unit.size === 0 || start % unit.size !== 0 || start < base) return true;
		return aligned(start - base) < own(hit.offset - base);
	});
}
function asciiRuns(bytes, unit) {
	let seenTo = 0;
	return (from) => {
		seenTo = Math.max(seenTo, from);
		while (seenTo + unit.size <= bytes.length && codeAt(bytes, seenTo, unit) < 128) seenTo += unit.size;
		return (seenTo - from) / unit.size;
	};
}
function passageOf(segment, from, to, unit) {
	const count = Math.min(Math.ceil((to - from) / unit.size), Math.floor((segment.bytes.length - from) / unit.size));
	const units = Buffer.allocUnsafe(count * 2);
	for (let i = 0; i < count; i++) units.writeUInt16LE(codeAt(segment.bytes, from + i * unit.size, unit), i * 2);
	const base = segment.base + from;
	return {
		kind: "text",
		text: units.toString("utf16le"),
		trail: [],
		toSource: (start, end) => [{
			start: base + start * unit.size,
			end: base + end * unit.size
		}]
	};
}
// src/decode/index.ts
const decoders = [
	plain,
	utf16le,
	utf16be,
	utf32le,
	utf32be,
	escapes,
	base64
];
// src/detect/overlap.ts
const CONFIDENCE = {
	high: 0,
	medium: 1,
	low: 2
};
function extentOf(match) {
	const spans = match.passage.toSource(match.start, match.end);
	return {
		start: spans[0].start,
		end: (spans.at(-1) ?? spans[0]).end
	};
}
function onePerPlace(matches) {
	if (matches.length < 2) return [...matches];
	const ranked = matches.map((match) => ({
		match,
		...extentOf(match)
	})).sort((a, b) => a.start - b.start || a.end - b.end);
	const kept = [];
	for (const one of ranked) {
		const last = kept.at(-1);
		if (!last || one.start >= last.end) kept.push(one);
		else if (rank(one.match) < rank(last.match) || rank(one.match) === rank(last.match) && one.start === last.start) kept[kept.length - 1] = one;
	}
	return kept.map(({ match }) => match);
}
function rank({ passage, rule }) {
	return (passage.trail.length > 0 && passage.kind !== "decoded" ? 0 : 3) + CONFIDENCE[rule.confidence];
}
// src/detect/pattern.ts
const SECRET = "secret";
const FULL_BUDGET = 2e9;
const CONFIDENCES = [
	"high",
	"medium",
	"low"
];
const searches = new WeakMap();
async function prepare(rules) {
	for (const rule of rules) {
		if (searches.has(rule)) continue;
		try {
			searches.set(rule, rule.engine === "linear" ? await linearSearch(rule) : nativeSearch(rule.regex));
		} catch {
			throw new HfleaksError("rule-invalid", `The regex of the rule ${rule.id} does not compile.`, rule.engine === "linear" ? "It runs on RE2: no lookaround and no backreferences." : "");
		}
	}
}
function createBudget() {
	return { left: FULL_BUDGET };
}
function detect(passage, rules, budget = createBudget()) {
	const { text } = passage;
	if (!shortestAnchors(rules).some((anchor) => text.includes(anchor))) return [];
	const matches = [];
	for (const rule of rules) {
		const search = searches.get(rule);
		if (!search) throw new Error(`The rule ${rule.id} was not prepared.`);
		if (!rule.anchors.some((anchor) => text.includes(anchor))) continue;
		for (const [start, end] of search(text, budget)) if (isNear(rule, text, start, end)) matches.push({
			rule,
			passage,
			start,
			end,
			secret: new Secret(text.slice(start, end), rule.prefix)
		});
	}
	return withoutOverlaps(matches);
}
const anchorsOf = new WeakMap();
function shortestAnchors(rules) {
	let shortest = anchorsOf.get(rules);
	if (!shortest) {
		const all = [...new Set(rules.flatMap(({ anchors }) => anchors))];
		shortest = all.filter((anchor) => !all.some((other) => other !== anchor && anchor.startsWith(other)));
		anchorsOf.set(rules, shortest);
	}
	return shortest;
}
function nativeSearch(source) {
	const regex = new RegExp(source, "gd");
	return function* (text) {
		for (const found of text.matchAll(regex)) {
			const span = found.indices?.groups?.[SECRET];
			if (span && span[0] < span[1]) yield span;
		}
	};
}
async function linearSearch({ regex, anchors, reach, follows }) {
	const { RE2JS } = await Promise.resolve().then(() => require("./re2js.cjs")).then((n) => n.build_exports);
	const attempt = RE2JS.compile(`\\A(?s:.)(?:${RE2JS.translateRegExp(regex)})`);
	const size = attempt.programSize();
	const anchor = startPattern(anchors, follows);
	return function* (text, budget) {
		let from = 0;
		while (budget.left >= 0) {
			anchor.lastIndex = from;
			const at = anchor.exec(text)?.index;
			if (at === void 0) return;
			from = at + 1;
			const window = (text[at - 1] ?? "\n") + text.slice(at, at + reach + 1);
			budget.left -= window.length * size;
			const matcher = attempt.matcher(window);
			if (budget.left < 0 || !matcher.lookingAt()) continue;
			from = Math.max(from, at - 1 + matcher.end());
			const span = [at - 1 + matcher.start(SECRET), at - 1 + matcher.end(SECRET)];
			if (span[0] >= at && span[0] < span[1]) yield span;
		}
	};
}
function startPattern(anchors, { literal = "", set, min }) {
	const literally = (text) => text.replace(/[^A-Za-z0-9_]/g, (char) => `\\x${hex(char)}`);
	const any = set === "" ? "[^]" : `[${[...set].map((char) => `\\x${hex(char)}`).join("")}]`;
	return new RegExp(`(?:${anchors.map(literally).join("|")})(?=${literally(literal)}${any}{${min}})`, "g");
}
function hex(char) {
	return char.charCodeAt(0).toString(16).padStart(2, "0");
}
function isNear({ near }, text, start, end) {
	if (!near) return true;
	const before = text.slice(Math.max(0, start - near.within), start).toLowerCase();
	const after = text.slice(end, end + near.within).toLowerCase();
	return near.words.some((word) => before.includes(word) || after.includes(word));
}
function withoutOverlaps(matches) {
	let kept = [];
	for (const confidence of CONFIDENCES) {
		const tier = matches.filter(({ rule }) => rule.confidence === confidence).sort((a, b) => a.start - b.start || b.end - a.end);
		kept = [...kept, ...fitting(tier, kept)].sort((a, b) => a.start - b.start);
	}
	return kept;
}
function fitting(tier, kept) {
	const taken = [];
	let free = 0;
	let next = 0;
	for (const match of tier) {
		while (next < kept.length && kept[next].end <= match.start) next++;
		const above = kept[next];
		if (match.start < free || above && above.start < match.end) continue;
		taken.push(match);
		free = match.end;
	}
	return taken;
}
// src/judge/already-committed.ts
var OldCredentials = class {
	#find;
	#byId = new Map();
	#common = new WeakMap();
	constructor(find) {
		this.#find = find;
	}
	async mark(findings, before) {
		if (!before || !findings.some(isReported$1)) return findings;
		const own = await this.#known(before.own, before);
		let common = this.#common.get(before.common);
		if (!common) this.#common.set(before.common, common = await this.#known(before.common, before));
		const verdict = {
			state: "suppressed",
			by: "already-committed",
			reason: "The previous version holds it already."
		};
		return findings.map((finding) => isReported$1(finding) && (own.has(finding.credential) || common.has(finding.credential)) ? {
			...finding,
			verdict
		} : finding);
	}
	async #known(ids, before) {
		const unread = ids.filter((id) => !this.#byId.has(id));
		for (const id of unread) this.#byId.set(id, []);
		if (unread.length > 0) for await (const { id, candidate } of before.read(unread)) this.#byId.set(id, (await this.#find(candidate)).map(({ credential }) => credential));
		return new KnownCredentials(ids.flatMap((id) => this.#byId.get(id) ?? []));
	}
};
var KnownCredentials = class {
	#ids;
	#nameless;
	constructor(credentials) {
		this.#ids = new Set(credentials.map(({ id }) => id));
		this.#nameless = credentials.filter(({ id }) => id === null);
	}
	has({ id, secret }) {
		return id === null ? this.#nameless.some((one) => one.secret.equals(secret)) : this.#ids.has(id);
	}
};
function isReported$1(finding) {
	return finding.verdict.state === "report";
}
// src/sieve/sieve.ts
const NONE = [];
const LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;
const SHARE_MOST = 1e4;
const FREQUENT = "\0 etoainsrldcumphfg_.,\"\n0bvy=-1)(wS2:TxAE/kC3;DRIPLNj4F5qM6O9z87B{}U[]GV'HW";
function createSieve(forms) {
	const { marks, buckets } = compile(forms);
	return {
		reach: forms.reduce((most, form) => Math.max(most, form.reach + form.bytes.length), 0),
		hits: (bytes) => search(bytes, marks, buckets)
	};
}
function compile(forms) {
	const marks = new Uint8Array(65536);
	const buckets = new Map();
	for (const form of forms) for (const pair of [rarestPair(form.bytes, 0), rarestPair(form.bytes, 1)]) {
		const key = form.bytes[pair + 1] << 8 | form.bytes[pair];
		marks[key] = 1;
		const bucket = buckets.get(key);
		if (bucket) bucket.push(entryOf(form, pair));
		else buckets.set(key, [entryOf(form, pair)]);
	}
	return {
		marks,
		buckets
	};
}
function entryOf(form, pair) {
	const { bytes } = form;
	const [rarest = pair] = [...bytes.keys()].filter((at) => at !== pair && at !== pair + 1).sort((a, b) => SHARE[bytes[a]] - SHARE[bytes[b]]);
	return {
		form,
		pair,
		byte: bytes[rarest],
		from: rarest - pair
	};
}
const SHARE = new Float64Array(256).fill(1);
for (const [rank, char] of [...FREQUENT].entries()) SHARE[char.charCodeAt(0)] = (77 - rank) ** 2;
const RANKS = new Map("oninaterenreteordeseessttithcontetleelhetaiotomeceneutaledroanisrapearasngitodpoe_nstrchoumaomgendliacampat_lollidimtsmpexsiadprepdiecnadaullassfocanckepturriuniftyilfiagmoicean_rtus_solrspuctbeypuesoai_i_t_cplNonolsveemckokap_phad_otnueftpocumgivafalfhurcl_vioptttulunifrrgscbl_dpispigizxtabsazeipwinfs_ofrnhicuowholtieoarmpsoogs_eshauruo_fedobahtmievsumb==_mdsosr_quggupobubcrddoiugclwarrff_a_hm__fdu_rireerymmwenptcxe_lbofue=eqgfnnbuhfColyInskuiayivguldrdia00ThogReegewghgrpppyovs=xph_{}nluc_ownfleicc_nnvuaTrgaavTeytrl_bjosfToMok_dtwhFaeoib10_vcip_yo12nkmsPaxibiebErLiksStbyeyjsg_udf_woxaDe##Hulp".match(/../g).map((pair, rank) => [pair, rank]));
function shareOf(first, second) {
	const rank = RANKS.get(String.fromCharCode(first, second));
	if (rank !== void 0) return 1 + RANKS.size - rank;
	return SHARE[first] * SHARE[second] / SHARE_MOST ** 2;
}
function rarestPair(bytes, first) {
	let best = first;
	let least = Number.POSITIVE_INFINITY;
	for (let at = first; at + 1 < bytes.length; at += 2) {
		const score = shareOf(bytes[at], bytes[at + 1]);
		if (score >= least) continue;
		least = score;
		best = at;
	}
	return best;
}
const SMALL = 64;
function search(bytes, marks, buckets) {
	const found = [];
	const { byteOffset: base, length } = bytes;
	let at = base & 1;
	if (length >= SMALL && LITTLE_ENDIAN) {
		const start = -base & 3;
		for (; at < start; at += 2) look(bytes, at, marks, buckets, found);
		const words = new Int32Array(bytes.buffer, base + start, length - start >> 2);
		const whole = words.length & -4;
		for (let word = nextMarked(words, 0, whole, marks); word < whole; word = nextMarked(words, word + 4, whole, marks)) {
			const group = start + word * 4;
			for (let pair = group; pair < group + 16; pair += 2) look(bytes, pair, marks, buckets, found);
		}
		at = start + whole * 4;
	}
	for (; at + 1 < length; at += 2) look(bytes, at, marks, buckets, found);
	return found.length === 0 ? NONE : found.sort((a, b) => a.offset - b.offset);
}
function nextMarked(words, from, whole, marks) {
	for (let word = from; word < whole; word += 4) {
		const one = words[word];
		const two = words[word + 1];
		const three = words[word + 2];
		const four = words[word + 3];
		if ((marks[one & 65535] | marks[one >>> 16] | marks[two & 65535] | marks[two >>> 16] | marks[three & 65535] | marks[three >>> 16] | marks[four & 65535] | marks[four >>> 16]) !== 0) return word;
	}
	return whole;
}
function look(bytes, at, marks, buckets, found) {
	const key = bytes[at + 1] << 8 | bytes[at];
	if (marks[key] === 0) return;
	for (const { form, pair, byte, from } of buckets.get(key)) {
		if (bytes[at + from] !== byte) continue;
		const offset = at - pair;
		if (stands(bytes, offset, form.bytes) && (form.confirm?.(bytes, offset) ?? true)) found.push({
			offset,
			form
		});
	}
}
function stands(bytes, offset, form) {
	if (offset < 0 || offset + form.length > bytes.length) return false;
	for (let at = 0; at < form.length; at++) if (bytes[offset + at] !== form[at]) return false;
	return true;
}
// src/scan.ts
const FINDINGS_LIMIT = 1e4;
const CONTEXT = 256;
async function scan(source, options = {}) {
	const rulebook = options.rulebook ?? builtinRulebook();
	const engine = await createEngine(rulebook, source.mode, options);
	const ledger = new RunLedger();
	let findings = [];
	const old = new OldCredentials((candidate) => findingsOf(candidate, engine));
	const report = (complete) => {
		const all = findings.toSorted(byPlace);
		const totals = ledger.totals(complete);
		return {
			scan: {
				mode: source.mode,
				target: source.target,
				...source.commits && { commits: source.commits() }
			},
			rules: rulebook,
			complete: complete && isComplete(totals, source.mode, new Set(options.allowIncomplete)),
			ledger: totals,
			findings: all.filter(isReported),
			suppressed: all.filter((finding) => !isReported(finding))
		};
	};
	const candidates = source.candidates(engine.sieve, ledger, options.signal);
	try {
		for await (const candidate of startedEarly(candidates, () => proveRules(engine))) {
			if (options.signal?.aborted) throw new HfleaksError("interrupted", "The scan was interrupted.", "Nothing was reported.");
			const found = await findingsOf(candidate, engine);
			for (const finding of await old.mark(found, candidate.before)) findings.push(finding);
		}
		findings = await traced(findings.sort(byPlace), source, old);
	} catch (error) {
		if (error instanceof HfleaksError && findings.length > 0) {
			findings = await traced(findings, source, old).catch(() => findings);
			error.report = report(false);
		}
		throw error;
	}
	return report(true);
}
async function traced(findings, source, old) {
	if (!source.trace || findings.length === 0) return findings;
	const { inHistory, questionFor } = await Promise.resolve().then(() => require("./timeline.cjs"));
	const repositories = new Map();
	for (const finding of findings) {
		const key = Buffer.from(finding.places[0]?.repository ?? []).toString("latin1");
		const own = repositories.get(key);
		if (own) own.push(finding);
		else repositories.set(key, [finding]);
	}
	const all = [];
	for (const own of repositories.values()) {
		const found = await source.trace(own[0]?.places[0]?.repository, questionFor(own), (trace) => inHistory(own, trace, async (finding, change) => {
			const [marked] = await old.mark([finding], trace.oldSides?.(change));
			return marked ?? finding;
		}));
		all.push(...found);
	}
	return all;
}
async function* startedEarly(values, work) {
	const iterator = values[Symbol.asyncIterator]();
	const first = iterator.next();
	first.catch(() => void 0);
	try {
		await work();
		for (let next = await first; !next.done; next = await iterator.next()) yield next.value;
	} finally {
		await iterator.return?.();
	}
}
async function createEngine({ rules }, mode, { honourAllow = true, lineHashes = false }) {
	const tokens = rules.filter((rule) => rule.family === "token");
	const inOutput = rules.find((rule) => rule.family === "notebook");
	await prepare(tokens);
	return {
		tokens,
		inOutput,
		mode,
		honourAllow,
		lineHashes,
		sieve: lazySieve(tokens)
	};
}
function lazySieve(tokens) {
	let made;
	const sieve = () => made ??= createSieve(anchorForms(tokens));
	return {
		get reach() {
			return sieve().reach;
		},
		hits: (bytes) => sieve().hits(bytes)
	};
}
function anchorForms(rules) {
	const anchors = new Set(rules.flatMap((rule) => rule.anchors));
	return [...anchors].filter((anchor) => ![...anchors].some((other) => other !== anchor && anchor.startsWith(other))).flatMap((anchor) => {
		const served = rules.flatMap((rule, index) => rule.anchors.filter((own) => own.startsWith(anchor)).map((own) => ({
			index,
			reach: rule.reach,
			follows: demand(own.slice(anchor.length), rule.follows)
		})));
		const reach = CONTEXT + Math.max(...served.map((rule) => rule.reach));
		const indices = [...new Set(served.map(({ index }) => index))];
		const follows = served.map((rule) => rule.follows);
		return decoders.flatMap((decoder) => decoder.spellings(anchor, follows).map((spelling) => ({
			...spelling,
			decoder: decoder.name,
			rules: indices,
			reach: reach * decoder.widest
		})));
	});
}
function demand(rest, { literal = "", set, min }) {
	return {
		literal: rest + literal,
		set,
		min
	};
}
async function proveRules(engine) {
	for (const [index, rule] of engine.tokens.entries()) {
		if (index > 0 && rule.engine === "native") continue;
		const words = rule.near?.words[0] ?? "";
		const token = rule.engine === "native" ? plainToken(rule) : (await Promise.resolve().then(() => require("./samples.cjs")).then((n) => n.sample_exports)).sample(rule, 1);
		const bytes = Buffer.from(`${words} ${token} ${words}\n`, "latin1");
		if (matchesIn({
			base: 0,
			bytes,
			from: 0,
			to: bytes.length,
			hits: engine.sieve.hits(bytes)
		}, null, engine, createBudget()).length === 0) throw new HfleaksError("canary-failed", `The rule ${rule.id} does not find a token made for it.`, "Check the rule with \"hfleaks rules check\"; the scan was not started.");
	}
	if (engine.tokens.length === 0) throw new HfleaksError("canary-failed", "There are no rules.", "Use the built-in rules, or name a rule file that has some.");
}
function plainToken({ anchors, follows: { set, min } }) {
	return anchors[0] + Array.from({ length: min }, (_, index) => set[index * 7 % set.length]).join("");
}
async function findingsOf(candidate, engine) {
	const [reported, suppressed] = [[], []];
	const budget = createBudget();
	let describe;
	for await (const segment of candidate.segments()) {
		const notebook = candidate.kind === "notebook" ? await readNotebook(candidate, segment) : null;
		const matches = segment.hits.length > 0 || notebook ? matchesIn(segment, notebook, engine, budget) : [];
		if (matches.length === 0 && candidate.whole) continue;
		describe ??= (await Promise.resolve().then(() => require("./findings.cjs"))).createDescriber(candidate, engine);
		for (const finding of describe(segment, matches)) {
			const list = isReported(finding) ? reported : suppressed;
			if (list.length < FINDINGS_LIMIT) list.push(finding);
			else if (list === reported) candidate.partial("size-limit");
		}
	}
	if (budget.left < 0) candidate.partial("timeout");
	return [...reported, ...suppressed];
}
async function readNotebook(candidate, segment) {
	if (candidate.whole) return (await Promise.resolve().then(() => require("./notebook.cjs"))).decodeNotebook(segment.bytes);
	candidate.partial("size-limit");
	return null;
}
function matchesIn(segment, notebook, engine, budget) {
	const matches = (notebook ?? []).flatMap((passage) => detect(passage, engine.tokens, budget));
	for (const decoder of decoders) {
		const hits = segment.hits.filter((hit) => hit.form.decoder === decoder.name);
		if (hits.length === 0) continue;
		const served = new Set(hits.flatMap((hit) => hit.form.rules));
		const rules = engine.tokens.filter((_, index) => served.has(index));
		for (const passage of decoder.passages(segment, hits)) matches.push(...detect(passage, rules, budget));
	}
	return onePerPlace(matches).filter((match) => {
		const { start } = extentOf(match);
		return start >= segment.from && start < segment.to;
	});
}
function byPlace(a, b) {
	return Buffer.compare(a.location.path, b.location.path) || a.location.offset - b.location.offset || compare(a.rule.id, b.rule.id) || compare(a.fingerprint, b.fingerprint);
}
function compare(a, b) {
	return a < b ? -1 : a > b ? 1 : 0;
}
function isReported(finding) {
	return finding.verdict.state === "report";
}
// src/report/index.ts
const DEFAULTS = {
	color: false,
	excerpt: true,
	elapsedMs: 0,
	quiet: false,
	hook: false,
	version: VERSION
};
const RENDERERS = {
	text: async (report, options) => (await Promise.resolve().then(() => text_exports)).renderText(report, options),
	json: async (report, options) => (await Promise.resolve().then(() => require("./json.cjs"))).renderJson(report, options),
	sarif: async (report, options) => (await Promise.resolve().then(() => require("./sarif.cjs"))).renderSarif(report, options)
};
const formats = Object.keys(RENDERERS);
function render(format, report, options = {}) {
	return RENDERERS[format](report, {
		...DEFAULTS,
		...options
	});
}
// src/cli/terminal.ts
const READER_GONE = ["EPIPE", "ERR_STREAM_DESTROYED"];
async function print(text) {
	if (text === "") return;
	const error = await written(text.slice(0, -1)) ?? await written(text.slice(-1));
	if (!error || READER_GONE.includes(error.code ?? "")) return;
	throw new HfleaksError("write-failed", "The report could not be written to standard output.", "Check the disk it is redirected to.");
}
function written(text) {
	return new Promise((resolve) => {
		process.stdout.write(text, resolve);
	});
}
function say(text) {
	process.stderr.write(text, () => void 0);
}
// src/cache/place.ts
function cacheFolder(variables, platform) {
	const path = platform === "win32" ? node_path.win32 : node_path.posix;
	const { XDG_CACHE_HOME: cache = "", LOCALAPPDATA: local = "", HOME: home = "" } = variables;
	if (path.isAbsolute(cache)) return path.join(cache, "hfleaks");
	if (platform === "win32") return path.isAbsolute(local) ? path.join(local, "hfleaks") : null;
	if (!path.isAbsolute(home)) return null;
	return platform === "darwin" ? path.join(home, "Library", "Caches", "hfleaks") : path.join(home, ".cache", "hfleaks");
}
function isFolderTrusted(folder, user) {
	if (!(0, node_fs.lstatSync)(folder, { throwIfNoEntry: false })) {
		if (user !== void 0 && ![user, 0].includes(ownerAbove(folder))) return false;
		if (!(0, node_fs.statSync)((0, node_path.dirname)((0, node_path.dirname)(folder)), { throwIfNoEntry: false })?.isDirectory()) return false;
		for (const path of [(0, node_path.dirname)(folder), folder]) makeFolder(path);
	}
	const [entry, target] = [(0, node_fs.lstatSync)(folder), (0, node_fs.statSync)(folder)];
	return target.isDirectory() && isOwn(entry, user) && isOwn(target, user, 18);
}
function makeFolder(path) {
	if ((0, node_fs.statSync)(path, { throwIfNoEntry: false })?.isDirectory()) return;
	try {
		(0, node_fs.mkdirSync)(path, { mode: 448 });
	} catch (error) {
		if (!(0, node_fs.statSync)(path, { throwIfNoEntry: false })?.isDirectory()) throw error;
	}
}
function ownerAbove(path) {
	const above = (0, node_path.dirname)(path);
	return (0, node_fs.statSync)(above, { throwIfNoEntry: false })?.uid ?? ownerAbove(above);
}
function isOwn({ uid, mode }, user, forbidden = 0) {
	return user === void 0 || uid === user && (mode & forbidden) === 0;
}
// src/cache/marks.ts
const ID = /^[\w-]{1,200}$/;
var Marks = class {
	#folder;
	#user;
	constructor(folder, user) {
		this.#folder = folder;
		this.#user = user;
	}
	has(id) {
		try {
			return ID.test(id) && (0, node_fs.lstatSync)((0, node_path.join)(this.#folder, id), { throwIfNoEntry: false })?.isFile() === true && isFolderTrusted(this.#folder, this.#user);
		} catch {
			return false;
		}
	}
	add(id) {
		try {
			if (ID.test(id) && isFolderTrusted(this.#folder, this.#user)) (0, node_fs.closeSync)((0, node_fs.openSync)((0, node_path.join)(this.#folder, id), "wx", 384));
		} catch {}
	}
};
// src/cli/cache-place.ts
function cacheOutside(repository) {
	const folder = cacheFolder(process.env, process.platform);
	if (!folder || !repository) return folder;
	const real = realFolder$1(folder);
	const isWithin = (own) => real === own || real.startsWith(own + node_path.sep);
	return foldersOf(repository).some((own) => isWithin(realFolder$1(own))) ? null : folder;
}
function realFolder$1(path) {
	try {
		return node_fs.realpathSync.native(path);
	} catch {
		return (0, node_path.dirname)(path) === path ? path : (0, node_path.join)(realFolder$1((0, node_path.dirname)(path)), (0, node_path.basename)(path));
	}
}
// src/cli/sources.ts
async function sourceOf(command, given, rules) {
	const cwd = process.cwd();
	if (command === "scan") return {
		source: await treeOrStdin(given, cwd),
		honourAllow: true
	};
	if (command === "staged") return {
		source: await staged(given.rest, cwd),
		honourAllow: true
	};
	if (command === "hook") return hook(given.rest, {
		cwd,
		git: gitEnvironment(),
		rules
	});
	const here = {
		cwd,
		git: gitEnvironment(),
		rules
	};
	const { historyOf, rangeOf } = await Promise.resolve().then(() => require("./history-sources.cjs"));
	return {
		source: command === "range" ? rangeOf(given, here) : historyOf(given, here),
		honourAllow: false
	};
}
async function treeOrStdin({ rest, lists, texts, flags }, cwd) {
	if (rest.includes("-")) {
		if (rest.length > 1) throw new HfleaksError("usage", "Standard input is scanned alone.", "Run \"hfleaks scan -\" by itself.");
		if ((0, node_fs.fstatSync)(0).isDirectory()) throw new HfleaksError("usage", "Standard input is a folder.", "Name it: hfleaks scan FOLDER");
		const { stdinSource } = await Promise.resolve().then(() => require("./stdin.cjs")).then((n) => n.stdin_exports);
		return stdinSource(process.stdin, texts.get("stdin-filename") ?? "stdin");
	}
	const { treeSource } = await Promise.resolve().then(() => require("./tree.cjs")).then((n) => n.tree_exports);
	return treeSource({
		cwd,
		paths: rest.length > 0 ? rest : ["."],
		exclude: lists.get("exclude") ?? [],
		ignore: !flags.has("no-ignore"),
		git: gitEnvironment()
	});
}
async function staged(paths, cwd, merging = []) {
	const { stagedSource } = await Promise.resolve().then(() => staged_exports);
	return stagedSource({
		repository: requireRepository(cwd, process.env),
		git: gitEnvironment(),
		cwd,
		paths,
		merging
	});
}
const HOOKS = [
	"pre-commit",
	"pre-merge-commit",
	"pre-applypatch",
	"commit-msg",
	"pre-push",
	"pre-receive"
];
async function hook([name, ...rest], here) {
	const { cwd } = here;
	const known = HOOKS.find((one) => one === name);
	if (name === void 0) throw new HfleaksError("usage", "The hook is not named.", "For example: hfleaks hook pre-commit");
	if (!known) throw new HfleaksError("usage", `There is no hook "${mention(name)}".`, didYouMean(name, HOOKS));
	if (known === "pre-commit") return {
		source: await staged(rest, cwd),
		honourAllow: true
	};
	if (known === "pre-merge-commit") return {
		source: await staged([], cwd, mergedHeads()),
		honourAllow: true
	};
	if (known === "pre-applypatch") return {
		source: await staged([], cwd),
		honourAllow: true
	};
	if (known === "commit-msg") return {
		source: await message(rest, cwd),
		honourAllow: true
	};
	const { pushOf, receiveOf } = await Promise.resolve().then(() => require("./history-sources.cjs"));
	const input = readInput();
	return known === "pre-push" ? {
		source: pushOf(rest, input, here),
		honourAllow: true
	} : {
		source: receiveOf(input, here),
		honourAllow: false
	};
}
function mergedHeads() {
	return Object.keys(process.env).flatMap((name) => /^GITHEAD_([0-9a-f]{40}(?:[0-9a-f]{24})?)$/.exec(name)?.slice(1) ?? []);
}
async function message([file], cwd) {
	if (!file) throw new HfleaksError("usage", "The message file is not named.", "Call it from the hook: hfleaks hook commit-msg \"$1\"");
	const { messageSource } = await Promise.resolve().then(() => require("./message.cjs"));
	return messageSource({
		path: (0, node_path.resolve)(cwd, file),
		name: file,
		edited: process.env.GIT_EDITOR !== ":"
	});
}
function readInput() {
	try {
		return process.stdin.isTTY ? "" : (0, node_fs.readFileSync)(0, "latin1");
	} catch {
		return "";
	}
}
function gitEnvironment() {
	const folder = cacheOutside(repositoryHere());
	return {
		searchPath: process.env.PATH,
		...folder && { proven: new Marks(folder, process.geteuid?.()) }
	};
}
function repositoryHere() {
	try {
		return locateRepository(process.cwd(), process.env);
	} catch {
		return null;
	}
}
// src/sources/content.ts
const WHOLE_LIMIT = 4 << 20;
const NOTEBOOK_LIMIT = 64 << 20;
const STRIDE = 1 << 20;
const NO_HITS = [];
function kindOf(path) {
	return Buffer.from(path.buffer, path.byteOffset, path.byteLength).subarray(-6).toString("latin1").toLowerCase() === ".ipynb" ? "notebook" : "text";
}
function wholeLimit(kind) {
	return kind === "notebook" ? NOTEBOOK_LIMIT : WHOLE_LIMIT;
}
function* offer(ledger, name, content, size, damage) {
	let reason = null;
	yield {
		...content,
		partial: (why) => {
			reason ??= why;
		}
	};
	reason ??= damage?.() ?? null;
	const bytes = size();
	ledger.size(bytes);
	if (reason) ledger.partial(reason, bytes, name);
	else ledger.scanned(bytes);
}
function wholeSegment(bytes, hits) {
	return {
		base: 0,
		bytes,
		from: 0,
		to: bytes.length,
		hits
	};
}
function* fileSegments(fd, sieve, cleanBelow) {
	const context = sieve.reach;
	const buffer = Buffer.allocUnsafe(STRIDE + 2 * context);
	for (let from = 0;; from += STRIDE) {
		const base = Math.max(0, from - context);
		const bytes = buffer.subarray(0, readFully(fd, buffer.subarray(0, from - base + STRIDE + context), base));
		const end = base + bytes.length;
		const to = Math.min(end, from + STRIDE);
		if (to <= from) return Math.max(end, from);
		yield {
			base,
			bytes,
			from,
			to,
			hits: to <= cleanBelow ? NO_HITS : ownHits(sieve.hits(bytes), base, from, to)
		};
		if (end < from + STRIDE) return end;
	}
}
function readFully(fd, target, position) {
	let filled = 0;
	while (filled < target.length) {
		const read = (0, node_fs.readSync)(fd, target, filled, target.length - filled, position + filled);
		if (read === 0) break;
		filled += read;
	}
	return filled;
}
async function* streamSegments(pieces, sieve) {
	const context = sieve.reach;
	const full = STRIDE + 2 * context;
	const buffer = Buffer.allocUnsafe(full);
	let base = 0;
	let filled = 0;
	let from = 0;
	const segment = (to) => {
		const bytes = buffer.subarray(0, filled);
		return {
			base,
			bytes,
			from,
			to,
			hits: ownHits(sieve.hits(bytes), base, from, to)
		};
	};
	for await (const piece of pieces) for (let taken = 0; taken < piece.length;) {
		const part = piece.subarray(taken, taken + full - filled);
		buffer.set(part, filled);
		filled += part.length;
		taken += part.length;
		if (filled < full) continue;
		const to = base + filled - context;
		yield segment(to);
		const kept = Math.max(base, to - context);
		buffer.copyWithin(0, kept - base, filled);
		filled -= kept - base;
		[base, from] = [kept, to];
	}
	if (base + filled > from) yield segment(base + filled);
}
async function readUpTo(stream, limit) {
	const pieces = [];
	let size = 0;
	const iterator = stream[Symbol.asyncIterator]();
	for (;;) {
		const next = await iterator.next();
		if (next.done) return {
			bytes: pieces.length === 1 ? pieces[0] : Buffer.concat(pieces, size),
			rest: null
		};
		pieces.push(next.value);
		size += next.value.length;
		if (size > limit) return {
			bytes: new Uint8Array(0),
			rest: continued(pieces, iterator)
		};
	}
}
async function* continued(pieces, iterator) {
	yield* pieces;
	for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
}
function ownHits(hits, base, from, to) {
	if (hits.length === 0) return NO_HITS;
	return hits.map((hit) => ({
		offset: hit.offset + base,
		form: hit.form
	})).filter((hit) => hit.offset >= from && hit.offset < to);
}
// src/sources/open.ts
const FLAGS = node_fs.constants.O_RDONLY | (node_fs.constants.O_NOFOLLOW ?? 0) | (node_fs.constants.O_NONBLOCK ?? 0);
const REASONS = {
	ENOENT: "vanished",
	ENOTDIR: "vanished",
	EACCES: "permission",
	EPERM: "permission",
	ENXIO: "special-file",
	ENODEV: "special-file"
};
function openPath(path) {
	try {
		const fd = (0, node_fs.openSync)(path, FLAGS);
		const stat = (0, node_fs.fstatSync)(fd);
		if (stat.isFile()) return {
			kind: "file",
			fd,
			stat
		};
		(0, node_fs.closeSync)(fd);
		return stat.isDirectory() ? { kind: "folder" } : {
			kind: "problem",
			reason: "special-file"
		};
	} catch (error) {
		const code = error.code ?? "";
		return code === "ELOOP" || code === "EMLINK" ? openLink(path) : {
			kind: "problem",
			reason: REASONS[code] ?? "read-error"
		};
	}
}
function openLink(path) {
	try {
		return {
			kind: "link",
			target: (0, node_fs.readlinkSync)(path, { encoding: "buffer" })
		};
	} catch {
		return {
			kind: "problem",
			reason: "vanished"
		};
	}
}
function isUnchanged(fd, before, read) {
	const now = (0, node_fs.fstatSync)(fd);
	return now.size === read && now.size === before.size && now.mtimeMs === before.mtimeMs;
}
// src/sources/file.ts
const PIECE_WORK = 32;
var FileScanner = class {
	#sieve;
	#ledger;
	#pauses;
	#buffer;
	constructor(sieve, ledger, pauses) {
		this.#sieve = sieve;
		this.#ledger = ledger;
		this.#pauses = pauses;
	}
	file(origin, fd, stat, divert) {
		return stat.size <= wholeLimit(origin.kind) ? this.#small(origin, fd, stat, divert) : this.#large(origin, fd, stat);
	}
	*bytes(origin, bytes, failure) {
		const damage = failure ?? origin.unread ?? null;
		const hits = this.#sieve.hits(bytes);
		if (hits.length === 0 && origin.kind === "text") return this.#settle(origin, bytes.length, damage);
		const content = {
			...origin,
			whole: true,
			segments: () => [wholeSegment(bytes, hits)]
		};
		yield* offer(this.#ledger, origin.name, content, () => bytes.length, () => damage);
	}
	*#small(origin, fd, stat, divert) {
		try {
			const bytes = stat.size <= 4194304 ? this.#read(fd, stat.size) : (0, node_fs.readFileSync)(fd);
			if (divert?.(bytes)) return;
			const changed = bytes.length !== stat.size && !isUnchanged(fd, stat, bytes.length);
			yield* this.bytes(origin, bytes, changed ? "changed-during-read" : null);
		} catch (error) {
			if (error.syscall === void 0) throw error;
			this.#ledger.skipped("read-error", 0, origin.name);
		} finally {
			(0, node_fs.closeSync)(fd);
		}
	}
	#read(fd, size) {
		this.#buffer ??= Buffer.allocUnsafe(4194305);
		return this.#buffer.subarray(0, readFully(fd, this.#buffer.subarray(0, size + 1), 0));
	}
	async *#large(origin, fd, stat) {
		let read = 0;
		let damage = null;
		const [sieve, pauses] = [this.#sieve, this.#pauses];
		const pieces = async function* (cleanBelow) {
			try {
				for (const segment of fileSegments(fd, sieve, cleanBelow)) {
					if (pauses.due(PIECE_WORK)) await pauses.take();
					read = segment.to;
					yield segment;
				}
			} catch (error) {
				if (error.syscall === void 0) throw error;
				damage = "read-error";
			}
		};
		const verdict = () => damage ?? (isUnchanged(fd, stat, read) ? origin.unread ?? null : "changed-during-read");
		try {
			const cleanBelow = await firstHit(pieces(0));
			if (cleanBelow === null && origin.kind === "text") return this.#settle(origin, read, verdict());
			const segments = () => pieces(cleanBelow ?? 0);
			yield* offer(this.#ledger, origin.name, {
				...origin,
				whole: false,
				segments
			}, () => read, verdict);
		} finally {
			(0, node_fs.closeSync)(fd);
		}
	}
	#settle({ name }, bytes, damage) {
		this.#ledger.size(bytes);
		if (damage) this.#ledger.partial(damage, bytes, name);
		else this.#ledger.scanned(bytes);
	}
};
async function firstHit(segments) {
	for await (const { hits, from } of segments) if (hits.length > 0) return from;
	return null;
}
// src/sources/pauses.ts
const EVERY = 50;
const WORK = 32;
var Pauses = class {
	#signal;
	#last = performance.now();
	#work = 0;
	constructor(signal) {
		this.#signal = signal;
	}
	due(work) {
		this.#work += work;
		if (this.#work < WORK) return false;
		this.#work = 0;
		return performance.now() - this.#last > EVERY;
	}
	async take() {
		await new Promise((resolve) => setImmediate(resolve));
		if (this.#signal?.aborted) throw new HfleaksError("interrupted", "The scan was interrupted.", "Nothing was reported.");
		this.#last = performance.now();
	}
};
// src/git/records.ts
const FIELD_LIMIT = 1 << 20;
const LINE_LIMIT = 64 << 20;
async function* fields(process) {
	let begun = [];
	let length = 0;
	try {
		for (let piece = await process.read(); piece; piece = await process.read()) {
			let start = 0;
			for (let nul = piece.indexOf(0); nul >= 0; nul = piece.indexOf(0, start)) {
				const end = piece.subarray(start, nul);
				yield (begun.length === 0 ? end : Buffer.concat([...begun, end])).subarray(0, FIELD_LIMIT);
				[begun, length] = [[], 0];
				start = nul + 1;
			}
			if (start < piece.length && length < FIELD_LIMIT) begun.push(piece.subarray(start));
			length += piece.length - start;
		}
		await process.end();
	} finally {
		process.kill();
	}
	if (length > 0) throw new HfleaksError("git-protocol", "A listing by git ended in the middle of a name.", "Check that git works: git ls-files");
}
async function* lines(process) {
	let rest = "";
	try {
		for (let piece = await process.read(); piece; piece = await process.read()) {
			const text = piece.toString("latin1");
			const end = text.lastIndexOf("\n");
			if (end >= 0) yield (rest + text.slice(0, end)).split("\n");
			rest = end < 0 ? rest + text : text.slice(end + 1);
			if (rest.length > LINE_LIMIT) throw brokenLine();
		}
		await process.end();
	} finally {
		process.kill();
	}
	if (rest !== "") throw brokenLine();
}
function brokenLine() {
	return new HfleaksError("git-protocol", "A listing by git ended in the middle of a line.", "Check that git works.");
}
// src/git/index-listing.ts
const EMPTY_TREE = {
	sha1: "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
	sha256: "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321"
};
const EMPTY_BLOB = {
	sha1: "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391",
	sha256: "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813"
};
async function* stagedChanges(git, commit) {
	const against = commit ?? EMPTY_TREE[git.repository.objectFormat];
	const process = git.start("diff-index", [
		"--cached",
		"--raw",
		"-z",
		"--no-abbrev",
		"--no-renames",
		"--ignore-submodules=none",
		against
	]);
	process.send("");
	let head = null;
	for await (const field of fields(process)) {
		if (head) {
			const [, mode, oldOid, oid, status] = head;
			head = null;
			yield {
				path: field,
				mode,
				oid: orNull(oid),
				oldOid: orNull(oldOid),
				unmerged: status === "U"
			};
			continue;
		}
		head = /^:\d{6} (\d{6}) ([0-9a-f]+) ([0-9a-f]+) ([ADMTUX])\d*$/.exec(field.toString("latin1"));
		if (!head) throw badRecord("diff-index");
	}
}
async function* indexEntries(git, which, indexFile) {
	if (indexFile !== void 0 && !isInside(git.repository, indexFile)) throw new HfleaksError("git-failed", "An index is another repository's.", "It is a link: replace it by \"git reset\".");
	const args = [which === "all" ? "--stage" : "--unmerged", "-z"];
	const process = git.start("ls-files", args, indexFile === void 0 ? {} : { indexFile });
	process.send("");
	for await (const field of fields(process)) {
		const tab = field.indexOf(9);
		const head = /^(\d{6}) ([0-9a-f]+) ([0-3])$/.exec(field.subarray(0, tab).toString("latin1"));
		if (tab < 0 || !head) throw badRecord("ls-files");
		const [, mode, oid, stage] = head;
		yield {
			path: field.subarray(tab + 1),
			mode,
			oid,
			stage: Number(stage)
		};
	}
}
async function* workTreePaths(git) {
	const process = git.start("ls-files", [
		"-z",
		"-t",
		"--stage",
		"--others",
		"--exclude-standard"
	], { workTree: true });
	process.send("");
	for await (const field of fields(process)) {
		if (field[1] !== 32) throw badRecord("ls-files");
		if (field[0] === 63) yield {
			path: field.subarray(2),
			isLocked: false,
			isSubmodule: false
		};
		else {
			const tab = field.indexOf(9);
			if (tab < 0) throw badRecord("ls-files");
			yield {
				path: field.subarray(tab + 1),
				isLocked: false,
				isSubmodule: field.toString("latin1", 2, 8) === "160000"
			};
		}
	}
	for (const complaint of process.complaints()) {
		const folder = /^warning: could not open directory '(.*?)\/?'/.exec(complaint)?.[1];
		if (folder !== void 0) yield {
			path: Buffer.from(`${folder}/`),
			isLocked: true,
			isSubmodule: false
		};
	}
}
async function* ignoredPaths(git) {
	const process = git.start("ls-files", [
		"-z",
		"--others",
		"--ignored",
		"--exclude-standard",
		"--directory"
	], { workTree: true });
	process.send("");
	let folder = null;
	for await (const path of fields(process)) {
		if (folder && path.subarray(0, folder.length).equals(folder)) continue;
		if (path.at(-1) === 47) folder = path;
		yield path;
	}
}
function orNull(oid) {
	return /^0+$/.test(oid) ? null : oid;
}
function badRecord(command) {
	return new HfleaksError("git-protocol", `git ${command} answered in a form that is not known.`, "Tell us your version of git.");
}
// src/git/batch.ts
const NOTHING = Buffer.alloc(0);
const FEED = 1e3;
const NARROW = 4;
const LAST_TRY = 3;
function startReader(git) {
	return git.start("cat-file", ["--batch", "--buffer"]);
}
var BatchReader = class {
	#git;
	#oids;
	#options;
	#known;
	#next = 0;
	#process = null;
	#first = 0;
	#span = Number.POSITIVE_INFINITY;
	#last = 0;
	#isProven = false;
	#piece = NOTHING;
	#head = null;
	#store = NOTHING;
	#filled = 0;
	#owed = 0;
	#damage = null;
	#failed = null;
	#unanswered = 0;
	#lost = null;
	#waiting = null;
	constructor(git, oids, options) {
		this.#git = git;
		this.#oids = oids;
		this.#options = options;
		this.#known = EMPTY_TREE[git.repository.objectFormat];
		if (options.waiting) this.#begin(options.waiting);
	}
	take() {
		if (this.#owed > 0) return void 0;
		if (this.#next >= this.#oids.length) return this.#end();
		if (this.#lost) return this.#problem(this.#lost);
		try {
			if (this.#failed !== null) throw this.#failed;
			if (this.#process && this.#next === this.#last) this.#goOn();
			if (!this.#process) this.#begin(startReader(this.#git));
			const object = this.#parse();
			if (!object) return void 0;
			this.#next++;
			this.#unanswered = 0;
			return object;
		} catch (error) {
			return this.#blame(error);
		}
	}
	more() {
		this.#waiting ??= this.#wait().finally(() => {
			this.#waiting = null;
		});
		return this.#waiting;
	}
	close() {
		this.#process?.kill();
		this.#process = null;
	}
	async next() {
		for (;;) {
			const object = this.take();
			if (object !== void 0) return object;
			await this.more();
		}
	}
	async #wait() {
		if (this.#owed > 0) for await (const _ of this.#stream());
		else try {
			await this.#read();
		} catch (error) {
			this.#failed = error;
		}
	}
	#begin(process) {
		this.#process = process;
		this.#first = this.#next;
		this.#last = Math.min(this.#oids.length, this.#first + this.#span);
		this.#isProven = false;
		this.#piece = NOTHING;
		this.#head = null;
		process.feed(this.#questions());
	}
	*#questions() {
		yield `${this.#known}\n`;
		const [first, last] = [this.#first, this.#last];
		for (let at = first; at < last; at += FEED) {
			const lines = [];
			for (let one = at; one < Math.min(at + FEED, last); one++) lines.push(this.#oids.hex(one));
			yield `${lines.join("\n")}\n`;
		}
	}
	#end() {
		this.close();
		return null;
	}
	#blame(error) {
		this.#failed = null;
		this.close();
		const problem = problemOf(error);
		const asked = this.#last - this.#next;
		if (problem === "timeout" && asked > 1) this.#span = Math.ceil(asked / 2 ** NARROW);
		if (this.#next !== this.#first || problem === "timeout" && asked > 1) {
			this.#begin(startReader(this.#git));
			return;
		}
		if ((!this.#isProven || problem === "timeout") && ++this.#unanswered >= LAST_TRY) this.#lost = problem;
		return this.#problem(problem);
	}
	#goOn() {
		this.close();
		this.#span *= 2 ** NARROW;
	}
	#problem(problem) {
		this.#next++;
		return {
			kind: "problem",
			problem
		};
	}
	#parse() {
		if (!this.#isProven && !this.#prove()) return void 0;
		if (!this.#head) {
			const line = this.#line();
			if (line === null) return void 0;
			const oid = this.#oids.hex(this.#next);
			if (line === `${oid} missing`) return {
				kind: "problem",
				problem: "missing-object"
			};
			this.#head = headOf(line, oid);
			this.#filled = 0;
		}
		const { type, size } = this.#head;
		if (size > this.#options.wholeLimit(this.#next)) {
			this.#head = null;
			this.#owed = size + 1;
			this.#damage = null;
			return {
				kind: "stream",
				type,
				stream: this.#stream(),
				damage: () => this.#damage
			};
		}
		const bytes = this.#body(size);
		if (!bytes) return void 0;
		this.#head = null;
		return {
			kind: "bytes",
			type,
			bytes
		};
	}
	#prove() {
		const answer = `${this.#known} tree 0\n\n`;
		const said = this.#piece.toString("latin1", 0, answer.length);
		if (!answer.startsWith(said)) throw protocolError();
		if (said.length < answer.length) return false;
		this.#piece = this.#piece.subarray(answer.length);
		this.#isProven = true;
		return true;
	}
	#line() {
		const end = this.#piece.indexOf(10);
		if (end < 0) {
			if (this.#piece.length > 200) throw protocolError();
			return null;
		}
		const line = this.#piece.toString("latin1", 0, end);
		this.#piece = this.#piece.subarray(end + 1);
		return line;
	}
	#body(size) {
		if (this.#filled === 0 && this.#piece.length > size) {
			const bytes = this.#piece.subarray(0, size);
			if (this.#piece[size] !== 10) throw protocolError();
			this.#piece = this.#piece.subarray(size + 1);
			return bytes;
		}
		if (this.#store.length < size + 1) this.#store = this.#grown(size + 1);
		const part = this.#piece.subarray(0, size + 1 - this.#filled);
		part.copy(this.#store, this.#filled);
		this.#filled += part.length;
		this.#piece = this.#piece.subarray(part.length);
		if (this.#filled <= size) return null;
		if (this.#store[size] !== 10) throw protocolError();
		return this.#store.subarray(0, size);
	}
	#grown(size) {
		const store = Buffer.allocUnsafe(Math.max(size, 65536, Math.min(this.#store.length * 2, 4 << 20)));
		this.#store.copy(store, 0, 0, this.#filled);
		return store;
	}
	async *#stream() {
		try {
			while (this.#owed > 1) {
				if (this.#piece.length === 0) await this.#read();
				const part = this.#piece.subarray(0, this.#owed - 1);
				this.#piece = this.#piece.subarray(part.length);
				this.#owed -= part.length;
				yield part;
			}
			if (this.#owed === 1) {
				if (this.#piece.length === 0) await this.#read();
				if (this.#piece[0] !== 10) throw protocolError();
				this.#piece = this.#piece.subarray(1);
				this.#owed = 0;
			}
		} catch (error) {
			this.#damage = problemOf(error);
			this.#owed = 0;
			this.close();
		}
	}
	async #read() {
		const process = this.#process;
		const piece = await process.read();
		if (!piece) {
			await process.end();
			throw protocolError();
		}
		this.#piece = this.#piece.length === 0 || this.#head ? piece : Buffer.concat([this.#piece, piece]);
	}
};
function headOf(line, oid) {
	const [, type, size] = line.startsWith(oid) ? /^ (blob|tree|commit|tag) (\d{1,15})$/.exec(line.slice(oid.length)) ?? [] : [];
	if (type === void 0) throw protocolError();
	return {
		type,
		size: Number(size)
	};
}
function problemOf(error) {
	if (!(error instanceof HfleaksError)) throw error;
	if (error.code === "git-timeout") return "timeout";
	if (error.code !== "git-failed" && error.code !== "git-protocol") throw error;
	return /attempting to allocate/.test(error.message) ? "alloc-limit" : "corrupt-object";
}
function protocolError() {
	return new HfleaksError("git-protocol", "git cat-file ended too early or answered out of order.", "Check the repository with \"git fsck\".");
}
// src/git/refs.ts
const OID = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;
const SPACE = " 	\n\v\f\r";
function headCommit(git) {
	const { repository } = git;
	return repository.refFiles ? resolveRef(repository, "HEAD") : askGit(git, "HEAD");
}
function mergeHeads(repository) {
	return (readGitFile((0, node_path.join)(repository.gitDir, "MERGE_HEAD"))?.toString("latin1") ?? "").split("\n").filter((line) => OID.test(line));
}
function resolveRef(repository, name, depth = 0) {
	const value = readRefFile(pathBelow(Buffer.from(repository.gitDir), name)) ?? readRefFile(pathBelow(Buffer.from(repository.commonDir), name));
	if (value === null) return depth === 0 ? unreadable() : packedRef(repository, name);
	if (value === "damaged" || depth > 5) return unreadable();
	if ("oid" in value) return value.oid;
	if (!value.target.startsWith("refs/") || value.target.split("/").includes("..")) return unreadable();
	return resolveRef(repository, value.target, depth + 1);
}
function readRefFile(path) {
	const text = readGitLine(path, "latin1");
	if (text === null) {
		const target = linkedRef(path);
		return target === null ? null : { target };
	}
	const oid = /^[0-9a-f]+(?=[ \t\n\v\f\r]|$)/i.exec(text)?.[0].toLowerCase();
	if (oid && OID.test(oid)) return { oid };
	const target = text.startsWith("ref:") ? trimmed(text.slice(4)) : "";
	return target === "" ? "damaged" : { target };
}
function trimmed(text) {
	let [start, end] = [0, text.length];
	while (start < end && SPACE.includes(text[start])) start++;
	while (end > start && SPACE.includes(text[end - 1])) end--;
	return text.slice(start, end);
}
function packedRef(repository, name) {
	const packed = readGitFile((0, node_path.join)(repository.commonDir, "packed-refs"))?.toString("latin1") ?? "";
	const at = `\n${packed}`.indexOf(` ${name}\n`);
	if (at < 0) return null;
	const oid = `\n${packed}`.slice(0, at).split("\n").at(-1) ?? "";
	return OID.test(oid) ? oid : unreadable();
}
async function askGit(git, name) {
	const process = git.start("rev-parse", [
		"--verify",
		"--quiet",
		name
	], { ownDirectory: true });
	process.send("");
	let text = "";
	for (let piece = await process.read(); piece; piece = await process.read()) text += piece.toString("latin1");
	if (await process.end([0, 1]) === 1) return null;
	return OID.test(text.trim()) ? text.trim() : unreadable();
}
function unreadable() {
	throw new HfleaksError("git-failed", "The repository's HEAD cannot be read.", "Check the repository with \"git fsck\".");
}
// src/git/objects.ts
const NOT_A_BLOB = "corrupt-object";
async function* readObjects(git, oids, wholeLimit, waiting) {
	const reader = new BatchReader(git, {
		length: oids.length,
		hex: (index) => oids[index]
	}, {
		wholeLimit,
		waiting
	});
	try {
		for (let object = await reader.next(); object; object = await reader.next()) yield object.kind !== "problem" && object.type !== "blob" ? {
			kind: "problem",
			problem: NOT_A_BLOB
		} : object;
	} finally {
		reader.close();
	}
}
async function proveReader(git, process) {
	const known = EMPTY_TREE[git.repository.objectFormat];
	process.send(`${known}\n`);
	let answer = "";
	for (let piece = await process.read(); piece; piece = await process.read()) if (answer.length <= known.length + 10) answer += piece.toString("latin1");
	await process.end();
	if (answer !== `${known} tree 0\n\n`) throw protocolError();
}
// src/sources/lfs.ts
const LIMIT = 1024;
const HEAD = "version https://git-lfs.github.com/spec/v1\n";
const POINTER = new RegExp(`^${HEAD}(?:ext-\\d-[a-z]{1,32} sha256:[0-9a-f]{64}\\n)*oid sha256:([0-9a-f]{64})\\nsize \\d{1,19}\\n$`);
function lfsOid(bytes) {
	if (bytes.length >= LIMIT || bytes[0] !== HEAD.charCodeAt(0)) return null;
	return POINTER.exec(Buffer.from(bytes).toString("latin1"))?.[1] ?? null;
}
function openLfsObject(repository, oid) {
	const path = Buffer.from((0, node_path.join)(repository.commonDir, "lfs", "objects", oid.slice(0, 2), oid.slice(2, 4), oid));
	const opened = openPath(path);
	if (opened.kind !== "file" || isInside(repository, path)) return opened;
	(0, node_fs.closeSync)(opened.fd);
	return {
		kind: "problem",
		reason: "lfs-pointer"
	};
}
// src/sources/old-sides.ts
function sideId(path, oid) {
	return `${kindOf(path)}:${oid}`;
}
async function* readOldSides(git, sieve, ids) {
	const aside = new RunLedger();
	const scanner = new FileScanner(sieve, aside, new Pauses());
	const sides = ids.map((id) => ({
		id,
		kind: id.split(":")[0],
		oid: id.split(":")[1]
	}));
	const oids = sides.map(({ oid }) => oid);
	let at = 0;
	for await (const object of readObjects(git, oids, (index) => wholeLimit(sides[index]?.kind ?? "text"))) {
		const { id, kind } = sides[at++];
		const name = Buffer.from(id);
		const origin = {
			name,
			kind,
			places: [{
				kind: "staged",
				path: name,
				stage: 0
			}]
		};
		if (object.kind === "problem") continue;
		if (object.kind === "bytes") for (const candidate of scanner.bytes(origin, object.bytes, null)) yield {
			id,
			candidate
		};
		else {
			const segments = () => streamSegments(object.stream, sieve);
			for (const candidate of offer(aside, name, {
				...origin,
				whole: false,
				segments
			}, () => 0)) yield {
				id,
				candidate
			};
		}
	}
}
function oldSides(git, sieve, own, common) {
	return {
		own,
		common,
		read: (ids) => readOldSides(git, sieve, ids)
	};
}
// src/sources/staged-work.ts
async function workOf(git, { repository, cwd, paths, merging }) {
	const told = headCommit(git);
	const head = told instanceof Promise ? await told : told;
	if (head && repository.isIndexNamed && !(0, node_fs.existsSync)(repository.indexFile)) throw new HfleaksError("git-failed", "There is no index where GIT_INDEX_FILE says.", "Unset GIT_INDEX_FILE.");
	const changes = await collect(stagedChanges(git, head));
	const parents = await Promise.all([...new Set([...mergeHeads(repository), ...merging])].map(async (parent) => byPath(await collect(stagedChanges(git, parent)))));
	const deleted = changes.flatMap(({ oid, oldOid, path, unmerged }) => oid || unmerged || !oldOid ? [] : [sideId(path, oldOid)]);
	const itemOf = ({ path, mode, oid, stage }, own) => {
		const merged = parents.map((parent) => parent.has(key(path)) ? parent.get(key(path)).oldOid : oid);
		const old = [...own, ...merged].flatMap((side) => side ? [sideId(path, side)] : []);
		return {
			path,
			mode,
			oid,
			stage,
			old,
			isNewName: old.length === 0
		};
	};
	const items = changes.flatMap(({ path, mode, oid, oldOid, unmerged }) => oid && !unmerged ? [itemOf({
		path,
		mode,
		oid,
		stage: 0
	}, [oldOid])] : []);
	if (changes.some(({ unmerged }) => unmerged)) items.push(...await unmergedItems(git, itemOf));
	return {
		items: paths.length === 0 ? items : await limited(git, items, changes, wantedPaths(repository, cwd, paths)),
		deleted
	};
}
async function unmergedItems(git, itemOf) {
	const entries = await collect(indexEntries(git, "unmerged"));
	const ours = new Map(entries.flatMap((entry) => entry.stage === 2 ? [[key(entry.path), entry.oid]] : []));
	return entries.map((entry) => itemOf(entry, [ours.get(key(entry.path))].filter((oid) => oid !== void 0)));
}
async function limited(git, items, changes, wanted) {
	const known = new Set();
	const isWanted = (path) => {
		const found = ancestors(path.toString("utf8")).filter((one) => wanted.has(one));
		for (const one of found) known.add(one);
		return found.length > 0;
	};
	const changed = byPath(changes);
	const kept = items.filter(({ path }) => isWanted(path));
	for (const { path } of changes) isWanted(path);
	for await (const entry of indexEntries(git, "all")) if (isWanted(entry.path) && !changed.has(key(entry.path))) kept.push({
		...entry,
		path: Buffer.from(entry.path),
		old: [],
		isNewName: false
	});
	for (const path of wanted) if (!known.has(path) && path !== "") throw new HfleaksError("path-not-in-index", `git's index has nothing at ${displayPath(Buffer.from(path))}.`, "Add it with \"git add\", or scan the file on the disk with \"hfleaks scan\".");
	return kept;
}
function wantedPaths({ workTree }, cwd, paths) {
	return new Set(paths.map((path) => {
		const full = (0, node_path.resolve)(cwd, path);
		const inside = (0, node_path.relative)(workTree, full);
		return (inside.startsWith("..") ? (0, node_path.relative)(workTree, (0, node_path.resolve)(realFolder((0, node_path.dirname)(full)), (0, node_path.basename)(full))) : inside).split(node_path.sep).join("/");
	}));
}
function realFolder(folder) {
	try {
		return (0, node_fs.realpathSync)(folder);
	} catch {
		return folder;
	}
}
function ancestors(path) {
	const names = path.split("/");
	return ["", ...names.map((_, index) => names.slice(0, index + 1).join("/"))];
}
function byPath(changes) {
	return new Map(changes.map((change) => [key(change.path), change]));
}
function key(path) {
	return path.toString("latin1");
}
async function collect(things) {
	const all = [];
	for await (const thing of things) all.push(thing);
	return all;
}
// src/sources/staged.ts
var staged_exports = require_rolldown_runtime.__exportAll({ stagedSource: () => stagedSource });
function stagedSource(options) {
	return {
		mode: "staged",
		target: "index",
		async *candidates(sieve, ledger, signal) {
			const git = await Git.open(options.repository, options.git);
			try {
				const work = workOf(git, {
					...options,
					paths: options.paths ?? [],
					merging: options.merging ?? []
				});
				work.catch(() => void 0);
				const reader = startReader(git);
				yield* new StagedScan(git, sieve, ledger, new Pauses(signal)).run(await work, reader);
			} finally {
				git.close();
			}
		}
	};
}
const LINK = "120000";
const GITLINK = "160000";
var StagedScan = class {
	#git;
	#sieve;
	#ledger;
	#pauses;
	#scanner;
	constructor(git, sieve, ledger, pauses) {
		this.#git = git;
		this.#sieve = sieve;
		this.#ledger = ledger;
		this.#pauses = pauses;
		this.#scanner = new FileScanner(sieve, ledger, pauses);
	}
	async *run({ items, deleted }, reader) {
		this.#ledger.list(items.length);
		const blobs = [];
		for (const item of items) {
			yield* this.#inName(item);
			if (item.mode === GITLINK) this.#ledger.skipped("submodule", 0, item.path);
			else if (item.oid === EMPTY_BLOB[this.#git.repository.objectFormat]) this.#ledger.scanned(0);
			else blobs.push(item);
		}
		if (blobs.length === 0) await proveReader(this.#git, reader);
		const kinds = blobs.map(({ path, mode }) => mode === LINK ? "text" : kindOf(path));
		const oids = blobs.map(({ oid }) => oid);
		let at = 0;
		const limit = (index) => wholeLimit(kinds[index]);
		for await (const object of readObjects(this.#git, oids, limit, reader)) {
			const { path, stage, old } = blobs[at];
			const origin = {
				name: path,
				kind: kinds[at++],
				places: [{
					kind: "staged",
					path,
					stage
				}],
				before: oldSides(this.#git, this.#sieve, old, deleted)
			};
			yield* this.#object(object, origin);
		}
	}
	async *#object(object, origin) {
		if (object.kind === "problem") return this.#ledger.skipped(object.problem, 0, origin.name);
		if (object.kind === "stream") return yield* this.#stream(object, origin);
		const oid = lfsOid(object.bytes);
		if (oid === null) return yield* this.#scanner.bytes(origin, object.bytes, null);
		const content = openLfsObject(this.#git.repository, oid);
		this.#ledger.size(object.bytes.length);
		if (content.kind !== "file") return this.#ledger.skipped("lfs-pointer", object.bytes.length, origin.name);
		this.#ledger.scanned(object.bytes.length);
		this.#ledger.list(1);
		yield* this.#scanner.file(origin, content.fd, content.stat);
	}
	*#stream({ stream, damage }, origin) {
		const sieve = this.#sieve;
		let size = 0;
		const segments = async function* () {
			for await (const segment of streamSegments(stream, sieve)) {
				size = segment.to;
				yield segment;
			}
		};
		yield* offer(this.#ledger, origin.name, {
			...origin,
			whole: false,
			segments
		}, () => size, damage);
	}
	*#inName({ path, isNewName }) {
		if (this.#sieve.hits(path).length === 0) return;
		const origin = {
			name: path,
			kind: "text",
			places: [{
				kind: "name",
				of: "file",
				path
			}]
		};
		const own = isNewName ? [] : [`name:${path.toString("latin1")}`];
		const aside = new FileScanner(this.#sieve, new RunLedger(), this.#pauses);
		const read = async function* (wanted) {
			for (const id of wanted) for (const candidate of aside.bytes(origin, path, null)) yield {
				id,
				candidate
			};
		};
		this.#ledger.list(1);
		yield* this.#scanner.bytes({
			...origin,
			before: {
				own,
				common: [],
				read
			}
		}, path, null);
	}
};
// src/report/escape.ts
function terminalPieces(pieces) {
	return pieces.map(escapeText).join("\0").replace(/#(?=\0*#[\0a-z]*\[)/gi, "\\x23").split("\0");
}
function terminalText(text) {
	return terminalPieces([text]).join("");
}
function terminalPhrase(text) {
	return text.split("\\").map(escapeText).join("\\");
}
function neutralizeLine(line) {
	return line.replace(/#(?=#[a-z]*\[)/gi, "\\x23").replace(/^((?:\s|\u001b\[[0-9;]*m)*):(?=:)/, "$1\\x3a");
}
const WIDE = /^(?:[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation})/u;
function displayWidth(text) {
	let width = 0;
	for (const character of text) width += /^\p{M}/u.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
	return width;
}
function jsonText(value) {
	return JSON.stringify(value, null, 2).replace(JSON_UNSAFE, (found) => Array.from({ length: found.length }, (_, at) => `\\u${found.charCodeAt(at).toString(16).padStart(4, "0")}`).join(""));
}
const JSON_UNSAFE = /[<>&\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\udb40[\udc00-\udfff]|#(?=#)/g;
const SLASH = 47;
const UNRESERVED = new Set(Buffer.from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.!~*'()"));
function sarifUri(path) {
	let leading = 0;
	while (path[leading] === SLASH) leading++;
	let uri = "";
	for (const byte of path.subarray(leading)) uri += byte === SLASH || UNRESERVED.has(byte) ? String.fromCharCode(byte) : percent(byte);
	const segments = uri.split("/").map((segment) => /^\.\.?$/.test(segment) ? segment.replaceAll(".", "%2E") : segment);
	return "%2F".repeat(leading) + segments.join("/") || "%2E";
}
function sarifMessage(text) {
	return text.replace(/[[\]\\]/g, "\\$&").replace(/[{}]/g, "$&$&");
}
function shellPath(path) {
	const raw = Buffer.from(path).toString("utf8");
	if (displayPath(path) !== raw || raw !== terminalText(raw)) return null;
	return shellWord(raw);
}
function shellWord(word) {
	return /^[\w./@%+=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
function percent(byte) {
	return `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
}
// src/report/gate.ts
const WINDOW = 12;
const SET_SIZE = 1 << 23;
const MASKED = "[masked]";
function createGate(report) {
	const masks = new Map();
	for (const { credential } of [...report.findings, ...report.suppressed]) masks.set(credential.secret.reveal(), credential.secret.mask);
	const known = new WindowSet();
	const prefixes = new WindowSet();
	for (const [value, mask] of masks) {
		known.addAll(value);
		known.addAll(Buffer.from(value).toString("latin1"));
		prefixes.addAll(mask.slice(0, Math.max(mask.indexOf("…"), 0)));
	}
	const ofKnown = (view) => masks.size === 0 ? [] : knownRuns(view, known, prefixes);
	return (text) => text.length < WINDOW ? text : masked(masked(text, ofKnown, masks), shapedRuns, masks);
}
function gatedPath(gate, path) {
	const shown = displayPath(path);
	const text = gate(shown);
	return {
		text,
		masked: text !== shown
	};
}
var WindowSet = class {
	#sets = [new Set()];
	addAll(value) {
		for (let at = 0; at + WINDOW <= value.length; at++) {
			if ((this.#sets[0]?.size ?? 0) >= SET_SIZE) this.#sets.unshift(new Set());
			this.#sets[0]?.add(value.slice(at, at + WINDOW));
		}
	}
	has(window) {
		return this.#sets.some((set) => set.has(window));
	}
};
function* views(text) {
	yield {
		text,
		start: (at) => at,
		end: (at) => at + 1
	};
	if (/[%\\]/.test(text)) yield unescapedView(text);
	for (const { 0: digits, index } of text.matchAll(/[0-9A-Fa-f]{24,}/g)) for (let phase = 0; phase < 2; phase++) yield packedView(digits, index, phase, "hex", 2);
	for (const { 0: letters, index } of text.matchAll(/[\w+/-]{16,}/g)) for (let phase = 0; phase < 4; phase++) yield packedView(letters, index, phase, "base64", 4 / 3);
}
function unescapedView(text) {
	let unescaped = "";
	const starts = [];
	for (const { 0: unit, index } of text.matchAll(/(?:%|\\{1,2}x)[0-9A-Fa-f]{2}|\\{1,2}u00[0-9A-Fa-f]{2}|[\s\S]/g)) {
		starts.push(index);
		unescaped += unit.length === 1 ? unit : String.fromCharCode(Number.parseInt(unit.slice(-2), 16));
	}
	starts.push(text.length);
	return {
		text: unescaped,
		start: (at) => starts[at] ?? 0,
		end: (at) => starts[at + 1] ?? text.length
	};
}
function packedView(run, index, phase, encoding, perByte) {
	const from = index + phase;
	return {
		text: Buffer.from(run.slice(phase), encoding).toString("latin1"),
		start: (at) => from + Math.floor(at * perByte),
		end: (at) => from + Math.ceil((at + 1) * perByte)
	};
}
function masked(text, runsOf, masks) {
	const runs = [];
	for (const view of views(text)) runs.push(...runsOf(view));
	return runs.length === 0 ? text : replace(text, merge(runs), masks);
}
function shapedRuns(view) {
	return tokenShapes(view.text).map(({ start, end }) => ({
		start: view.start(start),
		end: view.end(end - 1),
		secret: true
	}));
}
function knownRuns(view, known, prefixes) {
	const runs = [];
	let run;
	for (let at = 0; at + WINDOW <= view.text.length; at++) {
		const window = view.text.slice(at, at + WINDOW);
		if (!known.has(window)) continue;
		const start = view.start(at);
		if (!run || start >= run.end) runs.push(run = {
			start,
			end: start,
			secret: false
		});
		run.end = view.end(at + WINDOW - 1);
		run.secret ||= !prefixes.has(window);
	}
	return runs;
}
function merge(runs) {
	const merged = [];
	for (const run of [...runs].sort((a, b) => a.start - b.start)) {
		const last = merged.at(-1);
		if (!last || run.start >= last.end) merged.push({ ...run });
		else {
			last.end = Math.max(last.end, run.end);
			last.secret ||= run.secret;
		}
	}
	return merged;
}
function replace(text, runs, masks) {
	let out = "";
	let at = 0;
	for (const { start, end, secret } of runs) {
		if (!secret) continue;
		out += text.slice(at, start) + (masks.get(text.slice(start, end)) ?? MASKED);
		at = end;
	}
	return out + text.slice(at);
}
// src/report/summary.ts
const NO_REASON = new Set();
const FILE_MODES = new Set([
	"tree",
	"staged",
	"stdin"
]);
function objectsText(objects, mode) {
	return plural(objects, FILE_MODES.has(mode) ? "file" : "object");
}
function sizeText(bytes) {
	if (bytes < 1e3) return `${bytes} B`;
	const units = [
		"kB",
		"MB",
		"GB",
		"TB",
		"PB"
	];
	let size = bytes / 1e3;
	let unit = 0;
	while (size >= 999.95 && unit < units.length - 1) {
		size /= 1e3;
		unit++;
	}
	return `${size.toFixed(1)} ${units[unit]}`;
}
function plural(count, noun) {
	return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
function reasonText(what, tally, mode, gate) {
	const names = tally.examples.slice(0, 5).map((path) => terminalPhrase(gatedPath(gate, path).text));
	if (names.length > 0 && names.length < tally.objects) names.push("…");
	const examples = names.length > 0 ? `: ${names.join(", ")}` : "";
	return `${what} scanned (${tally.reason}): ${objectsText(tally.objects, mode)}, ${sizeText(tally.bytes)}${examples}`;
}
function reasonLines({ ledger, scan }, gate) {
	return [...ledger.partial.map((tally) => reasonText("partly", tally, scan.mode, gate)), ...ledger.skipped.map((tally) => reasonText("not", tally, scan.mode, gate))];
}
function isGap(tally, mode) {
	const none = {
		objects: 0,
		bytes: 0
	};
	return !isComplete({
		listed: none,
		scanned: none,
		deduplicated: none,
		partial: [],
		skipped: [tally]
	}, mode, NO_REASON);
}
function incompleteText({ complete, ledger, scan }) {
	if (complete) return "";
	const gaps = [...ledger.partial, ...ledger.skipped].filter((tally) => isGap(tally, scan.mode));
	if (gaps.length === 0) return "INCOMPLETE: the scan ended before everything was read. Run it again.";
	return `INCOMPLETE: not everything could be scanned (${gaps.map(({ reason, objects }) => `${objects} ${reason}`).join(", ")}); leaks may hide there. Make it available and run again, or accept the gap with --allow-incomplete ${[...new Set(gaps.map(({ reason }) => reason))].sort().join(",")}`;
}
function summaryLine(report, elapsedMs) {
	const { ledger, findings, suppressed, scan } = report;
	const extent = `${objectsText(ledger.scanned.objects, scan.mode)}, ${sizeText(ledger.scanned.bytes)}`;
	return [
		findings.length > 0 ? `${plural(findings.length, "finding")} (${severitiesText(findings)})` : "",
		suppressed.length > 0 ? `${suppressed.length} suppressed: ${verdictsText(suppressed)}` : "",
		scan.commits === void 0 ? `${extent} scanned` : `scanned ${plural(scan.commits, "commit")}, ${extent}`,
		ledger.deduplicated.objects > 0 ? `${ledger.deduplicated.objects} seen before` : "",
		ledger.partial.length > 0 ? `partly scanned: ${reasonsText(ledger.partial)}` : "",
		ledger.skipped.length > 0 ? `not scanned: ${reasonsText(ledger.skipped)}` : "",
		`${(elapsedMs / 1e3).toFixed(elapsedMs < 1e4 ? 2 : 0)} s`
	].filter((part) => part !== "").join(" · ");
}
function emptyRangeText({ scan, ledger }) {
	if (scan.mode !== "range" || scan.commits !== 0) return "";
	return `no commits in the range${ledger.listed.objects === 0 ? ": nothing to scan" : ""}`;
}
function severitiesText(findings) {
	return [
		"error",
		"warning",
		"info"
	].map((severity) => {
		const { length } = findings.filter((finding) => finding.severity === severity);
		return length > 0 ? severity === "info" ? `${length} info` : plural(length, severity) : "";
	}).filter((count) => count !== "").join(", ");
}
function verdictsText(suppressed) {
	const counts = new Map();
	for (const { verdict } of suppressed) {
		const by = (verdict.by ?? "config").replaceAll("-", " ");
		counts.set(by, (counts.get(by) ?? 0) + 1);
	}
	return [...counts].map(([by, count]) => `${count} ${by}`).join(", ");
}
function reasonsText(tallies) {
	return tallies.map(({ objects, reason }) => `${objects} ${reason}`).join(", ");
}
// src/report/places.ts
const MAX_TEXT = 256;
function pathJson(path, gate) {
	const { text, masked } = gatedPath(gate, path);
	if (masked || (0, node_buffer.isUtf8)(path)) return { path: text };
	return {
		path: text,
		pathBytes: Buffer.from(path).toString("base64")
	};
}
function placeJson(place, gate) {
	const path = pathJson(place.path, gate);
	const { repository } = place;
	const inside = repository === void 0 ? {} : { repository: gatedPath(gate, repository).text };
	return {
		kind: place.kind,
		...ownJson(place, path, gate),
		...inside
	};
}
function stampJson(stamp, gate) {
	return {
		author: shortText(stamp.author, gate),
		date: shortText(stamp.date, gate)
	};
}
function historyJson(timeline, gate) {
	return {
		added: commitJson(timeline.added, gate),
		removed: commitJson(timeline.removed, gate),
		inHead: timeline.inHead,
		refs: refsJson(timeline, gate),
		refsTotal: timeline.refsTotal,
		versions: timeline.versions
	};
}
function commitJson(stamp, gate) {
	return stamp === null ? null : {
		commit: stamp.oid,
		...stampJson(stamp, gate)
	};
}
function refsJson({ refs }, gate) {
	return refs.map((ref) => gatedPath(gate, ref).text);
}
function shortText(text, gate) {
	const gated = gate(text);
	return gated.length <= MAX_TEXT ? gated : `${gated.slice(0, MAX_TEXT).replace(/[\ud800-\udbff]$/, "")}…`;
}
function ownJson(place, path, gate) {
	switch (place.kind) {
		case "staged": return {
			...path,
			stage: place.stage
		};
		case "blob": return {
			oid: place.oid,
			...path
		};
		case "commit": return {
			commit: place.commit.oid,
			...path,
			...stampJson(place.commit, gate)
		};
		case "message": {
			const { stamp } = place;
			return stamp ? {
				of: place.of,
				oid: stamp.oid,
				...path,
				...stampJson(stamp, gate)
			} : {
				of: place.of,
				...path
			};
		}
		case "header": {
			const { of, field, stamp } = place;
			return {
				of,
				field: shortText(field, gate),
				oid: stamp.oid,
				...path,
				...stampJson(stamp, gate)
			};
		}
		case "name": {
			const { of, commit } = place;
			return commit ? {
				of,
				commit: commit.oid,
				...path,
				...stampJson(commit, gate)
			} : {
				of,
				...path
			};
		}
		default: return path;
	}
}
// src/report/provenance.ts
const OID_LENGTH = 12;
const REFS = 3;
const PEOPLE = new Set([
	"author",
	"committer",
	"tagger"
]);
const NAMES = {
	file: "in the file's name",
	directory: "in the directory's name",
	branch: "in a branch's name",
	tag: "in a tag's name",
	ref: "in a ref's name"
};
function homePlace({ places, location }) {
	return places.find((place) => samePath(place.path, location.path));
}
function otherPlaces(finding) {
	const home = homePlace(finding);
	return finding.places.filter((place) => place !== home);
}
function isOtherVersion(place, { location }) {
	return [
		"commit",
		"message",
		"header"
	].includes(place.kind) && samePath(place.path, location.path);
}
function pathText(place, gate) {
	return isNamedByObject(place) ? shortObject(place) : plainPath(place.path, gate);
}
function placeNotes(place, gate, detail) {
	const stamp = stampOf(place);
	const named = stamp !== void 0 && (place.kind === "commit" || place.kind === "name");
	return [
		...kindNotes(place, gate),
		...named && detail !== "none" ? [`commit ${shortOid(stamp.oid)}`] : [],
		...stamp && detail === "author" ? peopleNotes(stamp, gate) : [],
		...place.repository === void 0 ? [] : [`in the repository ${plainPath(place.repository, gate)}`]
	];
}
function isToldInHistory(finding) {
	const home = homePlace(finding);
	return (home?.kind === "commit" || home?.kind === "name") && addedHere(finding, home);
}
function historyLines(finding, gate) {
	const { timeline } = finding;
	if (!timeline) return [];
	const { added, removed, versions } = timeline;
	const home = homePlace(finding);
	const fixed = home?.kind === "message" || home?.kind === "header";
	return [
		added && !(fixed && addedHere(finding, home)) ? `added by ${stampText(added, gate)}` : "",
		removed ? `removed by ${stampText(removed, gate)}` : headText(finding, fixed),
		refsText(finding, gate),
		versions > 1 ? `in ${versions} versions` : ""
	].filter((line) => line !== "");
}
function stampOf(place) {
	if (place.kind === "commit" || place.kind === "name") return place.commit;
	return place.kind === "message" || place.kind === "header" ? place.stamp : void 0;
}
function kindNotes(place, gate) {
	switch (place.kind) {
		case "staged": return place.stage > 0 ? [`unmerged, stage ${place.stage}`] : [];
		case "gitfile": return ["in the git directory"];
		case "reflog": return ["in a reflog"];
		case "blob": return [...isNamedByObject(place) ? [] : [shortObject(place)], "no commit known"];
		case "message": return [place.stamp ? `in the message${ofObject(place)}` : `in the ${place.of}'s message`];
		case "header": {
			const field = terminalText(shortText(place.field, gate));
			return [`in the ${PEOPLE.has(place.field) ? "" : "header "}${field}${ofObject(place)}`];
		}
		case "name": return [NAMES[place.of]];
		default: return [];
	}
}
function ofObject(place) {
	return isNamedByObject(place) ? "" : ` of ${shortObject(place)}`;
}
function isNamedByObject(place) {
	const object = objectOf(place);
	return object !== null && samePath(place.path, Buffer.from(object.join(" ")));
}
function shortObject(place) {
	const [type, oid] = objectOf(place) ?? ["", ""];
	return `${type} ${shortOid(oid)}`;
}
function objectOf(place) {
	if (place.kind === "blob") return ["blob", place.oid];
	return (place.kind === "message" || place.kind === "header") && place.stamp ? [place.of, place.stamp.oid] : null;
}
function addedHere({ timeline }, place) {
	return timeline?.added ? timeline.added.oid === stampOf(place)?.oid : false;
}
function headText({ timeline }, fixed) {
	if (timeline?.inHead) return fixed ? "in the history of HEAD" : "still in HEAD";
	return timeline?.added && !fixed ? "not in HEAD" : "";
}
function refsText({ timeline, location }, gate) {
	if (!timeline) return "";
	const { refs, refsTotal, added } = timeline;
	if (refsTotal === 0) return added ? "on no ref" : "";
	const [first] = refs;
	if (refsTotal === 1 && first && samePath(first, location.path)) return "";
	const shown = refs.slice(0, REFS).map((ref) => plainPath(ref, gate));
	const left = refsTotal - shown.length;
	return `on ${[shown.join(", "), left > 0 ? plural(left, "more ref") : ""].filter((part) => part !== "").join(" and ")}`;
}
function stampText(stamp, gate) {
	const day = dayText(stamp, gate);
	const author = authorText(stamp, gate);
	return `${shortOid(stamp.oid)}${day === "" ? "" : ` on ${day}`}${author === "" ? "" : ` (${author})`}`;
}
function peopleNotes(stamp, gate) {
	return [authorText(stamp, gate), dayText(stamp, gate)].filter((note) => note !== "");
}
function authorText({ author }, gate) {
	return terminalText(shortText(author, gate));
}
function dayText({ date }, gate) {
	return terminalText(shortText(date, gate).replace(/T\d.*$/s, ""));
}
function shortOid(oid) {
	return terminalText(oid.slice(0, OID_LENGTH));
}
function plainPath(path, gate) {
	return terminalPhrase(gatedPath(gate, path).text);
}
function samePath(one, other) {
	return Buffer.compare(one, other) === 0;
}
// src/report/frame.ts
const CODES = {
	bold: 1,
	dim: 2,
	red: 31,
	yellow: 33,
	cyan: 36
};
const SEVERITY_STYLE = {
	error: "red",
	warning: "yellow",
	info: "cyan"
};
const PLACES = 5;
const NO_UNLEAK = "rewriting history does not un-leak it: clones, forks and caches keep it";
function painter(color) {
	return color ? (style, text) => `\u001b[${CODES[style]}m${text}\u001b[0m` : (_style, text) => text;
}
function findingFrame(finding, context) {
	const { gate, paint } = context;
	const style = SEVERITY_STYLE[finding.severity];
	const lead = " ".repeat(String(finding.location.line).length);
	const head = paint(style, paint("bold", `${finding.severity}[${terminalPhrase(finding.rule.id)}]`));
	const excerpt = context.excerpt && finding.excerpt ? excerptLines(finding, finding.excerpt, lead, context) : [];
	return [
		`${head}: ${paint("bold", terminalPhrase(gate(finding.message)))}`,
		`${lead} ${paint("cyan", "-->")} ${whereText(finding, gate, isToldInHistory(finding) ? "none" : "author")}`,
		...excerpt,
		...[...historyLines(finding, gate), ...placeLines(finding, gate)].map((line) => `${lead}  ${paint("cyan", "=")} ${line}`),
		...adviceLines(finding, lead, context)
	];
}
function whereText(finding, gate, detail) {
	const { location } = finding;
	const home = homePlace(finding);
	const path = home ? pathText(home, gate) : terminalPhrase(gatedPath(gate, location.path).text);
	const trail = location.trail.map((step) => terminalText(gate(step)));
	return positionText(path, finding, [...home ? placeNotes(home, gate, detail) : [], ...trail]);
}
function positionText(path, { location }, notes) {
	return `${path}:${location.line}:${location.column}${notes.length > 0 ? ` (${notes.join(", ")})` : ""}`;
}
function placeLines(finding, gate) {
	const told = (place) => finding.timeline && place.kind === "commit" && isOtherVersion(place, finding);
	const others = otherPlaces(finding).filter((place) => !told(place));
	const lines = others.slice(0, PLACES).map((place) => `also ${otherText(place, finding, gate)}`);
	return others.length > PLACES ? [...lines, `and at ${plural(others.length - PLACES, "more place")}`] : lines;
}
function otherText(place, finding, gate) {
	if (!isOtherVersion(place, finding)) return `at ${positionText(pathText(place, gate), finding, placeNotes(place, gate, "author"))}`;
	if (place.kind === "commit") return `in ${placeNotes(place, gate, "author").join(", ")}`;
	return placeNotes(place, gate, "commit").join(", ");
}
function excerptLines(finding, excerpt, lead, { gate, paint }) {
	const { text } = excerpt;
	const [start, end] = [wholeCharacters(text, excerpt.start), wholeCharacters(text, excerpt.end)];
	const bar = `${lead}  ${paint("cyan", "|")}`;
	const line = ` ${paint("cyan", `${finding.location.line} |`)}`;
	const gated = gate(text);
	if (gated !== text) return [
		bar,
		`${line} ${terminalText(gated)}`,
		bar
	];
	const [before = "", span = "", after = ""] = terminalPieces([
		text.slice(0, start),
		text.slice(start, end),
		text.slice(end)
	]);
	const style = SEVERITY_STYLE[finding.severity];
	const carets = paint(style, "^".repeat(Math.max(displayWidth(span), 1)));
	return [
		bar,
		`${line} ${before}${paint(style, span)}${after}`.trimEnd(),
		`${bar} ${" ".repeat(displayWidth(before))}${carets}`
	];
}
function wholeCharacters(text, offset) {
	return offset > 0 && (text.codePointAt(offset - 1) ?? 0) > 65535 ? offset - 1 : offset;
}
function adviceLines({ rule, timeline }, lead, { paint, explained }) {
	if (explained.has(rule.id)) return [`${lead}  ${paint("cyan", "=")} ${paint("dim", "why, and steps: as above")}`];
	explained.add(rule.id);
	return [
		`${lead}  ${paint("cyan", "=")} why: ${terminalPhrase(rule.why)}`,
		...rule.fix.map((step, at) => `${lead}  ${paint("bold", `${at + 1}.`)} ${terminalPhrase(step)}`),
		...timeline && !tellsOfHistory(rule) ? [`${lead}  ${paint("cyan", "=")} note: ${NO_UNLEAK}`] : []
	];
}
function tellsOfHistory({ why, fix }) {
	return [why, ...fix].some((text) => /\brewrit\w+ history\b/i.test(text));
}
// src/report/next-steps.ts
const TOKENS_PAGE = "https://huggingface.co/settings/tokens";
const COMMANDS = 5;
const NO_FILE = new Set(["message", "header"]);
const NO_COMMENT = new Set([...NO_FILE, "name"]);
function nextSteps({ findings, scan }, gate) {
	if (findings.length === 0) return [];
	const beyond = (kinds) => findings.filter(({ places: [place] }) => !place || !kinds.has(place.kind));
	const inFiles = beyond(NO_FILE);
	const removal = scan.mode === "range" ? [rewriteStep()] : [unstageStep(inFiles, gate), inFiles.length < findings.length ? messageStep() : []];
	return ["To go on:", ...[
		[`Revoke the credential and make a new one: ${TOKENS_PAGE}`],
		...removal,
		allowStep(beyond(NO_COMMENT))
	].filter((step) => step.length > 0).flatMap(([head, ...rest], at) => [`  ${at + 1}. ${head}`, ...rest])];
}
function unstageStep(findings, gate) {
	if (findings.length === 0) return [];
	const paths = stagedPaths(findings);
	const commands = paths.map((path) => gatedPath(gate, path).masked ? null : unstageCommand(path)).filter((command) => command !== null).slice(0, COMMANDS);
	const others = paths.length - commands.length;
	return [
		"Take it out of the file and stage the file again; or leave the file out of this commit:",
		...commands.map((command) => `       ${command}`),
		...others > 0 ? [`       git restore --staged PATH (${plural(others, "path")}${commands.length > 0 ? " more" : ""})`] : []
	];
}
function messageStep() {
	return ["Take it out of the message, and out of its comments, and commit again."];
}
function rewriteStep() {
	return ["Rewrite the commits that hold it before they are pushed; a further commit that removes it leaves it in them:", "       git commit --amend (the last commit), or git rebase --interactive (older ones)"];
}
function allowStep([first]) {
	if (!first) return [];
	return ["If it is no credential, say so in a comment on its line or the line above, with your reason:", `       hfleaks:allow ${terminalPhrase(first.rule.id)} -- reason`];
}
function stagedPaths(findings) {
	return [...new Map(findings.map(({ location }) => [Buffer.from(location.path).toString("latin1"), location.path])).values()];
}
function unstageCommand(path) {
	const word = shellPath(path);
	if (word === null) return null;
	const raw = Buffer.from(path).toString("utf8");
	return `git restore --staged ${/^[-:]|[*?[]/.test(raw) ? shellWord(`:(literal)${raw}`) : word}`;
}
// src/report/text.ts
var text_exports = require_rolldown_runtime.__exportAll({ renderText: () => renderText });
function renderText(report, options) {
	const gate = createGate(report);
	const paint = painter(options.color);
	const context = {
		gate,
		paint,
		excerpt: options.excerpt,
		explained: new Set()
	};
	const frames = report.findings.map((finding) => findingFrame(finding, context));
	return (options.quiet ? frames : [...frames, ...closingBlocks(report, options, gate, paint)]).filter((block) => block.length > 0).flatMap((block, at) => at > 0 ? ["", ...block] : block).map((line) => `${neutralizeLine(line)}\n`).join("");
}
function closingBlocks(report, options, gate, paint) {
	const incomplete = incompleteText(report);
	const emptyRange = emptyRangeText(report);
	const extent = report.complete ? "" : " in what was scanned";
	return [
		options.hook ? report.suppressed.filter(isCommitted).map((finding) => committedLine(finding, gate)) : [],
		[
			...reasonLines(report, gate).map((line) => paint("dim", line)),
			...incomplete === "" ? [] : [paint("red", paint("bold", incomplete))],
			...emptyRange === "" ? [] : [emptyRange],
			...report.findings.length > 0 ? [] : [`No leaked Hugging Face credentials found${extent}`],
			paint("bold", summaryLine(report, options.elapsedMs))
		],
		options.hook ? nextSteps(report, gate) : []
	];
}
function isCommitted({ verdict }) {
	return verdict.by === "already-committed";
}
function committedLine(finding, gate) {
	const what = terminalPhrase(gate(finding.message));
	return `already committed, does not block: ${whereText(finding, gate, "author")}: ${what} [${terminalPhrase(finding.rule.id)}]`;
}
Object.defineProperty(exports, "BatchReader", {
	enumerable: true,
	get: function() {
		return BatchReader;
	}
});
Object.defineProperty(exports, "COMMANDS", {
	enumerable: true,
	get: function() {
		return COMMANDS$1;
	}
});
Object.defineProperty(exports, "EMPTY_BLOB", {
	enumerable: true,
	get: function() {
		return EMPTY_BLOB;
	}
});
Object.defineProperty(exports, "FileScanner", {
	enumerable: true,
	get: function() {
		return FileScanner;
	}
});
Object.defineProperty(exports, "Git", {
	enumerable: true,
	get: function() {
		return Git;
	}
});
Object.defineProperty(exports, "HfleaksError", {
	enumerable: true,
	get: function() {
		return HfleaksError;
	}
});
Object.defineProperty(exports, "NOTEBOOK_LIMIT", {
	enumerable: true,
	get: function() {
		return NOTEBOOK_LIMIT;
	}
});
Object.defineProperty(exports, "OPTIONS", {
	enumerable: true,
	get: function() {
		return OPTIONS;
	}
});
Object.defineProperty(exports, "Pauses", {
	enumerable: true,
	get: function() {
		return Pauses;
	}
});
Object.defineProperty(exports, "RunLedger", {
	enumerable: true,
	get: function() {
		return RunLedger;
	}
});
Object.defineProperty(exports, "SKIP_REASONS", {
	enumerable: true,
	get: function() {
		return SKIP_REASONS;
	}
});
Object.defineProperty(exports, "Secret", {
	enumerable: true,
	get: function() {
		return Secret;
	}
});
Object.defineProperty(exports, "VERSION", {
	enumerable: true,
	get: function() {
		return VERSION;
	}
});
Object.defineProperty(exports, "WHOLE_LIMIT", {
	enumerable: true,
	get: function() {
		return WHOLE_LIMIT;
	}
});
Object.defineProperty(exports, "askGit", {
	enumerable: true,
	get: function() {
		return askGit;
	}
});
Object.defineProperty(exports, "bufferOf", {
	enumerable: true,
	get: function() {
		return bufferOf;
	}
});
Object.defineProperty(exports, "builtinExamples", {
	enumerable: true,
	get: function() {
		return builtinExamples;
	}
});
Object.defineProperty(exports, "builtinRulebook", {
	enumerable: true,
	get: function() {
		return builtinRulebook;
	}
});
Object.defineProperty(exports, "cacheOutside", {
	enumerable: true,
	get: function() {
		return cacheOutside;
	}
});
Object.defineProperty(exports, "commitJson", {
	enumerable: true,
	get: function() {
		return commitJson;
	}
});
Object.defineProperty(exports, "createGate", {
	enumerable: true,
	get: function() {
		return createGate;
	}
});
Object.defineProperty(exports, "didYouMean", {
	enumerable: true,
	get: function() {
		return didYouMean;
	}
});
Object.defineProperty(exports, "displayPath", {
	enumerable: true,
	get: function() {
		return displayPath;
	}
});
Object.defineProperty(exports, "eachGitLine", {
	enumerable: true,
	get: function() {
		return eachGitLine;
	}
});
Object.defineProperty(exports, "escapeText", {
	enumerable: true,
	get: function() {
		return escapeText;
	}
});
Object.defineProperty(exports, "extentOf", {
	enumerable: true,
	get: function() {
		return extentOf;
	}
});
Object.defineProperty(exports, "fields", {
	enumerable: true,
	get: function() {
		return fields;
	}
});
Object.defineProperty(exports, "formats", {
	enumerable: true,
	get: function() {
		return formats;
	}
});
Object.defineProperty(exports, "gatedPath", {
	enumerable: true,
	get: function() {
		return gatedPath;
	}
});
Object.defineProperty(exports, "hexNumber", {
	enumerable: true,
	get: function() {
		return hexNumber;
	}
});
Object.defineProperty(exports, "historyJson", {
	enumerable: true,
	get: function() {
		return historyJson;
	}
});
Object.defineProperty(exports, "homePlace", {
	enumerable: true,
	get: function() {
		return homePlace;
	}
});
Object.defineProperty(exports, "ignoredPaths", {
	enumerable: true,
	get: function() {
		return ignoredPaths;
	}
});
Object.defineProperty(exports, "indexEntries", {
	enumerable: true,
	get: function() {
		return indexEntries;
	}
});
Object.defineProperty(exports, "indexOfByte", {
	enumerable: true,
	get: function() {
		return indexOfByte;
	}
});
Object.defineProperty(exports, "isFolderTrusted", {
	enumerable: true,
	get: function() {
		return isFolderTrusted;
	}
});
Object.defineProperty(exports, "isGap", {
	enumerable: true,
	get: function() {
		return isGap;
	}
});
Object.defineProperty(exports, "isInside", {
	enumerable: true,
	get: function() {
		return isInside;
	}
});
Object.defineProperty(exports, "isMissing", {
	enumerable: true,
	get: function() {
		return isMissing;
	}
});
Object.defineProperty(exports, "isOtherVersion", {
	enumerable: true,
	get: function() {
		return isOtherVersion;
	}
});
Object.defineProperty(exports, "isOwn", {
	enumerable: true,
	get: function() {
		return isOwn;
	}
});
Object.defineProperty(exports, "jsonText", {
	enumerable: true,
	get: function() {
		return jsonText;
	}
});
Object.defineProperty(exports, "kindOf", {
	enumerable: true,
	get: function() {
		return kindOf;
	}
});
Object.defineProperty(exports, "kindOf$1", {
	enumerable: true,
	get: function() {
		return kindOf$1;
	}
});
Object.defineProperty(exports, "latin1", {
	enumerable: true,
	get: function() {
		return latin1;
	}
});
Object.defineProperty(exports, "lfsOid", {
	enumerable: true,
	get: function() {
		return lfsOid;
	}
});
Object.defineProperty(exports, "lines", {
	enumerable: true,
	get: function() {
		return lines;
	}
});
Object.defineProperty(exports, "linkStore", {
	enumerable: true,
	get: function() {
		return linkStore;
	}
});
Object.defineProperty(exports, "linkedGitDirs", {
	enumerable: true,
	get: function() {
		return linkedGitDirs;
	}
});
Object.defineProperty(exports, "listFolder", {
	enumerable: true,
	get: function() {
		return listFolder;
	}
});
Object.defineProperty(exports, "locateRepository", {
	enumerable: true,
	get: function() {
		return locateRepository;
	}
});
Object.defineProperty(exports, "looksLikeGitDirectory", {
	enumerable: true,
	get: function() {
		return looksLikeGitDirectory;
	}
});
Object.defineProperty(exports, "lowerBound", {
	enumerable: true,
	get: function() {
		return lowerBound;
	}
});
Object.defineProperty(exports, "mention", {
	enumerable: true,
	get: function() {
		return mention;
	}
});
Object.defineProperty(exports, "nearest", {
	enumerable: true,
	get: function() {
		return nearest;
	}
});
Object.defineProperty(exports, "offer", {
	enumerable: true,
	get: function() {
		return offer;
	}
});
Object.defineProperty(exports, "oldSides", {
	enumerable: true,
	get: function() {
		return oldSides;
	}
});
Object.defineProperty(exports, "openLfsObject", {
	enumerable: true,
	get: function() {
		return openLfsObject;
	}
});
Object.defineProperty(exports, "openPath", {
	enumerable: true,
	get: function() {
		return openPath;
	}
});
Object.defineProperty(exports, "otherPlaces", {
	enumerable: true,
	get: function() {
		return otherPlaces;
	}
});
Object.defineProperty(exports, "pathBelow", {
	enumerable: true,
	get: function() {
		return pathBelow;
	}
});
Object.defineProperty(exports, "pathJson", {
	enumerable: true,
	get: function() {
		return pathJson;
	}
});
Object.defineProperty(exports, "placeJson", {
	enumerable: true,
	get: function() {
		return placeJson;
	}
});
Object.defineProperty(exports, "placeNotes", {
	enumerable: true,
	get: function() {
		return placeNotes;
	}
});
Object.defineProperty(exports, "plainValues", {
	enumerable: true,
	get: function() {
		return plainValues;
	}
});
Object.defineProperty(exports, "plural", {
	enumerable: true,
	get: function() {
		return plural;
	}
});
Object.defineProperty(exports, "print", {
	enumerable: true,
	get: function() {
		return print;
	}
});
Object.defineProperty(exports, "proveReader", {
	enumerable: true,
	get: function() {
		return proveReader;
	}
});
Object.defineProperty(exports, "readFully", {
	enumerable: true,
	get: function() {
		return readFully;
	}
});
Object.defineProperty(exports, "readGitFile", {
	enumerable: true,
	get: function() {
		return readGitFile;
	}
});
Object.defineProperty(exports, "readGitLine", {
	enumerable: true,
	get: function() {
		return readGitLine;
	}
});
Object.defineProperty(exports, "readRefFile", {
	enumerable: true,
	get: function() {
		return readRefFile;
	}
});
Object.defineProperty(exports, "readUpTo", {
	enumerable: true,
	get: function() {
		return readUpTo;
	}
});
Object.defineProperty(exports, "realName", {
	enumerable: true,
	get: function() {
		return realName;
	}
});
Object.defineProperty(exports, "reasonText", {
	enumerable: true,
	get: function() {
		return reasonText;
	}
});
Object.defineProperty(exports, "redactTokens", {
	enumerable: true,
	get: function() {
		return redactTokens;
	}
});
Object.defineProperty(exports, "refsJson", {
	enumerable: true,
	get: function() {
		return refsJson;
	}
});
Object.defineProperty(exports, "releaseGit", {
	enumerable: true,
	get: function() {
		return releaseGit;
	}
});
Object.defineProperty(exports, "render", {
	enumerable: true,
	get: function() {
		return render;
	}
});
Object.defineProperty(exports, "repositoryAt", {
	enumerable: true,
	get: function() {
		return repositoryAt;
	}
});
Object.defineProperty(exports, "repositoryOf", {
	enumerable: true,
	get: function() {
		return repositoryOf;
	}
});
Object.defineProperty(exports, "requireRepository", {
	enumerable: true,
	get: function() {
		return requireRepository;
	}
});
Object.defineProperty(exports, "requireRepositoryFor", {
	enumerable: true,
	get: function() {
		return requireRepositoryFor;
	}
});
Object.defineProperty(exports, "sarifMessage", {
	enumerable: true,
	get: function() {
		return sarifMessage;
	}
});
Object.defineProperty(exports, "sarifUri", {
	enumerable: true,
	get: function() {
		return sarifUri;
	}
});
Object.defineProperty(exports, "say", {
	enumerable: true,
	get: function() {
		return say;
	}
});
Object.defineProperty(exports, "scan", {
	enumerable: true,
	get: function() {
		return scan;
	}
});
Object.defineProperty(exports, "searchPathOutside", {
	enumerable: true,
	get: function() {
		return searchPathOutside;
	}
});
Object.defineProperty(exports, "shortened", {
	enumerable: true,
	get: function() {
		return shortened;
	}
});
Object.defineProperty(exports, "sideId", {
	enumerable: true,
	get: function() {
		return sideId;
	}
});
Object.defineProperty(exports, "sizeText", {
	enumerable: true,
	get: function() {
		return sizeText;
	}
});
Object.defineProperty(exports, "sourceOf", {
	enumerable: true,
	get: function() {
		return sourceOf;
	}
});
Object.defineProperty(exports, "stagedSource", {
	enumerable: true,
	get: function() {
		return stagedSource;
	}
});
Object.defineProperty(exports, "stampJson", {
	enumerable: true,
	get: function() {
		return stampJson;
	}
});
Object.defineProperty(exports, "stampOf", {
	enumerable: true,
	get: function() {
		return stampOf;
	}
});
Object.defineProperty(exports, "startReader", {
	enumerable: true,
	get: function() {
		return startReader;
	}
});
Object.defineProperty(exports, "streamSegments", {
	enumerable: true,
	get: function() {
		return streamSegments;
	}
});
Object.defineProperty(exports, "tellBoundary", {
	enumerable: true,
	get: function() {
		return tellBoundary;
	}
});
Object.defineProperty(exports, "tellRefs", {
	enumerable: true,
	get: function() {
		return tellRefs;
	}
});
Object.defineProperty(exports, "terminalPhrase", {
	enumerable: true,
	get: function() {
		return terminalPhrase;
	}
});
Object.defineProperty(exports, "userRulebook", {
	enumerable: true,
	get: function() {
		return userRulebook;
	}
});
Object.defineProperty(exports, "wholeLimit", {
	enumerable: true,
	get: function() {
		return wholeLimit;
	}
});
Object.defineProperty(exports, "wholeSegment", {
	enumerable: true,
	get: function() {
		return wholeSegment;
	}
});
Object.defineProperty(exports, "workTreePaths", {
	enumerable: true,
	get: function() {
		return workTreePaths;
	}
});
