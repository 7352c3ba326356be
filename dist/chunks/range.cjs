const require_core = require("./core.cjs");
const require_store = require("./store.cjs");
const require_filter = require("./filter.cjs");
let node_path = require("node:path");
let node_buffer = require("node:buffer");
let node_fs = require("node:fs");
let node_crypto = require("node:crypto");
let node_stream_promises = require("node:stream/promises");
let node_zlib = require("node:zlib");
// src/cache/folder.ts
const LIMITS = {
	entries: 200,
	bytes: 512 * 2 ** 20
};
const STALE = 36e5;
const SECRET = "secret";
const SECRET_LENGTH = 32;
const TEMPORARY = /^tmp-[0-9a-f]{32}$/;
const ENTRY$1 = /^[0-9a-f]{64}$/;
function openFolder(folder, user) {
	try {
		if (!(0, node_path.isAbsolute)(folder) || !require_core.isFolderTrusted(folder, user)) return null;
		const secret = readSecret(folder, user);
		if (secret) return secret;
		writeWhole(folder, [(0, node_crypto.randomBytes)(SECRET_LENGTH)], (temporary) => placeSecret(temporary, (0, node_path.join)(folder, SECRET)));
		return readSecret(folder, user);
	} catch {
		return null;
	}
}
function readSecret(folder, user) {
	return withFile((0, node_path.join)(folder, SECRET), (fd, stats) => require_core.isOwn(stats, user, 63) && stats.size === SECRET_LENGTH ? readAt(fd, 0, SECRET_LENGTH) : null);
}
function placeSecret(temporary, path) {
	try {
		(0, node_fs.linkSync)(temporary, path);
	} catch {
		if (!(0, node_fs.lstatSync)(path, { throwIfNoEntry: false })) (0, node_fs.renameSync)(temporary, path);
	}
}
function withFile(path, use) {
	return withOpen(path, node_fs.constants.O_NONBLOCK | node_fs.constants.O_NOFOLLOW, (fd) => {
		const stats = (0, node_fs.fstatSync)(fd);
		return stats.isFile() ? use(fd, stats) : null;
	});
}
function withOpen(path, flags, use) {
	try {
		const fd = (0, node_fs.openSync)(path, node_fs.constants.O_RDONLY | flags);
		try {
			return use(fd);
		} finally {
			(0, node_fs.closeSync)(fd);
		}
	} catch {
		return null;
	}
}
function readAt(fd, position, length) {
	const bytes = Buffer.allocUnsafeSlow(length);
	let end = 0;
	while (end < length) {
		const count = (0, node_fs.readSync)(fd, bytes, end, length - end, position + end);
		if (count === 0) break;
		end += count;
	}
	return bytes.subarray(0, end);
}
function writeWhole(folder, parts, place) {
	const temporary = (0, node_path.join)(folder, `tmp-${(0, node_crypto.randomBytes)(16).toString("hex")}`);
	const fd = (0, node_fs.openSync)(temporary, node_fs.constants.O_WRONLY | node_fs.constants.O_CREAT | node_fs.constants.O_EXCL, 384);
	try {
		try {
			for (const part of parts) (0, node_fs.writeFileSync)(fd, part);
			(0, node_fs.fsyncSync)(fd);
		} finally {
			(0, node_fs.closeSync)(fd);
		}
		place(temporary);
	} finally {
		remove(temporary);
	}
	withOpen(folder, 0, node_fs.fsyncSync);
}
function makeRoom(folder, name, bytes) {
	const entries = [];
	for (const other of (0, node_fs.readdirSync)(folder)) {
		const path = (0, node_path.join)(folder, other);
		const stats = (0, node_fs.lstatSync)(path, { throwIfNoEntry: false });
		if (!stats) continue;
		if (TEMPORARY.test(other) && Math.abs(Date.now() - stats.mtimeMs) > STALE) remove(path);
		if (ENTRY$1.test(other) && other !== name) entries.push({
			path,
			size: stats.size,
			mtimeMs: stats.mtimeMs
		});
	}
	entries.sort((one, other) => other.mtimeMs - one.mtimeMs);
	let [count, total] = [1, bytes];
	for (const { path, size } of entries) {
		count += 1;
		total += size;
		if (count > LIMITS.entries || total > LIMITS.bytes) remove(path);
	}
}
function remove(path) {
	try {
		(0, node_fs.unlinkSync)(path);
	} catch {}
}
// src/cache/oid-set.ts
const BUCKETS = 65536;
var OidSet = class {
	idLength;
	size;
	#ids;
	#scratch;
	#starts = null;
	constructor(sorted, idLength) {
		this.idLength = idLength;
		this.size = Math.floor(sorted.length / idLength);
		this.#ids = sorted;
		this.#scratch = Buffer.alloc(idLength);
	}
	has(id) {
		const raw = typeof id === "string" ? this.#fromHex(id) : id;
		if (raw?.length !== this.idLength) return false;
		const starts = this.#starts ??= startsOf(this.#ids, this.idLength);
		const bucket = bucketAt(raw, 0);
		let from = starts[bucket];
		let to = starts[bucket + 1];
		while (from < to) {
			const middle = from + to >>> 1;
			const order = compareAt(this.#ids, middle * this.idLength, raw, 0, this.idLength);
			if (order === 0) return true;
			if (order < 0) from = middle + 1;
			else to = middle;
		}
		return false;
	}
	toBuffer() {
		return this.#ids;
	}
	#fromHex(id) {
		if (id.length !== 2 * this.idLength) return null;
		return this.#scratch.write(id, "hex") === this.idLength ? this.#scratch : null;
	}
};
function sortOids(ids, idLength) {
	const starts = startsOf(ids, idLength);
	const ends = starts.slice();
	const order = new Uint32Array(starts[BUCKETS]);
	for (let id = 0; id < order.length; id++) order[ends[bucketAt(ids, id * idLength)]++] = id;
	const byBytes = (one, other) => compareAt(ids, one * idLength, ids, other * idLength, idLength);
	for (let bucket = 0; bucket < BUCKETS; bucket++) {
		const [from, to] = [starts[bucket], starts[bucket + 1]];
		if (to - from > 1) order.subarray(from, to).sort(byBytes);
	}
	return gather(ids, order, idLength);
}
function gather(ids, order, idLength) {
	const sorted = Buffer.allocUnsafeSlow(ids.length);
	let end = 0;
	for (const index of order) {
		const from = index * idLength;
		if (end > 0 && compareAt(sorted, end - idLength, ids, from, idLength) === 0) continue;
		for (let byte = 0; byte < idLength; byte++) sorted[end++] = ids[from + byte];
	}
	return sorted.subarray(0, end);
}
function startsOf(ids, idLength) {
	const starts = new Uint32Array(65537);
	for (let at = 0; at + idLength <= ids.length; at += idLength) starts[bucketAt(ids, at) + 1]++;
	for (let bucket = 1; bucket <= BUCKETS; bucket++) starts[bucket] += starts[bucket - 1];
	return starts;
}
function bucketAt(ids, at) {
	return ids[at] << 8 | ids[at + 1];
}
function compareAt(one, at, other, otherAt, length) {
	for (let byte = 0; byte < length; byte++) {
		const order = one[at + byte] - other[otherAt + byte];
		if (order !== 0) return order;
	}
	return 0;
}
// src/cache/index.ts
const FORMAT = Buffer.from("hfleaks-cache/1\n");
const HEAD_AT = FORMAT.length + 32 + 4;
const MAX_HEAD = 16 * 2 ** 20;
const FIRST_READ = 16384;
const DAY = 864e5;
function openCache(folder, user) {
	const secret = openFolder(folder, user);
	return secret && new Cache(folder, secret);
}
var Cache = class {
	#folder;
	#secret;
	constructor(folder, secret) {
		this.#folder = folder;
		this.#secret = secret;
	}
	read(name) {
		return this.#read(this.#fileOf(name));
	}
	keep(name, scanned) {
		this.#write(this.#fileOf(name), scanned);
	}
	#read(file) {
		return withFile((0, node_path.join)(this.#folder, file), (fd, stats) => {
			const head = this.#readHead(file, fd, stats);
			if (!head) return null;
			makeYoung(fd, stats);
			const { state, summary } = head;
			return {
				state,
				summary,
				ids: () => this.#readIds(file, stats.size, head)
			};
		});
	}
	#readHead(file, fd, { size }) {
		const first = readAt(fd, 0, Math.min(size, FIRST_READ));
		if (first.length < HEAD_AT || !first.subarray(0, FORMAT.length).equals(FORMAT)) return null;
		const length = first.readUInt32BE(HEAD_AT - 4);
		if (length > Math.min(size - HEAD_AT, MAX_HEAD)) return null;
		const rest = HEAD_AT + length - first.length;
		const text = (rest > 0 ? Buffer.concat([first, readAt(fd, first.length, rest)]) : first).subarray(HEAD_AT, HEAD_AT + length);
		if (!(0, node_crypto.timingSafeEqual)(this.#mac("head", file, text), first.subarray(FORMAT.length, HEAD_AT - 4))) return null;
		const head = JSON.parse(text.toString());
		return size === HEAD_AT + length + head.count * head.idLength ? head : null;
	}
	#readIds(file, size, { count, idLength, ids }) {
		return withFile((0, node_path.join)(this.#folder, file), (fd) => {
			const bytes = readAt(fd, size - count * idLength, count * idLength);
			return (0, node_crypto.timingSafeEqual)(this.#mac("ids", file, bytes), Buffer.from(ids, "hex")) ? new OidSet(bytes, idLength) : null;
		});
	}
	#write(file, { state, summary, ids, idLength }) {
		try {
			if (ids.length % idLength !== 0) return;
			const sorted = sortOids(ids, idLength);
			const count = sorted.length / idLength;
			const mac = this.#mac("ids", file, sorted).toString("hex");
			const head = {
				state,
				summary: summary ?? null,
				idLength,
				count,
				ids: mac
			};
			const text = Buffer.from(JSON.stringify(head));
			const size = HEAD_AT + text.length + sorted.length;
			if (text.length > MAX_HEAD || size > LIMITS.bytes) return;
			const length = Buffer.alloc(4);
			length.writeUInt32BE(text.length);
			makeRoom(this.#folder, file, size);
			const parts = [
				FORMAT,
				this.#mac("head", file, text),
				length,
				text,
				sorted
			];
			writeWhole(this.#folder, parts, (temporary) => (0, node_fs.renameSync)(temporary, (0, node_path.join)(this.#folder, file)));
		} catch {}
	}
	#fileOf(name) {
		return this.#mac("name", "", Buffer.from(JSON.stringify(name))).toString("hex");
	}
	#mac(what, of, bytes) {
		return (0, node_crypto.createHmac)("sha256", this.#secret).update(FORMAT).update(`${what}\n${of}\n`).update(bytes).digest();
	}
};
function makeYoung(fd, { mtimeMs }) {
	const now = Date.now();
	if (now - mtimeMs < DAY) return;
	try {
		(0, node_fs.futimesSync)(fd, now / 1e3, now / 1e3);
	} catch {}
}
// src/git/stored-ids.ts
const FAN_OUT$1 = /^[0-9a-f]{2}$/;
const FAN_OUT_LENGTH = 1024;
const PIECE$1 = 64e3;
const VERSION_2 = Buffer.from([
	255,
	116,
	79,
	99,
	0,
	0,
	0,
	2
]);
function* storeFiles(directory, width) {
	for (const name of namesIn(directory)) {
		const folder = (0, node_path.join)(directory, name);
		if (FAN_OUT$1.test(name)) yield {
			kind: "loose",
			paths: [folder],
			ids: () => looseIds(folder, name, width)
		};
		if (name !== "pack") continue;
		const names = namesIn(folder);
		const packs = new Set(names.filter((one) => one.endsWith(".pack")).map((one) => one.slice(0, -5)));
		for (const pack of packs) {
			const paths = ["pack", "idx"].map((ending) => (0, node_path.join)(folder, `${pack}.${ending}`));
			yield {
				kind: "pack",
				paths,
				ids: () => packedIds(paths[1], width)
			};
		}
	}
}
function* shadowedObjects(stores, width) {
	const files = stores.flatMap((store) => [...storeFiles(store, width)]);
	const loose = [];
	const seen = new Set();
	const maybe = new Uint8Array(65536);
	for (const { kind, paths, ids } of files) {
		if (kind !== "loose") continue;
		for (const { bytes } of ids()) {
			const oid = bytes.toString("hex");
			maybe[bytes.readUInt16BE()] = 1;
			loose.push({
				path: (0, node_path.join)(paths[0], oid.slice(2)),
				oid
			});
		}
	}
	const packed = new Set();
	const wanted = new Set(loose.map(({ oid }) => oid));
	for (const { kind, ids } of files) {
		if (kind !== "pack") continue;
		for (const { bytes, at } of ids()) {
			if (maybe[bytes.readUInt16BE(at)] === 0) continue;
			const oid = bytes.toString("hex", at, at + width);
			if (wanted.has(oid)) packed.add(oid);
		}
	}
	for (const one of loose) {
		if (packed.has(one.oid) || seen.has(one.oid)) yield one;
		seen.add(one.oid);
	}
}
function isReadPack(pack, index) {
	const head = require_core.readGitFile(pack, Number.POSITIVE_INFINITY, 12);
	if (head?.length !== 12 || head.toString("latin1", 0, 4) !== "PACK" || ![2, 3].includes(head.readUInt32BE(4))) return false;
	const start = require_core.readGitFile(index, Number.POSITIVE_INFINITY, VERSION_2.length + FAN_OUT_LENGTH);
	if (!start || start.length < VERSION_2.length + FAN_OUT_LENGTH) return false;
	const isSecond = start.subarray(0, VERSION_2.length).equals(VERSION_2);
	return start.readUInt32BE((isSecond ? VERSION_2.length : 0) + FAN_OUT_LENGTH - 4) === head.readUInt32BE(8);
}
function namesIn(folder) {
	try {
		return (0, node_fs.readdirSync)(folder, "latin1").sort();
	} catch {
		return [];
	}
}
function* looseIds(folder, start, width) {
	for (const name of namesIn(folder)) if (name.length === 2 * width - 2 && /^[0-9a-f]+$/.test(name)) yield {
		bytes: Buffer.from(start + name, "hex"),
		at: 0
	};
}
function* packedIds(path, width) {
	let fd;
	try {
		fd = (0, node_fs.openSync)(path, node_fs.constants.O_RDONLY | node_fs.constants.O_NONBLOCK);
	} catch {
		return;
	}
	try {
		const stat = (0, node_fs.fstatSync)(fd);
		if (stat.isFile()) yield* idsOf(fd, stat.size, width);
	} catch {} finally {
		(0, node_fs.closeSync)(fd);
	}
}
function* idsOf(fd, size, width) {
	const head = Buffer.alloc(VERSION_2.length + FAN_OUT_LENGTH);
	(0, node_fs.readSync)(fd, head, 0, head.length, 0);
	const isSecond = head.subarray(0, VERSION_2.length).equals(VERSION_2);
	const start = (isSecond ? VERSION_2.length : 0) + FAN_OUT_LENGTH;
	const [step, before] = isSecond ? [width, 0] : [width + 4, 4];
	const count = head.readUInt32BE(start - 4);
	if (start + count * step + 2 * width > size) return;
	const piece = Buffer.allocUnsafe(Math.floor(PIECE$1 / step) * step);
	for (let left = count * step, position = start; left > 0;) {
		const read = (0, node_fs.readSync)(fd, piece, 0, Math.min(piece.length, left), position);
		if (read < Math.min(piece.length, left)) return;
		for (let at = before; at < read; at += step) yield {
			bytes: piece,
			at
		};
		[left, position] = [left - read, position + read];
	}
}
// src/git/git-directory.ts
const FAN_OUT = /(?:^|\/)[0-9a-f]{2}$/;
const LOOSE_OBJECT = /^(?:[0-9a-f]{38}|[0-9a-f]{62})$/;
function* gitFiles(repository, stores) {
	const readStores = new Set(stores.map((store) => require_core.realName(Buffer.from(store))));
	for (const root of gitRoots(repository)) for (const folder of walk(root)) {
		const { path, name, entries } = folder;
		if (entries && path !== root.path && isInner(path, entries)) {
			folder.isEntered = false;
			continue;
		}
		if (!entries || path !== root.path) yield {
			kind: entries ? "folder" : "unreadable",
			path,
			name
		};
		for (const entry of leaves(path, entries ?? [], readStores)) yield {
			kind: "entry",
			path: require_core.pathBelow(path, entry),
			name: require_core.pathBelow(name, entry)
		};
	}
}
function leaves(folder, entries, stores) {
	const names = entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
	const path = folder.toString("latin1");
	const cut = path.lastIndexOf("/");
	if (!stores.has(path.slice(0, cut))) return names;
	if (FAN_OUT.test(path)) return names.filter((name) => !LOOSE_OBJECT.test(name.toString("latin1")));
	if (path.slice(cut) !== "/pack") return names;
	const all = new Set(names.map((name) => name.toString("latin1")));
	const isRead = (name) => {
		const index = name.replace(/\.pack$/, ".idx");
		return index !== name && all.has(index) && isReadPack(require_core.pathBelow(folder, name), require_core.pathBelow(folder, index));
	};
	return names.filter((name) => !isRead(name.toString("latin1")));
}
function indexFiles(repository) {
	const folders = [repository.gitDir, repository.commonDir].map((path) => Buffer.from(path));
	const found = new Map();
	for (const folder of [...folders, ...require_core.linkedGitDirs(repository) ?? []]) {
		const path = require_core.pathBelow(folder, "index");
		const kind = require_core.kindOf$1(path);
		if (kind === null || kind === "folder" || !isText(path) || found.has(require_core.realName(folder))) continue;
		found.set(require_core.realName(folder), path.toString());
	}
	return [...found.values()];
}
function innerRepositories(outer) {
	const own = new Set([outer.commonDir, outer.gitDir].map((path) => require_core.realName(Buffer.from(path))));
	const roots = rootsOf(outer);
	const tops = roots.map(({ path }) => path.toString("latin1"));
	const repositories = [];
	const leftOut = [];
	for (const root of roots) for (const folder of walk(root)) {
		const { path, name, entries } = folder;
		const text = path.toString("latin1");
		if (path !== root.path && tops.includes(text)) {
			folder.isEntered = false;
			continue;
		}
		if (!entries && !folder.isGit) leftOut.push({
			path: orDot(name),
			reason: "permission"
		});
		if (own.has(text)) folder.isGit = true;
		else if (entries && isInner(path, entries)) {
			folder.isGit = true;
			const inner = innerAt(path, name);
			if ("repository" in inner) repositories.push(inner);
			else leftOut.push(inner);
		} else if (entries && leadsOutside(path, entries, [...tops, ...own])) leftOut.push({
			path: orDot(name),
			reason: "nested-repository"
		});
	}
	const inOrder = (a, b) => Buffer.compare(a.path, b.path);
	return {
		repositories: repositories.sort(inOrder),
		leftOut: leftOut.sort(inOrder)
	};
}
function innerAt(path, name) {
	const shown = orDot(/(?:^|\/)\.git$/.test(name.toString("latin1")) ? name.subarray(0, -5) : name);
	const repository = isText(path) ? require_core.repositoryOf(path.toString()) : null;
	return repository ? {
		repository,
		path: shown
	} : {
		path: shown,
		reason: "read-error"
	};
}
function isInner(path, entries) {
	return entries.find(({ name }) => name.equals(OBJECTS))?.isDirectory() === true && require_core.looksLikeGitDirectory(path);
}
function leadsOutside(path, entries, tops) {
	if (entries.find(({ name }) => name.equals(OBJECTS))?.isSymbolicLink() && require_core.looksLikeGitDirectory(path, node_fs.statSync)) return true;
	const dotGit = entries.find(({ name }) => name.equals(DOT_GIT));
	if (!dotGit || dotGit.isDirectory()) return false;
	const target = dotGit.isSymbolicLink() ? linkTarget(path) : gitFileTarget(path);
	if (target === null) return false;
	const real = require_core.realName(Buffer.from((0, node_path.resolve)(path.toString("latin1"), target), "latin1"));
	if (require_core.kindOf$1(Buffer.from(real, "latin1")) !== "folder") return false;
	return !tops.some((top) => real === top || real.startsWith(`${top}/`));
}
function gitFileTarget(folder) {
	return /^gitdir: (.+)$/s.exec(require_core.readGitLine(require_core.pathBelow(folder, DOT_GIT), "latin1") ?? "")?.[1] ?? null;
}
function linkTarget(folder) {
	try {
		return (0, node_fs.readlinkSync)(require_core.pathBelow(folder, DOT_GIT), "latin1");
	} catch {
		return null;
	}
}
const OBJECTS = Buffer.from("objects");
const DOT_GIT = Buffer.from(".git");
function* walk(root) {
	const pending = [{
		...root,
		isGit: false
	}];
	for (let next = pending.pop(); next; next = pending.pop()) {
		const folder = {
			...next,
			entries: require_core.listFolder(next.path),
			isEntered: true
		};
		yield folder;
		if (!folder.isEntered) continue;
		const below = folder.entries?.filter((entry) => entry.isDirectory()) ?? [];
		for (const { name } of below.reverse()) pending.push({
			path: require_core.pathBelow(next.path, name),
			name: require_core.pathBelow(next.name, name),
			isGit: folder.isGit
		});
	}
}
function gitRoots(repository) {
	const name = repository.bare ? Buffer.alloc(0) : DOT_GIT;
	const [common, own] = [repository.commonDir, repository.gitDir].map((path) => ({
		path: realFolder(path),
		name
	}));
	return outermost([common, own]);
}
function rootsOf(repository) {
	const workTree = {
		path: realFolder(repository.workTree),
		name: Buffer.alloc(0)
	};
	return repository.bare ? gitRoots(repository) : outermost([workTree, ...gitRoots(repository)]);
}
function outermost(roots) {
	const isIn = ({ path }, root) => path.equals(root.path) || path.toString("latin1").startsWith(`${root.path.toString("latin1")}/`);
	return roots.filter((root, at) => !roots.slice(0, at).some((other) => isIn(root, other)));
}
function realFolder(path) {
	return Buffer.from(require_core.realName(Buffer.from(path)), "latin1");
}
function orDot(name) {
	return name.length === 0 ? Buffer.from(".") : name;
}
function isText(path) {
	return Buffer.from(path.toString()).equals(path);
}
// src/git/object-format.ts
const [SPACE, NEWLINE] = [32, 10];
const [KIND, DIRECTORY, SUBMODULE] = [
	61440,
	16384,
	57344
];
const NAME_LIMIT = 1e3;
const FIELD_LIMIT = 60;
function* treeEntries(tree, width) {
	for (let at = 0; at < tree.length;) {
		const space = tree.indexOf(SPACE, at);
		const nul = tree.indexOf(0, at);
		if (space < 0 || nul < space || nul + width >= tree.length) return;
		const kind = Number.parseInt(tree.toString("latin1", at, Math.min(space, at + 20)), 8) & KIND;
		yield {
			isDirectory: kind === DIRECTORY,
			isSubmodule: kind === SUBMODULE,
			name: tree.subarray(space + 1, nul),
			oid: nul + 1
		};
		at = nul + 1 + width;
	}
}
function* objectParts(object) {
	let at = 0;
	while (at < object.length && object[at] !== NEWLINE) {
		let end = object.indexOf(NEWLINE, at);
		while (end >= 0 && object[end + 1] === SPACE) end = object.indexOf(NEWLINE, end + 1);
		const next = end < 0 ? object.length : end + 1;
		const line = object.subarray(at, Math.min(next, at + 240));
		const space = line.indexOf(SPACE);
		const name = line.toString("utf8", 0, space < 0 ? line.length : space).trim();
		yield {
			field: require_core.shortened(name, FIELD_LIMIT),
			start: at,
			end: next
		};
		at = next;
	}
	if (at + 1 < object.length) yield {
		field: null,
		start: at + 1,
		end: object.length
	};
}
function stampOf(oid, object) {
	for (const { field, start, end } of objectParts(object)) {
		if (field !== "author" && field !== "tagger") continue;
		const line = object.subarray(start + field.length + 1, end);
		const tail = line.subarray(Math.max(0, line.length - 64)).toString("latin1");
		const time = / ?(-?\d+) ([+-]\d{4})\s*$/.exec(tail);
		const name = line.subarray(0, line.length - (time ? time[0].length : 0)).subarray(0, 4 * NAME_LIMIT);
		return {
			oid,
			author: require_core.shortened(name.toString("utf8").trimEnd(), NAME_LIMIT),
			date: time ? dateOf(Number(time[1]), time[2]) : ""
		};
	}
	return {
		oid,
		author: "",
		date: ""
	};
}
function dateOf(seconds, zone) {
	const minutes = (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3))) * (zone[0] === "-" ? -1 : 1);
	const shifted = new Date((seconds + minutes * 60) * 1e3);
	if (Number.isNaN(shifted.getTime())) return "";
	const text = shifted.toISOString().replace(/\.\d+Z$/, "");
	return minutes === 0 ? `${text}Z` : `${text}${zone.slice(0, 3)}:${zone.slice(3)}`;
}
// src/git/object-list.ts
const FIRST_ROOM = 1024;
const KEYS = (0, node_crypto.randomFillSync)(new Uint32Array(32));
var ObjectList = class {
	#width;
	#ids;
	#length = 0;
	#slots;
	constructor(objectFormat) {
		this.#width = objectFormat === "sha256" ? 32 : 20;
		this.#ids = Buffer.allocUnsafe(FIRST_ROOM * this.#width);
		this.#slots = new Int32Array(FIRST_ROOM * 2);
	}
	get length() {
		return this.#length;
	}
	get width() {
		return this.#width;
	}
	hex(index) {
		return this.#ids.toString("hex", index * this.#width, (index + 1) * this.#width);
	}
	raw(index) {
		return this.#ids.subarray(index * this.#width, (index + 1) * this.#width);
	}
	get ids() {
		return this.#ids.subarray(0, this.#length * this.#width);
	}
	add(hex) {
		this.#makeRoom();
		const at = this.#length * this.#width;
		this.#ids.write(hex, at, this.#width, "hex");
		return this.#keep(at);
	}
	addRaw(bytes, from) {
		this.#makeRoom();
		const at = this.#length * this.#width;
		this.#ids.set(bytes.subarray(from, from + this.#width), at);
		return this.#keep(at);
	}
	indexOf(hex) {
		return hex.length === 2 * this.#width ? this.indexOfRaw(Buffer.from(hex, "hex"), 0) : -1;
	}
	indexOfRaw(bytes, from) {
		const [position] = this.#find(bytes, from);
		return position;
	}
	#keep(at) {
		const [position, slot] = this.#find(this.#ids, at);
		if (position >= 0) return position;
		this.#slots[slot] = ++this.#length;
		return this.#length - 1;
	}
	#find(bytes, from) {
		const mask = this.#slots.length - 1;
		const width = this.#width;
		let slot = this.#hash(bytes, from) & mask;
		for (;;) {
			const entry = this.#slots[slot];
			if (entry === 0) return [-1, slot];
			const other = (entry - 1) * width;
			let same = 0;
			while (same < width && this.#ids[other + same] === bytes[from + same]) same++;
			if (same === width) return [entry - 1, slot];
			slot = slot + 1 & mask;
		}
	}
	#hash(bytes, from) {
		let sum = 0;
		for (let at = 0; at < this.#width; at++) sum = sum + Math.imul(KEYS[at], bytes[from + at]) | 0;
		const spread = Math.imul(sum >>> 7, 2654435761);
		return spread ^ spread >>> 15;
	}
	#makeRoom() {
		if ((this.#length + 1) * this.#width > this.#ids.length) {
			const ids = Buffer.allocUnsafe(this.#ids.length * 2);
			this.#ids.copy(ids);
			this.#ids = ids;
		}
		if ((this.#length + 1) * 2 <= this.#slots.length) return;
		this.#slots = new Int32Array(this.#slots.length * 2);
		for (let position = 0; position < this.#length; position++) {
			const [, slot] = this.#find(this.#ids, position * this.#width);
			this.#slots[slot] = position + 1;
		}
	}
};
// src/git/object-listing.ts
const TYPES = [
	"commit",
	"tag",
	"tree",
	"blob"
];
const FEED = 1e3;
const TRIES = 100;
var ObjectTable = class {
	list;
	#types = new Uint8Array(1024);
	#sizes = new Float64Array(1024);
	constructor(objectFormat) {
		this.list = new ObjectList(objectFormat);
	}
	type(index) {
		return TYPES[(this.#types[index] ?? 0) - 1] ?? null;
	}
	size(index) {
		return this.#sizes[index] ?? 0;
	}
	count(type) {
		const wanted = TYPES.indexOf(type) + 1;
		let found = 0;
		for (let index = 0; index < Math.min(this.list.length, this.#types.length); index++) if (this.#types[index] === wanted) found++;
		return found;
	}
	set(index, type, size) {
		if (index >= this.#types.length) this.#grow(index);
		this.#types[index] = TYPES.indexOf(type) + 1;
		this.#sizes[index] = size;
	}
	#grow(index) {
		const room = Math.max(this.#types.length * 2, index + 1);
		const [types, sizes] = [new Uint8Array(room), new Float64Array(room)];
		types.set(this.#types);
		sizes.set(this.#sizes);
		[this.#types, this.#sizes] = [types, sizes];
	}
};
async function listReachable(git, walk, table, missing) {
	const args = [
		"--objects",
		"--no-object-names",
		"--missing=print",
		"--stdin"
	];
	const [listing, counting] = [git.start("rev-list", args), git.start("rev-list", ["--count", ...args])];
	let listed = 0;
	try {
		for (const process of [listing, counting]) process.feed(inputOf(walk));
		for await (const batch of require_core.lines(listing)) for (const line of batch) if (line.charCodeAt(0) === 63) missing.add(checked(line.slice(1)));
		else {
			table.list.add(checked(line));
			listed++;
		}
		if (await countOf(counting) !== String(listed)) throw new require_core.HfleaksError("git-protocol", "git lists fewer objects than it counts.", "Check that git works.");
	} finally {
		counting.kill();
	}
}
async function countOf(process) {
	let last = "";
	for await (const batch of require_core.lines(process)) for (const line of batch) last = line;
	return last;
}
async function* listCommits(git, walk, args = []) {
	const process = git.start("rev-list", [
		"--parents",
		...args,
		"--stdin"
	]);
	process.feed(inputOf(walk));
	for await (const batch of require_core.lines(process)) for (const line of batch) yield line.split(" ");
}
async function listStore(git, table, directory) {
	const process = git.start("cat-file", [
		"--batch-check",
		"--batch-all-objects",
		"--unordered"
	], { onlyStore: directory });
	process.send("");
	for await (const batch of require_core.lines(process)) for (const line of batch) {
		const [oid = "", type = "", size = ""] = line.split(" ");
		const index = table.list.add(checked(oid));
		if (type === "missing") continue;
		table.set(index, typeOf(type), Number(size));
	}
	return process.complaints().filter((line) => line !== "").length;
}
async function learnTypes(git, table) {
	const wanted = [];
	for (let index = 0; index < table.list.length; index++) if (table.type(index) === null) wanted.push(index);
	let at = 0;
	for (let tries = 0; at < wanted.length && tries < TRIES; tries++) try {
		for await (const count of typesOf(git, table, wanted.slice(at))) at += count;
	} catch (error) {
		if (!(error instanceof require_core.HfleaksError) || error.code === "interrupted" || error.code === "git-missing") throw error;
		if (error.code === "git-timeout") return;
		at++;
	}
}
async function* typesOf(git, table, wanted) {
	const process = git.start("cat-file", ["--batch-check", "--buffer"]);
	process.feed(questions({
		length: wanted.length,
		hex: (at) => table.list.hex(wanted[at])
	}));
	let at = 0;
	for await (const batch of require_core.lines(process)) {
		for (const line of batch) {
			const index = wanted[at++];
			const [oid = "", type = "", size = ""] = line.split(" ");
			if (index === void 0 || oid !== table.list.hex(index)) throw badListing();
			if (type !== "missing") table.set(index, typeOf(type), Number(size));
		}
		yield batch.length;
	}
	if (at !== wanted.length) throw badListing();
}
async function existing(git, oids) {
	const found = new Map();
	if (oids.length === 0) return found;
	const process = git.start("cat-file", ["--batch-check", "--buffer"]);
	process.feed(questions({
		length: oids.length,
		hex: (at) => oids[at]
	}));
	for await (const batch of require_core.lines(process)) for (const line of batch) {
		const [oid = "", type = ""] = line.split(" ");
		if (type !== "missing") found.set(checked(oid), typeOf(type));
	}
	return found;
}
function* questions(oids) {
	for (let at = 0; at < oids.length; at += FEED) {
		let text = "";
		for (let one = at; one < Math.min(at + FEED, oids.length); one++) text += `${oids.hex(one)}\n`;
		yield text;
	}
}
function isEmpty({ tips, either = [] }) {
	return tips.length + either.length === 0;
}
async function tolerantly(work) {
	try {
		await work();
		return true;
	} catch {
		return false;
	}
}
function* inputOf({ tips, not = [], either = [] }) {
	for (let at = 0; at < tips.length; at += FEED) yield `${tips.slice(at, at + FEED).join("\n")}\n`;
	for (const oid of not) yield `^${oid}\n`;
	for (const [one, other] of either) yield `${one}...${other}\n`;
}
function typeOf(text) {
	const type = TYPES.find((one) => one === text);
	if (!type) throw badListing();
	return type;
}
function checked(oid) {
	if (!/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(oid)) throw badListing();
	return oid;
}
function badListing() {
	return new require_core.HfleaksError("git-protocol", "A listing of objects by git is in a form that is not known.", "Tell us your version of git.");
}
// src/git/boundary.ts
const OID$1 = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;
async function realBoundary(git, claimed) {
	require_core.tellBoundary(git.shadow, []);
	if (claimed.length === 0) return [];
	const parents = new Map();
	const reader = new require_core.BatchReader(git, {
		length: claimed.length,
		hex: (at) => claimed[at]
	}, { wholeLimit: () => 1 << 20 });
	try {
		let at = 0;
		for (let object = await reader.next(); object; object = await reader.next()) {
			const oid = claimed[at++];
			if (object.kind === "bytes" && object.type === "commit") parents.set(oid, parentsOf(object.bytes));
		}
	} finally {
		reader.close();
	}
	const present = await existing(git, [...new Set([...parents.values()].flat().filter((oid) => OID$1.test(oid)))]);
	const boundary = [...parents].flatMap(([oid, all]) => all.every((parent) => present.has(parent)) ? [] : [oid]);
	require_core.tellBoundary(git.shadow, boundary);
	return boundary;
}
function parentsOf(commit) {
	const parents = [];
	for (const { field, start, end } of objectParts(commit)) if (field === "parent") parents.push(commit.toString("latin1", start + 7, end).trim());
	else if (field !== "tree") break;
	return parents;
}
// src/git/changes.ts
const BOX$1 = {
	milliseconds: 12e4,
	bytes: 96 << 20
};
const COMMIT = 4096;
const NAMED = 1e3;
const CHANGES = 2e5;
const ROOM = 64 << 20;
const ENTRY = 200;
const AUTHOR = 1e3;
const RAW = [
	"--raw",
	"-z",
	"--no-renames",
	"--no-abbrev",
	"--no-color",
	`--format=%x01%H%x00%an <%ae>%x00%aI`
];
const LINE_END = 10;
async function changesOf(git, commits, question) {
	if (commits.length === 0) return [];
	return (await listChanges(git, {
		walk: { tips: commits },
		limits: ["--no-walk=unsorted"]
	}, question)).changes;
}
async function listChanges(git, { walk, limits, oldSides, commits = 0 }, question) {
	const changes = [];
	const deleted = new Map();
	if (question.objects.size + question.names.size === 0 || isEmpty(walk)) return {
		changes,
		deleted,
		isWhole: true
	};
	const isNamed = !oldSides && question.names.size === 0 && question.objects.size <= NAMED;
	const process = git.start("log", [
		...RAW,
		...["-c", "--root"],
		...isNamed ? [...question.objects].map((oid) => `--find-object=${oid}`) : [],
		...limits,
		"--stdin"
	], { box: {
		...BOX$1,
		bytes: BOX$1.bytes + commits * COMMIT
	} });
	process.feed(inputOf(walk));
	let commit = "";
	let gone = [];
	let room = ROOM;
	const isWhole = await tolerantly(async () => {
		for await (const change of parseChanges(process)) {
			if (change.commit.oid !== commit) {
				if (deleted.has(commit)) room -= sizeOf(gone);
				[commit, gone] = [change.commit.oid, []];
			}
			if (oldSides && change.after === null && gone.length < CHANGES) {
				for (const oid of change.before) if (oid !== null) gone.push({
					path: change.path,
					oid
				});
			}
			if (!isWanted(change, question)) continue;
			deleted.set(commit, gone);
			room -= change.path.length + ENTRY;
			if (changes.push(change) >= CHANGES || room < 0) throw new Error("more changes than can be kept");
		}
	});
	return {
		changes: changes.reverse(),
		deleted,
		isWhole
	};
}
async function mergeDrops(git, merges, { objects }, paths) {
	const told = paths.filter((path) => (0, node_buffer.isUtf8)(path) && !path.includes(LINE_END)).slice(0, NAMED);
	if (merges.length === 0 || told.length === 0) return [];
	const args = [
		...RAW,
		"-m",
		"--no-walk=unsorted",
		"--stdin"
	];
	const process = git.start("log", args, { box: {
		...BOX$1,
		bytes: BOX$1.bytes + merges.length * COMMIT
	} });
	process.feed([
		...inputOf({ tips: merges }),
		"--\n",
		...told.map((path) => `${Buffer.from(path).toString("utf8")}\n`)
	]);
	const drops = new Map();
	await tolerantly(async () => {
		for await (const change of parseChanges(process)) {
			const { commit, path, before, after } = change;
			if (!before.some((oid) => oid !== null && objects.has(oid))) continue;
			const key = `${commit.oid} ${require_core.latin1(path)}`;
			drops.set(key, {
				...change,
				after,
				before: [...drops.get(key)?.before ?? [], ...before]
			});
			if (drops.size >= CHANGES) throw new Error("more changes than can be kept");
		}
	});
	return [...drops.values()].reverse();
}
function isWanted({ path, before, after }, { objects, names }) {
	if (after !== null && objects.has(after) || before.some((oid) => oid !== null && objects.has(oid))) return true;
	return names.size > 0 && require_core.latin1(path).split("/").some((part) => names.has(part));
}
function sizeOf(files) {
	return files.reduce((sum, { path }) => sum + path.length + ENTRY, 0);
}
async function* parseChanges(process) {
	let commit = null;
	let head = [];
	let record = null;
	for await (const field of require_core.fields(process)) if (record && commit) {
		yield {
			commit,
			path: Buffer.from(field),
			...record
		};
		record = null;
	} else if (head.length > 0) {
		head.push(field.toString("utf8"));
		if (head.length < 3) continue;
		const [oid = "", author = "", date = ""] = head;
		commit = {
			oid,
			author: require_core.shortened(author, AUTHOR),
			date: date.replace("+00:00", "Z")
		};
		head = [];
	} else if (field[0] === 1) head = [field.toString("latin1", 1)];
	else record = recordOf(field.toString("latin1").trimStart());
}
function recordOf(text) {
	const parents = /^:+/.exec(text)?.[0].length ?? 0;
	if (parents === 0) return null;
	const oids = text.slice(parents).split(" ").slice(parents + 1, 2 * parents + 2).map((oid) => /^0+$/.test(oid) ? null : oid);
	return {
		before: oids.slice(0, parents),
		after: oids[parents] ?? null
	};
}
// src/git/paths.ts
const WHOLE = 64 << 20;
const DEEP = 500;
async function blobsAt(git, commit, paths) {
	const found = new Map();
	if (commit === null || paths.length === 0) return found;
	const names = [...new Set(paths.map((path) => Buffer.from(path).toString("latin1")))];
	let root = "";
	await readAll(git, [commit], "commit", (_, bytes) => {
		root = treeOf(bytes);
	});
	let open = names.map((path) => ({
		path,
		parts: path.split("/"),
		tree: root
	})).filter(isWithinReach);
	while (open.length > 0) {
		const wanted = namesByTree(open.map(({ parts, tree: oid }) => [oid, parts[0]]));
		const entries = new Map();
		await readAll(git, [...wanted.keys()], "tree", (oid, bytes) => {
			entries.set(oid, entriesOf(bytes, oid.length / 2, wanted.get(oid)));
		});
		open = open.flatMap(({ path, parts: [name = "", ...rest], tree: oid }) => {
			const next = entries.get(oid)?.get(name);
			if (next === void 0) return [];
			if (rest.length > 0) return [{
				path,
				parts: rest,
				tree: next
			}];
			found.set(path, next);
			return [];
		});
	}
	return found;
}
function isWithinReach({ parts, tree }) {
	return tree !== "" && parts.length <= DEEP;
}
function treeOf(commit) {
	for (const { field, start, end } of objectParts(commit)) return field === "tree" ? commit.toString("latin1", start + 5, end).trim() : "";
	return "";
}
function namesByTree(pairs) {
	const sets = new Map();
	for (const [key, value] of pairs) {
		const set = sets.get(key);
		if (set) set.add(value);
		else sets.set(key, new Set([value]));
	}
	return sets;
}
function entriesOf(tree, width, wanted) {
	const found = new Map();
	for (const { name, oid } of treeEntries(tree, width)) {
		const text = name.toString("latin1");
		if (wanted.has(text)) found.set(text, tree.toString("hex", oid, oid + width));
	}
	return found;
}
async function readAll(git, oids, type, use) {
	const reader = new require_core.BatchReader(git, {
		length: oids.length,
		hex: (at) => oids[at]
	}, { wholeLimit: () => WHOLE });
	try {
		let at = 0;
		for (let object = await reader.next(); object; object = await reader.next()) {
			const oid = oids[at++];
			if (object.kind === "bytes" && object.type === type) use(oid, object.bytes);
		}
	} finally {
		reader.close();
	}
}
// src/git/reflog.ts
const LIMIT$2 = 1e6;
const FILE_LIMIT$1 = 512 << 20;
const NULL_OID$1 = /^0+$/;
function reflogOids(repository) {
	const oids = new Set();
	const pending = placesOf(repository).flatMap(({ folder }) => [folderOf(folder, "logs"), linkedFolder(folder, "logs/refs")].filter((one) => one !== null));
	for (let folder = pending.pop(); folder; folder = pending.pop()) for (const entry of require_core.kindOf$1(folder) === "folder" && require_core.listFolder(folder) || []) {
		const path = require_core.pathBelow(folder, entry.name);
		if (entry.isDirectory()) pending.push(path);
		else eachReflogEntry(path, repository, (before, after) => {
			for (const oid of [before, after]) if (!NULL_OID$1.test(oid)) oids.add(oid);
			return oids.size < LIMIT$2;
		});
		if (oids.size >= LIMIT$2) return [...oids];
	}
	return [...oids];
}
function shallowCommits(repository) {
	return (require_core.readGitFile((0, node_path.join)(repository.commonDir, "shallow"))?.toString("latin1") ?? "").match(new RegExp(`^${oidPattern(repository)}$`, "gm")) ?? [];
}
function folderOf(gitDir, name) {
	const path = require_core.pathBelow(gitDir, name);
	return require_core.kindOf$1(path) === "folder" ? path : linkedFolder(gitDir, name);
}
function linkedFolder(gitDir, name) {
	const path = require_core.pathBelow(gitDir, name);
	const real = require_core.kindOf$1(path) === "link" ? require_core.realName(path) : "";
	const other = Buffer.from(real.slice(0, -name.length - 1), "latin1");
	return real.endsWith(`/${name}`) && require_core.looksLikeGitDirectory(other, node_fs.statSync) ? Buffer.from(real, "latin1") : null;
}
function placesOf(repository) {
	const common = Buffer.from(repository.commonDir);
	const own = Buffer.from(repository.gitDir);
	const isOwn = (folder) => require_core.realName(folder) === require_core.realName(own);
	const linked = [...require_core.linkedGitDirs(repository) ?? []];
	if (![common, ...linked].some(isOwn)) linked.push(own);
	return [{
		folder: common,
		prefix: "",
		head: isOwn(common) ? "HEAD" : "main-worktree/HEAD"
	}, ...linked.map((folder) => {
		const prefix = `worktrees/${folder.toString("latin1", folder.lastIndexOf("/") + 1)}/`;
		return {
			folder,
			prefix,
			head: isOwn(folder) ? "HEAD" : `${prefix}HEAD`
		};
	})];
}
function eachReflogEntry(path, repository, each) {
	const oid = oidPattern(repository);
	const head = new RegExp(`^(${oid}) (${oid})(?:[ \\t]|$)`);
	return require_core.eachGitLine(path, FILE_LIMIT$1, (line) => {
		const [, before, after] = head.exec(line) ?? [];
		return before === void 0 || after === void 0 || each(before, after);
	});
}
function oidPattern({ objectFormat }) {
	return `[0-9a-f]{${objectFormat === "sha256" ? 64 : 40}}`;
}
// src/git/ref-files.ts
const LIMIT$1 = 1e6;
const FILE_LIMIT = 512 << 20;
const NULL_OID = /^0+$/;
const PSEUDO = /^(?:[A-Z]+(?:_[A-Z]+)*_HEAD|AUTO_MERGE|BISECT_[A-Z_]+|NOTES_MERGE_PARTIAL)$/;
const STATES = [
	"rebase-merge",
	"rebase-apply",
	"sequencer"
];
const WORDS = /^(?:message.*|msg.*|author-script|patch|final-commit|info|\d+)$/;
var RefFiles = class {
	places;
	#repository;
	#oidLength;
	#oids = new Map();
	#symbolic = new Map();
	#problems = new Set();
	#left = LIMIT$1;
	constructor(repository) {
		this.#repository = repository;
		this.#oidLength = repository.objectFormat === "sha256" ? 64 : 40;
		this.places = placesOf(repository);
		if (!require_core.linkedGitDirs(repository)) this.problem("worktrees");
	}
	problem(name) {
		this.#problems.add(name);
	}
	add(name, oid) {
		if (this.#isFull()) return false;
		this.#set(name, { oid }, "");
		return true;
	}
	readPacked() {
		const path = Buffer.from((0, node_path.join)(this.#repository.commonDir, "packed-refs"));
		if (!require_core.eachGitLine(path, FILE_LIMIT, (line) => {
			if (line.startsWith("#") || line.startsWith("^")) return true;
			const oid = /^[0-9a-f]+(?= .)/i.exec(line)?.[0].toLowerCase();
			if (oid?.length === this.#oidLength) return this.add(line.slice(oid.length + 1), oid);
			this.problem("packed-refs");
			return true;
		}) && !require_core.isMissing(path)) this.problem("packed-refs");
	}
	readLoose({ folder, prefix }) {
		const top = require_core.pathBelow(folder, "refs");
		const root = folderOf(folder, "refs");
		if (root === null && require_core.kindOf$1(top) !== null) this.problem(`${prefix}refs`);
		const pending = root === null ? [] : [{
			path: root,
			name: `${prefix}refs`
		}];
		for (let next = pending.pop(); next; next = pending.pop()) {
			const entries = require_core.listFolder(next.path);
			if (!entries) this.problem(next.name);
			for (const entry of entries ?? []) {
				const text = entry.name.toString("latin1");
				if (text.startsWith(".") || text.endsWith(".lock")) continue;
				const [path, name] = [require_core.pathBelow(next.path, entry.name), `${next.name}/${text}`];
				if (entry.isDirectory()) pending.push({
					path,
					name
				});
				else if (this.#isFull()) return;
				else if (!entry.isSymbolicLink() || !isAlias(path, top)) this.#set(name, require_core.readRefFile(path), prefix);
			}
		}
	}
	#set(name, value, prefix) {
		if (value === null || value === "damaged") this.problem(name);
		else if ("target" in value) this.#symbolic.set(name, {
			target: value.target,
			prefix
		});
		else if (this.#isOid(value.oid)) this.#oids.set(name, value.oid);
		else this.problem(name);
	}
	#isOid(oid) {
		return oid.length === this.#oidLength && !NULL_OID.test(oid);
	}
	heads() {
		return this.places.flatMap(({ folder, prefix, head }) => {
			const path = require_core.pathBelow(folder, "HEAD");
			const value = require_core.readRefFile(path);
			if (value === null && head !== "HEAD" && require_core.kindOf$1(path) === null) return [];
			const oid = value === null || value === "damaged" ? "damaged" : this.#resolve(value, prefix);
			if (oid === "damaged") this.problem(head);
			return oid === null || oid === "damaged" ? [] : [refOf(head, oid)];
		});
	}
	stash() {
		const path = Buffer.from((0, node_path.join)(this.#repository.commonDir, "logs/refs/stash"));
		const oids = [];
		if (!eachReflogEntry(path, this.#repository, (_, after) => oids.push(after) < LIMIT$1) && require_core.kindOf$1(path) !== null) this.problem("logs/refs/stash");
		return stashOf(oids.reverse());
	}
	listing(heads, stash) {
		const found = [...this.#symbolic].flatMap(([name, { target, prefix }]) => {
			const oid = this.#resolve({ target }, prefix);
			if (oid === "damaged") this.problem(name);
			return oid === null || oid === "damaged" ? [] : [[name, oid]];
		});
		for (const [name, oid] of found) this.#oids.set(name, oid);
		return {
			refs: [...this.#oids.keys()].sort().map((name) => refOf(name, this.#oids.get(name))),
			heads,
			stash,
			pseudo: this.places.flatMap((place) => pseudoRefs(place, this.#repository)),
			problems: [...this.#problems].sort().map((name) => Buffer.from(name, "latin1"))
		};
	}
	#resolve(value, prefix) {
		if ("oid" in value) return this.#isOid(value.oid) ? value.oid : "damaged";
		let { target } = value;
		for (let depth = 0; depth <= 5; depth++) {
			const names = [prefix + target, target];
			const next = names.map((name) => this.#symbolic.get(name)).find((one) => one);
			const oid = names.map((name) => this.#oids.get(name)).find((one) => one);
			if (!next) return oid ?? (target.startsWith("refs/") ? null : "damaged");
			target = next.target;
		}
		return "damaged";
	}
	#isFull() {
		if (this.#left-- > 0) return false;
		this.problem("refs");
		return true;
	}
};
function pseudoRefs({ folder, prefix }, repository) {
	const filesIn = (path) => (require_core.listFolder(path) ?? []).flatMap((entry) => entry.isDirectory() ? [] : [entry.name.toString("latin1")]);
	const names = filesIn(folder).filter((name) => PSEUDO.test(name));
	for (const state of STATES) {
		const path = require_core.pathBelow(folder, state);
		if (require_core.kindOf$1(path) !== "folder") continue;
		names.push(...filesIn(path).flatMap((name) => WORDS.test(name) ? [] : [`${state}/${name}`]));
	}
	return names.flatMap((name) => {
		const text = require_core.readGitFile(require_core.pathBelow(folder, name), 16 << 20)?.toString("latin1") ?? "";
		return [...new Set(text.match(new RegExp(`\\b${oidPattern(repository)}\\b`, "g")))].filter((oid) => !NULL_OID.test(oid)).map((oid) => refOf(prefix + name, oid));
	});
}
function isAlias(path, top) {
	const target = require_core.realName(path);
	return require_core.kindOf$1(Buffer.from(target, "latin1")) === "folder" && `${target}/`.startsWith(`${require_core.realName(top)}/`);
}
function refOf(name, oid) {
	return {
		name: Buffer.from(name, "latin1"),
		oid
	};
}
function stashOf(newestFirst) {
	return newestFirst.flatMap((oid, at) => NULL_OID.test(oid) ? [] : [refOf(`refs/stash@{${at}}`, oid)]);
}
// src/git/ref-listing.ts
function headOf({ heads }) {
	return heads.find(({ name }) => name.toString("latin1") === "HEAD")?.oid ?? null;
}
async function readRefs(git) {
	const found = new RefFiles(git.repository);
	if (!git.repository.refFiles) try {
		const stash = await readTables(git, found);
		return found.listing(await tableHeads(git, found), stash);
	} catch (error) {
		if (!(error instanceof require_core.HfleaksError) || error.code !== "git-failed") throw error;
		found.problem("reftable");
	}
	found.readPacked();
	for (const place of found.places) found.readLoose(place);
	return found.listing(found.heads(), found.stash());
}
async function readTables(git, found) {
	const process = git.start("for-each-ref", ["--format=%(objectname) %(refname)"], { ownDirectory: true });
	process.send("");
	let hasStash = false;
	for await (const some of require_core.lines(process)) for (const line of some) {
		const space = line.indexOf(" ");
		hasStash ||= line.endsWith(" refs/stash");
		found.add(line.slice(space + 1), line.slice(0, space));
	}
	for (const complaint of process.complaints()) {
		const name = /^warning: ignoring (?:broken ref|ref with broken name) (.+)$/.exec(complaint)?.[1];
		if (name) found.problem(name);
	}
	return hasStash ? stashOf(await tableStash(git)) : [];
}
async function tableStash(git) {
	const oids = [];
	for (let more = true; more;) {
		const args = Array.from({ length: 500 }, (_, at) => `refs/stash@{${oids.length + at}}`);
		const process = git.start("rev-parse", args, { ownDirectory: true });
		process.send("");
		let text = "";
		for (let piece = await process.read(); piece; piece = await process.read()) text += piece.toString("latin1");
		await process.end([0, 128]);
		const found = text.match(new RegExp(`^${oidPattern(git.repository)}$`, "gm")) ?? [];
		oids.push(...found);
		more = found.length === args.length;
	}
	return oids;
}
async function tableHeads(git, found) {
	const heads = [];
	for (const { head } of found.places) try {
		const oid = /^[\w./-]+$/.test(head) ? await require_core.askGit(git, head) : void 0;
		if (oid) heads.push(refOf(head, oid));
		if (oid === void 0) found.problem(head);
	} catch (error) {
		if (!(error instanceof require_core.HfleaksError) || error.code !== "git-failed") throw error;
		found.problem(head);
	}
	return heads;
}
// src/git/safe-store.ts
function useSafeStore(git, { alternates, unusable }) {
	if (alternates.length === 0 && unusable.length === 0) return;
	const directory = git.repository.objectDirectory;
	const folder = require_core.linkStore(git.shadow, directory, (entry, inFolder, isFile) => !isFile || require_store.isUsable(inFolder, entry));
	git.useStore(folder, alternates.map((alternate) => alternate.directory));
}
async function openSafely(repository, environment, store) {
	const git = await require_core.Git.open(repository, environment, { index: false });
	try {
		useSafeStore(git, store);
		return git;
	} catch (error) {
		git.close();
		throw error;
	}
}
function ownStores(git, { alternates, outside }) {
	const { repository, shadow } = git;
	const own = {
		directory: repository.objectDirectory,
		isInside: !require_store.isForeignStore(repository)
	};
	return [own, ...alternates].filter((store) => store.isInside).map(({ directory }, at) => directory === own.directory && outside.length === 0 ? git.objectDirectory : require_core.linkStore(shadow, directory, (entry, folder, isFile) => !require_store.isForeign(repository, folder, entry) && (!isFile || require_store.isUsable(folder, entry)), `inside-${at}`));
}
var CommitGraph = class CommitGraph {
	#ids;
	#places = new Int32Array(0);
	#parents = [];
	#own = new Int32Array(0);
	#isOpen = [];
	#ofHead = new Uint8Array(0);
	constructor(objectFormat) {
		this.#ids = new ObjectList(objectFormat);
	}
	static async read(git, walk, limits, head) {
		const graph = new CommitGraph(git.repository.objectFormat);
		if (isEmpty(walk)) return graph;
		const listed = [];
		await tolerantly(async () => {
			for await (const oids of listCommits(git, walk, ["--date-order", ...limits])) listed.push(oids.map((oid) => graph.#ids.add(oid)));
		});
		graph.#places = new Int32Array(graph.#ids.length).fill(-1);
		for (const [place, [own = 0]] of listed.entries()) graph.#places[own] = place;
		graph.#parents = listed.map(([, ...parents]) => parents.map((id) => graph.#places[id]).filter((place) => place >= 0));
		graph.#own = Int32Array.from(listed, ([own = 0]) => own);
		graph.#isOpen = listed.map((ids, place) => graph.#parents[place].length < ids.length - 1);
		graph.#markHead(head);
		return graph;
	}
	positionOf(oid) {
		const place = this.#placeOf(oid);
		return place < 0 ? -1 : this.#parents.length - 1 - place;
	}
	isAncestorOfHead(oid) {
		return this.#ofHead[this.#placeOf(oid)] === 1;
	}
	#placeOf(oid) {
		return this.#places[this.#ids.indexOf(oid)] ?? -1;
	}
	#markHead(head) {
		const marks = new Uint8Array(this.#parents.length);
		if (head !== null && this.#placeOf(head) >= 0) marks[this.#placeOf(head)] = 1;
		for (const [at, parents] of this.#parents.entries()) if (marks[at] === 1) for (const parent of parents) marks[parent] = 1;
		this.#ofHead = marks;
	}
	joining(commits) {
		const found = new Set();
		for (let from = 0; from < commits.length; from += 32) {
			const marks = this.#marked(commits.slice(from, from + 32).map((oid) => [oid]));
			for (let at = marks.length - 1; at >= 0; at--) {
				let [some, all] = [0, this.#isOpen[at] ? 0 : -1];
				for (const parent of this.#parents[at]) {
					some |= marks[parent];
					all &= marks[parent];
				}
				marks[at] |= some;
				if ((some & ~all) !== 0) found.add(at);
			}
		}
		return [...found].map((at) => this.#ids.hex(this.#own[at]));
	}
	reach(groups, tips, each) {
		const marks = this.#marked(groups);
		for (let at = marks.length - 1; at >= 0; at--) for (const parent of this.#parents[at]) marks[at] |= marks[parent];
		for (const [at, tip] of tips.entries()) each(at, marks[this.#placeOf(tip)] ?? 0);
	}
	#marked(groups) {
		const marks = new Int32Array(this.#parents.length);
		for (const [bit, oids] of groups.entries()) for (const oid of oids) {
			const place = this.#placeOf(oid);
			if (place >= 0) marks[place] |= 1 << bit;
		}
		return marks;
	}
};
// src/git/peel.ts
const TAGS_DEEP = 20;
async function peel(git, refs) {
	const targets = new Map();
	let pending = [...new Set(refs.map(({ oid }) => oid))];
	for (let depth = 0; depth < TAGS_DEEP && pending.length > 0; depth++) {
		const found = await tagTargets(git, pending);
		for (const [tag, target] of found) targets.set(tag, target);
		pending = [...new Set(found.values())].filter((oid) => !targets.has(oid));
	}
	return refs.map(({ name, oid }) => {
		const chain = [oid];
		for (let next = targets.get(oid); next !== void 0; next = targets.get(next)) {
			if (chain.includes(next)) return {
				name,
				chain,
				isEndless: true
			};
			chain.push(next);
		}
		return {
			name,
			chain,
			isEndless: chain.length > TAGS_DEEP
		};
	});
}
async function tagTargets(git, oids) {
	const targets = new Map();
	const sequence = {
		length: oids.length,
		hex: (at) => oids[at]
	};
	const reader = new require_core.BatchReader(git, sequence, { wholeLimit: () => 1 << 20 });
	try {
		let at = 0;
		for (let object = await reader.next(); object; object = await reader.next()) {
			const oid = oids[at++];
			if (object.kind !== "bytes" || object.type !== "tag") continue;
			const target = /^object ([0-9a-f]+)\n/.exec(object.bytes.toString("latin1", 0, 100))?.[1];
			if (target) targets.set(oid, target);
		}
	} finally {
		reader.close();
	}
	return targets;
}
async function peelTips(git, oids) {
	const named = await peel(git, oids.map((oid) => ({
		name: Buffer.from(oid),
		oid
	})));
	const [tips, tags] = [new Set(), new Set()];
	for (const { chain, isEndless } of named) {
		for (const tag of isEndless ? chain : chain.slice(0, -1)) tags.add(tag);
		if (!isEndless) tips.add(chain.at(-1));
	}
	const endless = named.filter(({ isEndless }) => isEndless).map(({ chain }) => chain[0]);
	return {
		tips: [...tips],
		tags: [...tags],
		endless
	};
}
// src/git/trace.ts
const REFS = 20;
const BASES = 32;
async function traceHistory(git, options, question) {
	const [{ changes, deleted, isWhole }, graph, named] = await Promise.all([
		listChanges(git, options, question),
		CommitGraph.read(git, options.walk, options.limits, options.head),
		peel(git, options.refs)
	]);
	const inHead = await blobsAt(git, options.head, changes.map(({ path }) => path));
	const known = {
		changes,
		positionOf: (commit) => graph.positionOf(commit),
		headBlob: (path) => inHead.get(require_core.latin1(path)) ?? null
	};
	const drops = await dropsOf(git, question, known, (commits) => graph.joining(commits));
	const { oldSides } = options;
	const before = oldSides && isWhole && question.names.size > 0 ? await pathsBefore(git, options.walk, changes, question.names) : null;
	return {
		...known,
		drops,
		isInHead: (commit) => graph.isAncestorOfHead(commit),
		refsOf: (groups) => refsOf(groups, graph, named),
		...oldSides && { oldSides: ({ commit, path, before }) => oldSides(before.flatMap((oid) => oid === null ? [] : [{
			path,
			oid
		}]), deleted.get(commit.oid) ?? []) },
		...before && { wasThere: (path) => before.has(require_core.latin1(path)) }
	};
}
async function dropsOf(git, question, { changes, positionOf, headBlob }, joining) {
	const has = (oid) => oid !== null && question.objects.has(oid);
	const brought = new Map();
	for (const change of changes.toSorted((a, b) => positionOf(a.commit.oid) - positionOf(b.commit.oid))) {
		const { path, before, after } = change;
		if (before.every(has)) for (const oid of before) brought.delete(`${oid} ${require_core.latin1(path)}`);
		if (has(after)) brought.set(`${after} ${require_core.latin1(path)}`, change);
	}
	const lost = [...brought.values()].filter(({ path }) => !has(headBlob(path)));
	const paths = new Map(lost.map(({ path }) => [require_core.latin1(path), path]));
	return mergeDrops(git, joining([...new Set(lost.map(({ commit }) => commit.oid))]), question, [...paths.values()]);
}
async function pathsBefore(git, walk, changes, names) {
	const paths = new Set();
	for (const { path } of changes) {
		const parts = require_core.latin1(path).split("/");
		for (const [at, part] of parts.entries()) if (names.has(part)) paths.add(parts.slice(0, at + 1).join("/"));
	}
	if (paths.size === 0) return paths;
	const wanted = [...paths].map((path) => Buffer.from(path, "latin1"));
	const bases = new Set();
	await tolerantly(async () => {
		for await (const [oid = ""] of listCommits(git, walk, ["--boundary"])) if (oid.startsWith("-")) bases.add(oid.slice(1));
	});
	for (const oid of walk.not ?? []) bases.add(oid);
	const found = new Set();
	for (const commit of [...bases].slice(0, BASES)) for (const path of (await blobsAt(git, commit, wanted)).keys()) found.add(path);
	return found;
}
function refsOf(groups, graph, named) {
	const sorted = named.toSorted((a, b) => Buffer.compare(a.name, b.name));
	const tips = sorted.map(({ chain }) => chain.at(-1));
	const found = groups.map(() => ({
		names: [],
		total: 0
	}));
	for (let from = 0; from < groups.length; from += 32) {
		const asked = groups.slice(from, from + 32);
		const direct = new Map();
		for (const [bit, oids] of asked.entries()) for (const oid of oids) direct.set(oid, (direct.get(oid) ?? 0) | 1 << bit);
		graph.reach(asked, tips, (tip, reached) => {
			const { name, chain } = sorted[tip];
			let bits = reached;
			for (const oid of chain) bits |= direct.get(oid) ?? 0;
			for (let bit = 0; bits !== 0; bit++, bits >>>= 1) {
				if ((bits & 1) === 0) continue;
				const having = found[from + bit];
				having.total++;
				if (having.names.length < REFS) having.names.push(name);
			}
		});
	}
	return found;
}
// src/sources/counting-ledger.ts
var CountingLedger = class {
	#ledger;
	#objects = 0;
	#bytes = 0;
	isClean = true;
	constructor(ledger) {
		this.#ledger = ledger;
	}
	get counted() {
		return {
			objects: this.#objects,
			bytes: this.#bytes
		};
	}
	add({ objects, bytes }) {
		this.list(objects);
		this.size(bytes);
		this.scanned(bytes, objects);
	}
	async *watch(candidates) {
		for await (const candidate of candidates) {
			this.isClean = false;
			yield candidate;
		}
	}
	list(objects) {
		this.#ledger.list(objects);
	}
	size(bytes) {
		this.#ledger.size(bytes);
	}
	scanned(bytes, objects = 1) {
		this.#objects += objects;
		this.#bytes += bytes;
		this.#ledger.scanned(bytes, objects);
	}
	deduplicated(bytes) {
		this.isClean = false;
		this.#ledger.deduplicated(bytes);
	}
	partial(reason, bytes, example) {
		this.isClean = false;
		this.#ledger.partial(reason, bytes, example);
	}
	skipped(reason, bytes, example) {
		this.isClean = false;
		this.#ledger.skipped(reason, bytes, example);
	}
};
// src/git/loose.ts
const LIMIT = 64 << 20;
const FREE = 8 << 20;
const RATIO = 200;
const HEADER = /^(?:blob|tree|commit|tag) \d{1,15}\0/;
const LONGEST_HEADER = 32;
const PIECE = 65536;
function unpack(packed) {
	const [method = 0, flags = 0] = packed;
	if ((method & 15) !== 8 || (method * 256 + flags) % 31 !== 0) return null;
	const start = inflated(packed.subarray(0, 512), LIMIT);
	if (start === null || start.length === 0) return null;
	const header = HEADER.exec(start.toString("latin1", 0, LONGEST_HEADER))?.[0];
	const all = inflated(packed, Math.min(LIMIT, Math.max(FREE, packed.length * RATIO)));
	if (all === null && header === void 0) return null;
	const bytes = (all ?? start).subarray(header?.length ?? 0);
	const size = header === void 0 ? bytes.length : Number(/\d+/.exec(header));
	return {
		bytes,
		isObject: header !== void 0,
		isWhole: all !== null && bytes.length === size
	};
}
async function isTrueObject(fd, oid) {
	const hash = (0, node_crypto.createHash)(oid.length === 64 ? "sha256" : "sha1");
	try {
		await (0, node_stream_promises.pipeline)(pieces(fd), (0, node_zlib.createInflate)(), hash);
		return hash.digest("hex") === oid;
	} catch {
		return false;
	}
}
function* pieces(fd) {
	for (let at = 0;;) {
		const piece = Buffer.allocUnsafe(PIECE);
		const read = (0, node_fs.readSync)(fd, piece, 0, PIECE, at);
		if (read === 0) return;
		at += read;
		yield piece.subarray(0, read);
	}
}
function inflated(packed, maxOutputLength) {
	try {
		return (0, node_zlib.inflateSync)(packed, {
			maxOutputLength,
			finishFlush: node_zlib.constants.Z_SYNC_FLUSH
		});
	} catch {
		return null;
	}
}
// src/sources/told-names.ts
const WORD = /^[\w.-]*/;
const LENGTH = 256;
var ToldNames = class {
	#sieve;
	#words = new Set();
	constructor(sieve) {
		this.#sieve = sieve;
	}
	get reach() {
		return this.#sieve.reach;
	}
	add(bytes) {
		for (const hit of this.#sieve.hits(bytes)) this.#words.add(wordAt(bytes, hit));
	}
	hits(bytes) {
		const hits = this.#sieve.hits(bytes);
		if (hits.length === 0 || this.#words.size === 0) return hits;
		return hits.filter((hit) => hit.form.decoder !== "plain" || !this.#words.has(wordAt(bytes, hit)));
	}
};
function wordAt(bytes, { offset }) {
	const { buffer, byteOffset, length } = bytes;
	const text = Buffer.from(buffer, byteOffset, length).toString("latin1", offset, offset + LENGTH);
	return WORD.exec(text)[0];
}
// src/sources/git-files.ts
const SETTINGS_LIMIT = 1 << 20;
const PACKED_LIMIT = 64 << 20;
const SECTION = /^[ \t]*\[[ \t]*[-.A-Za-z0-9]/m;
const PACK = /^(?:PACK\0\0\0[\x02\x03]|# v[23] git bundle\n)/;
const INDEX = /^DIRC/;
const ZLIB = /^x/;
const LOGS = /(?:^|\/)logs\//;
const OF_REFS = /(?:^|\/)(?:logs|refs)\//;
async function* scanGitFiles(options) {
	const scan = new GitFilesScan(options);
	const { repository, store, pauses } = options;
	for (const file of gitFiles(repository, require_store.storeDirectories(repository, store))) {
		if (pauses.due(1)) await pauses.take();
		for (const candidates of scan.entry(file)) yield* candidates;
	}
	const width = repository.objectFormat === "sha256" ? 32 : 20;
	for (const { path, oid } of shadowedObjects(require_store.storeDirectories(repository, store, "inside"), width)) {
		if (pauses.due(1)) await pauses.take();
		yield* scan.shadowed(path, oid);
	}
}
var GitFilesScan = class {
	#options;
	#scanner;
	#indexScanner;
	constructor(options) {
		const { sieve, told, ledger, pauses } = options;
		this.#options = options;
		this.#scanner = new require_core.FileScanner(sieve, ledger, pauses);
		this.#indexScanner = new require_core.FileScanner(told, ledger, pauses);
	}
	*entry(file) {
		const name = this.#below(file.name);
		yield this.#name(file, name);
		if (file.kind === "unreadable") this.#leftOut("permission", name);
		if (file.kind !== "entry") return;
		const opened = require_core.openPath(file.path);
		if (opened.kind === "file") yield* this.#file(name, opened.fd, opened.stat);
		else if (opened.kind === "link") {
			this.#options.ledger.list(1);
			yield this.#scanner.bytes(this.#origin(name), opened.target, null);
		} else this.#leftOut(opened.kind === "folder" ? "vanished" : opened.reason, name);
	}
	async *shadowed(path, oid) {
		const name = this.#below(Buffer.from(`${this.#options.repository.bare ? "" : ".git/"}objects/${oid.slice(0, 2)}/${oid.slice(2)}`));
		const opened = require_core.openPath(Buffer.from(path));
		if (opened.kind === "link") this.#leftOut("corrupt-object", name);
		if (opened.kind !== "file") return;
		const { fd, stat } = opened;
		try {
			if (await isTrueObject(fd, oid)) return;
			const packed = readStart(fd, Math.min(stat.size, PACKED_LIMIT));
			if (unpack(packed) === null) this.#leftOut("corrupt-object", name);
			else yield* this.#unpacked(name, packed);
		} finally {
			(0, node_fs.closeSync)(fd);
		}
	}
	*#name({ kind, name }, path) {
		const { sieve, told, ledger } = this.#options;
		const last = name.subarray(name.lastIndexOf("/") + 1);
		if ((OF_REFS.test(name.toString("latin1")) ? told : sieve).hits(last).length === 0) return;
		ledger.list(1);
		const place = {
			kind: "name",
			of: kind === "entry" ? "file" : "directory",
			path
		};
		yield* this.#scanner.bytes({
			name: path,
			kind: "text",
			places: [this.#in(place)]
		}, last, null);
	}
	*#file(name, fd, stat) {
		const head = readStart(fd, Math.min(stat.size, 16)).toString("latin1");
		const settings = stat.size <= SETTINGS_LIMIT ? readStart(fd, stat.size) : Buffer.alloc(0);
		const packed = ZLIB.test(head) ? readStart(fd, Math.min(stat.size, PACKED_LIMIT)) : null;
		const origin = {
			...this.#origin(name),
			...PACK.test(head) ? { unread: "archive-unsupported" } : {}
		};
		this.#options.ledger.list(1);
		yield (INDEX.test(head) ? this.#indexScanner : this.#scanner).file(origin, fd, stat);
		yield this.#settings(name, settings);
		if (packed) yield this.#unpacked(name, packed);
	}
	*#settings(name, bytes) {
		const text = bytes.toString("latin1");
		if (!/[\\"]/.test(text) || !SECTION.test(text)) return;
		const { sieve, ledger } = this.#options;
		const told = new ToldNames(sieve);
		told.add(bytes);
		const values = Buffer.from(require_core.plainValues(text), "latin1");
		if (told.hits(values).length === 0) return;
		ledger.list(1);
		yield* new require_core.FileScanner(told, ledger, this.#options.pauses).bytes(this.#origin(name), values, null);
	}
	*#unpacked(name, packed) {
		const found = unpack(packed);
		if (found === null) return;
		this.#options.ledger.list(1);
		yield* this.#scanner.bytes(this.#origin(name), found.bytes, found.isWhole ? null : "corrupt-object");
	}
	#origin(name) {
		const kind = LOGS.test(name.toString("latin1")) ? "reflog" : "gitfile";
		return {
			name,
			kind: "text",
			places: [this.#in({
				kind,
				path: name
			})]
		};
	}
	#below(name) {
		const { path } = this.#options;
		return path ? Buffer.concat([
			path,
			Buffer.from("/"),
			name
		]) : name;
	}
	#in(place) {
		const { path } = this.#options;
		return path ? {
			...place,
			repository: path
		} : place;
	}
	#leftOut(reason, name) {
		this.#options.ledger.list(1);
		this.#options.ledger.skipped(reason, 0, name);
	}
};
function readStart(fd, length) {
	const bytes = Buffer.allocUnsafe(length);
	try {
		return bytes.subarray(0, require_core.readFully(fd, bytes, 0));
	} catch {
		return Buffer.alloc(0);
	}
}
// src/sources/git-texts.ts
var GitTexts = class {
	#repository;
	#sieve;
	#pauses;
	#path;
	#told;
	constructor(repository, sieve, pauses, path) {
		this.#repository = repository;
		this.#sieve = sieve;
		this.#pauses = pauses;
		this.#path = path;
		this.#told = new ToldNames(sieve);
	}
	*refNames(names, ledger) {
		for (const name of names) {
			const path = Buffer.from(name);
			yield* this.#name({
				kind: "name",
				of: kindOfRef(path),
				path
			}, ledger);
		}
	}
	async *indexes(git, table, ledger) {
		const empty = require_core.EMPTY_BLOB[this.#repository.objectFormat];
		const seen = new Set();
		for (const file of indexFiles(this.#repository)) {
			if (!isRegular(file)) {
				leftOut(ledger, "read-error", Buffer.from(".git/index"));
				continue;
			}
			try {
				for await (const { path, oid, mode } of require_core.indexEntries(git, "all", file)) {
					if (mode !== "160000" && oid !== empty) table.list.add(oid);
					if (this.#sieve.hits(path).length === 0 || seen.has(path.toString("latin1"))) continue;
					seen.add(path.toString("latin1"));
					yield* this.#name({
						kind: "name",
						of: "file",
						path: Buffer.from(path)
					}, ledger);
				}
			} catch (error) {
				if (!(error instanceof require_core.HfleaksError) || error.code === "interrupted") throw error;
				leftOut(ledger, "corrupt-object", Buffer.from(".git/index"));
			}
		}
	}
	files(store, ledger) {
		const [repository, sieve, told, pauses, path] = [
			this.#repository,
			this.#sieve,
			this.#told,
			this.#pauses,
			this.#path
		];
		return scanGitFiles({
			repository,
			store,
			sieve,
			told,
			ledger,
			pauses,
			path
		});
	}
	*#name(place, ledger) {
		const bytes = place.path;
		if (this.#sieve.hits(bytes).length === 0) return;
		this.#told.add(bytes);
		ledger.list(1);
		const places = [this.#path ? {
			...place,
			repository: this.#path
		} : place];
		yield* new require_core.FileScanner(this.#sieve, ledger, this.#pauses).bytes({
			name: bytes,
			kind: "text",
			places
		}, bytes, null);
	}
};
function leftOut(ledger, reason, name) {
	ledger.list(1);
	ledger.skipped(reason, 0, name);
}
function isRegular(path) {
	try {
		return (0, node_fs.statSync)(path).isFile();
	} catch {
		return false;
	}
}
function kindOfRef(name) {
	const text = name.toString("latin1");
	if (/^refs\/(?:heads|remotes)\//.test(text)) return "branch";
	return text.startsWith("refs/tags/") ? "tag" : "ref";
}
// src/sources/history-listing.ts
async function listHistory(git, store, options, refs, wanted, ledger) {
	return new Lister(git, store, options, ledger).list(refs, wanted);
}
var Lister = class {
	#git;
	#store;
	#options;
	#ledger;
	#table;
	#missing = new Set();
	#isSound = true;
	#isWalkable = true;
	constructor(git, store, options, ledger) {
		this.#git = git;
		this.#store = store;
		this.#options = options;
		this.#ledger = ledger;
		this.#table = new ObjectTable(git.repository.objectFormat);
	}
	async list(refs, wanted) {
		const tips = await this.#tips(refs, wanted);
		const isWalked = tips !== null && await this.#walk({ tips }) && this.#isWalkable;
		if (this.#options.everything || !isWalked) await this.#readStore();
		await learnTypes(this.#git, this.#table);
		return {
			table: this.#table,
			trace: {
				walk: { tips: this.#options.everything ? this.#allCommits(tips ?? []) : tips ?? [] },
				limits: this.#limits(),
				refs: wanted,
				head: headOf(refs),
				commits: this.#table.count("commit")
			},
			missing: [...this.#missing].sort(),
			isSound: this.#isSound
		};
	}
	async #tips(refs, wanted) {
		const { everything, refs: globs = [] } = this.#options;
		const besides = globs.length > 0 ? [] : [...refs.heads, ...refs.stash];
		const named = new Map([...wanted, ...besides].map(({ name, oid }) => [oid, name]));
		const noted = everything ? [...refs.pseudo.map(({ oid }) => oid), ...reflogOids(this.#git.repository)] : [];
		const all = [...new Set([...named.keys(), ...noted])];
		if (all.length === 0) {
			await require_core.proveReader(this.#git, require_core.startReader(this.#git));
			return [];
		}
		const types = await existing(this.#git, all).catch((error) => {
			this.#ignoreDamage(error);
			this.#leftOut(reasonOf(error), Buffer.from("history"));
		});
		if (!types) return null;
		for (const [oid, name] of named) if (!types.has(oid)) this.#leftOut("missing-object", name);
		const tagged = await this.#tagged(all.filter((oid) => types.get(oid) === "tag"));
		return [...new Set([...all.filter((oid) => types.has(oid) && types.get(oid) !== "tag"), ...tagged])];
	}
	async #tagged(oids) {
		if (oids.length === 0) return [];
		const { tips, tags, endless } = await peelTips(this.#git, oids);
		for (const tag of tags) this.#table.list.add(tag);
		for (const oid of endless) {
			this.#leftOut("corrupt-object", Buffer.from(`tag ${oid}`));
			this.#isWalkable = false;
		}
		const types = await existing(this.#git, tips).catch((error) => this.#ignoreDamage(error));
		for (const oid of tips) if (!types?.has(oid)) this.#leftOut("missing-object", Buffer.from(`object ${oid}`));
		return tips.filter((oid) => types?.has(oid));
	}
	async #walk(walk) {
		if (walk.tips.length === 0) return true;
		try {
			await listReachable(this.#git, await this.#recent(walk), this.#table, this.#missing);
		} catch (error) {
			if (!(error instanceof require_core.HfleaksError) || error.code !== "git-failed" && error.code !== "git-timeout") throw error;
			this.#leftOut(reasonOf(error), Buffer.from("history"));
			return false;
		}
		const { list } = this.#table;
		if (this.#options.since === void 0 && walk.tips.some((oid) => list.indexOf(oid) < 0 && !this.#missing.has(oid))) throw new require_core.HfleaksError("git-protocol", "git does not list what it was asked for.", "Check that git works.");
		return true;
	}
	async #recent(walk) {
		if (this.#options.since === void 0) return walk;
		const [tips, not] = [[], []];
		const others = [...await existing(this.#git, walk.tips)].filter(([, type]) => type !== "commit");
		for (const [oid, type] of others) if (type === "tag") this.#table.list.add(oid);
		for await (const [oid = ""] of listCommits(this.#git, walk, [...this.#limits(), "--boundary"])) if (oid.startsWith("-")) not.push(oid.slice(1));
		else tips.push(oid);
		if (not.length > 0 || tips.length === 0) this.#leftOut("not-selected", Buffer.from("older commits"));
		return {
			tips: [...tips, ...others.flatMap(([oid, type]) => type === "tag" ? [] : [oid])],
			not
		};
	}
	#limits() {
		return this.#options.since === void 0 ? [] : [`--max-age=${this.#options.since}`];
	}
	async #readStore() {
		for (const directory of ownStores(this.#git, this.#store)) {
			const name = Buffer.from("object store");
			if (await listStore(this.#git, this.#table, directory).catch((error) => {
				this.#ignoreDamage(error);
				this.#leftOut(reasonOf(error), name);
				return 0;
			}) > 0) this.#leftOut("corrupt-object", name);
			for (const file of storeFiles(directory, this.#table.list.width)) for (const { bytes, at } of file.ids()) this.#table.list.addRaw(bytes, at);
		}
	}
	#allCommits(tips) {
		const all = new Set(tips);
		const { list } = this.#table;
		for (let index = 0; index < list.length; index++) if (this.#table.type(index) === "commit") all.add(list.hex(index));
		return [...all];
	}
	#ignoreDamage(error) {
		if (!(error instanceof require_core.HfleaksError) || error.code === "interrupted" || error.code === "git-missing") throw error;
		this.#isSound = false;
	}
	#leftOut(reason, name) {
		this.#isSound = false;
		this.#ledger.list(1);
		this.#ledger.skipped(reason, 0, name);
	}
};
function reasonOf(error) {
	return error.code === "git-timeout" ? "timeout" : "corrupt-object";
}
// src/sources/repository-state.ts
function filesOf(repository, store) {
	const width = repository.objectFormat === "sha256" ? 32 : 20;
	return require_store.storeDirectories(repository, store).flatMap((directory) => [...storeFiles(directory, width)].map(digested));
}
function digested(file) {
	const hash = (0, node_crypto.createHash)("sha256");
	for (const path of file.paths) addStat(hash, path, node_fs.statSync);
	if (file.kind === "loose") for (const { bytes } of file.ids()) for (const folder of file.paths) addStat(hash, (0, node_path.join)(folder, bytes.toString("hex", 1)), node_fs.statSync);
	return {
		...file,
		digest: hash.digest("hex")
	};
}
function stateOf(repository, refs, store, files, everything) {
	const hash = (0, node_crypto.createHash)("sha256");
	for (const list of [
		refs.refs,
		refs.heads,
		refs.stash,
		refs.pseudo
	]) {
		add(hash, String(list.length));
		for (const { name, oid } of list) add(hash, name, oid);
	}
	for (const name of [
		...refs.problems,
		...store.unusable,
		...store.outside
	]) add(hash, name);
	const stores = require_store.storeDirectories(repository, store);
	add(hash, ...shallowCommits(repository), ...stores);
	for (const { digest } of files) add(hash, digest);
	addStat(hash, (0, node_path.join)(repository.commonDir, "lfs", "objects"));
	if (everything) {
		for (const { path } of gitFiles(repository, stores)) addStat(hash, path);
		add(hash, ...reflogOids(repository));
	}
	return hash.digest("hex");
}
function addStat(hash, path, look = node_fs.lstatSync) {
	try {
		const { size, mtimeMs, ctimeMs, ino } = look(path);
		add(hash, path, String(size), String(mtimeMs), String(ctimeMs), String(ino));
	} catch {
		add(hash, path, "none");
	}
}
function add(hash, ...parts) {
	for (const part of parts) hash.update(`${part.length}:`).update(part);
}
// src/sources/history-memory.ts
var HistoryMemory = class HistoryMemory {
	#cache;
	#name;
	#store;
	#repository;
	#packs;
	#state;
	#entry;
	#kept = null;
	static open(repository, refs, store, options) {
		if (!options.memory || options.since !== void 0 || (options.refs ?? []).length > 0) return null;
		return new HistoryMemory(repository, refs, store, options, options.memory);
	}
	constructor(repository, refs, store, { everything = false, maxBlobSize }, { cache, rules }) {
		this.#cache = cache;
		this.#name = [
			require_core.VERSION,
			rules,
			repository.commonDir,
			repository.gitDir,
			String(everything),
			String(maxBlobSize)
		];
		this.#repository = repository;
		this.#store = store;
		const files = filesOf(repository, store);
		this.#packs = files.flatMap(({ kind, digest }) => kind === "pack" ? [digest] : []);
		this.#state = stateOf(repository, refs, store, files, everything);
		this.#entry = cache.read(this.#name);
	}
	get unchanged() {
		return this.#entry?.state === this.#state ? this.#entry.summary : null;
	}
	cleanThen() {
		return this.unchanged && (this.#entry?.ids() ?? null);
	}
	cleanBefore() {
		if (!this.#entry) return void 0;
		const clean = this.#entry.ids();
		if (!clean) return void 0;
		const packs = new Set(this.#entry.summary.packs);
		const fresh = new ObjectList(this.#repository.objectFormat);
		for (const file of filesOf(this.#repository, this.#store)) if (file.kind === "loose" || !packs.has(file.digest)) for (const { bytes, at } of file.ids()) fresh.addRaw(bytes, at);
		return (raw) => clean.has(raw) && fresh.indexOfRaw(raw, 0) < 0;
	}
	keep({ table, marked, notebooks, ...outcome }) {
		const { list } = table;
		const ids = Buffer.allocUnsafe((list.length - marked.size) * list.width);
		let [at, bytes] = [0, 0];
		for (let index = 0; index < list.length; index++) {
			if (marked.has(index)) continue;
			at += list.raw(index).copy(ids, at);
			bytes += table.size(index);
		}
		const clean = {
			objects: list.length - marked.size,
			bytes
		};
		const told = [...marked].sort((a, b) => a - b).map((index) => ({
			oid: list.hex(index),
			type: table.type(index),
			size: table.size(index),
			isNotebook: notebooks.has(index)
		}));
		this.#kept = {
			summary: {
				...outcome,
				clean,
				marked: told,
				packs: this.#packs
			},
			ids,
			idLength: list.width
		};
		this.#keep(this.#kept.summary);
	}
	#keep(summary) {
		const before = this.#kept ? null : this.#entry?.ids();
		const ids = this.#kept?.ids ?? before?.toBuffer();
		const idLength = this.#kept?.idLength ?? before?.idLength;
		if (ids && idLength) this.#cache.keep(this.#name, {
			state: this.#state,
			summary,
			ids,
			idLength
		});
	}
	async keepTrace(question, refs, trace, use) {
		const at = new Map(refs.map(({ name }, index) => [require_core.latin1(name), index]));
		const commits = {};
		const inHead = new Set();
		const named = {};
		for (const { commit } of [...trace.changes, ...trace.drops]) commits[commit.oid] = trace.positionOf(commit.oid);
		const drops = [...new Set(trace.drops.map(({ commit }) => commit.oid))];
		const result = await use({
			...trace,
			positionOf: (oid) => {
				const position = trace.positionOf(oid);
				if (position >= 0) commits[oid] = position;
				return position;
			},
			isInHead: (oid) => {
				const isThere = trace.isInHead(oid);
				if (isThere) inHead.add(oid);
				return isThere;
			},
			refsOf: (groups) => {
				const answer = trace.refsOf(groups);
				for (const [index, { names, total }] of answer.entries()) named[keyOf(groups[index])] = {
					at: names.map((name) => at.get(require_core.latin1(name)) ?? -1),
					total
				};
				return answer;
			}
		});
		const summary = this.#kept?.summary ?? this.unchanged;
		if (summary && question.names.size === 0) this.#keep({
			...summary,
			trace: {
				objects: [...question.objects].sort(),
				commits,
				inHead: [...inHead].sort(),
				drops,
				refs: named
			}
		});
		return result;
	}
	told(question) {
		const trace = this.unchanged?.trace;
		const isSame = trace?.objects.length === question.objects.size && trace.objects.every((oid) => question.objects.has(oid));
		return trace && isSame && question.names.size === 0 ? trace : null;
	}
};
function recalledTrace(told, refs, changes, inHeadNow) {
	const inHead = new Set(told.inHead);
	return {
		changes,
		drops: [],
		positionOf: (oid) => told.commits[oid] ?? -1,
		headBlob: (path) => inHeadNow.get(require_core.latin1(path)) ?? null,
		isInHead: (oid) => inHead.has(oid),
		refsOf: (groups) => groups.map((group) => {
			const { at = [], total = 0 } = told.refs[keyOf(group)] ?? {};
			return {
				names: at.flatMap((index) => refs[index]?.name ?? []),
				total
			};
		})
	};
}
function keyOf(group) {
	return (0, node_crypto.createHash)("sha256").update(group.join(" ")).digest("hex");
}
// src/sources/object-scan.ts
const READERS = 2;
const SMALL = 16 << 20;
const SPECIAL = [
	"nb\0",
	"nB\0",
	"Nb\0",
	"NB\0",
	"160000 "
].map((text) => Buffer.from(text));
const TURN = 256;
var ObjectScan = class {
	#options;
	#scanner;
	#names = new Set();
	#again = new Set();
	#problems = [];
	#now = {
		objects: 0,
		bytes: 0,
		totalObjects: 0,
		totalBytes: 0
	};
	notebooks;
	submodules = new Set();
	marked = new Set();
	constructor(options) {
		this.#options = options;
		this.#scanner = new require_core.FileScanner(options.sieve, options.ledger, options.pauses);
		this.notebooks = new Set(options.notebooks);
	}
	async *run() {
		const { table, ledger, maxBlobSize = Number.POSITIVE_INFINITY } = this.#options;
		const [meta, blobs, unknown, known] = [
			[],
			[],
			[],
			[]
		];
		ledger.list(table.list.length);
		for (let index = 0; index < table.list.length; index++) {
			const type = table.type(index);
			if (type === null) unknown.push(index);
			else if (type !== "tree" && this.#options.isKnown?.(index)) known.push(index);
			else if (type !== "blob") meta.push(index);
			else if (table.size(index) > maxBlobSize) this.#leaveOut(index);
			else blobs.push(index);
		}
		try {
			yield* this.#readAll(meta, blobs, unknown, known);
		} finally {
			this.#options.progress?.({
				...this.#now,
				objects: this.#now.totalObjects
			});
		}
		for (const { index, problem } of this.#problems.sort((a, b) => a.index - b.index)) ledger.skipped(problem, 0, this.#nameOf(index));
	}
	async *#readAll(meta, blobs, unknown, known) {
		const { table } = this.#options;
		const all = [
			...meta,
			...blobs,
			...unknown
		];
		this.#now.totalObjects = all.length;
		this.#now.totalBytes = all.reduce((sum, index) => sum + table.size(index), 0);
		const isSmall = this.#now.totalBytes < SMALL;
		for (const indices of isSmall ? [all] : [
			meta,
			blobs,
			unknown
		]) yield* this.#all(indices, isSmall ? 1 : READERS);
		const renamed = known.filter((index) => this.notebooks.has(index));
		for (const index of known) if (!this.notebooks.has(index)) this.#settle(table.size(index));
		yield* this.#all(renamed, 1);
		const again = [...this.#again].sort((a, b) => a - b);
		yield* this.#all(again, 1);
	}
	async *#all(indices, readers) {
		const shares = this.#shares(indices, readers).map((share) => ({
			share,
			at: 0,
			reader: this.#reader(share)
		}));
		try {
			for (let open = shares; open.length > 0;) {
				const ended = new Set();
				let isIdle = true;
				for (const one of open) for (let turn = 0; turn < TURN; turn++) {
					const object = one.reader.take();
					if (object === null) ended.add(one);
					if (!object) break;
					isIdle = false;
					const candidates = this.#object(one.share[one.at++], object);
					if (candidates) yield* candidates;
				}
				open = open.filter((one) => !ended.has(one));
				this.#options.progress?.(this.#now);
				if (isIdle && open.length > 0) await Promise.race(open.map(({ reader }) => reader.more()));
				else if (this.#options.pauses.due(TURN)) await this.#options.pauses.take();
			}
		} finally {
			for (const { reader } of shares) reader.close();
		}
	}
	#shares(indices, readers) {
		const { table } = this.#options;
		const weight = (index) => table.size(index) + 1e3;
		const total = indices.reduce((sum, index) => sum + weight(index), 0);
		const shares = [[]];
		let sum = 0;
		for (const index of indices) {
			if (sum > total * shares.length / readers) shares.push([]);
			shares.at(-1).push(index);
			sum += weight(index);
		}
		return shares.filter((share) => share.length > 0);
	}
	#reader(share) {
		const { git, table } = this.#options;
		const oids = {
			length: share.length,
			hex: (at) => table.list.hex(share[at])
		};
		const wholeLimit = (at) => {
			const index = share[at];
			return table.type(index) === "blob" && !this.notebooks.has(index) ? require_core.WHOLE_LIMIT : require_core.NOTEBOOK_LIMIT;
		};
		return new require_core.BatchReader(git, oids, { wholeLimit });
	}
	#object(index, object) {
		this.#now.objects++;
		this.#now.bytes += this.#options.table.size(index);
		if (object.kind === "problem") {
			this.#problems.push({
				index,
				problem: object.problem
			});
			this.marked.add(index);
			return null;
		}
		if (object.kind === "stream") return this.#stream(index, object);
		if (object.type === "tree") return this.#tree(index, object.bytes);
		return object.type === "blob" ? this.#blob(index, object.bytes) : this.#record(index, object.type, object.bytes);
	}
	#blob(index, bytes) {
		const lfs = require_core.lfsOid(bytes);
		if (lfs !== null) return this.#lfs(index, lfs, bytes.length);
		const hits = this.#options.sieve.hits(bytes);
		if (hits.length === 0 && !this.notebooks.has(index)) return this.#settle(bytes.length);
		this.marked.add(index);
		const origin = this.#blobOrigin(index);
		const content = {
			...origin,
			whole: true,
			segments: () => [require_core.wholeSegment(bytes, hits)]
		};
		return require_core.offer(this.#options.ledger, origin.name, content, () => bytes.length);
	}
	async *#stream(index, object) {
		if (this.#again.has(index)) return yield* this.#large(index, object);
		const { sieve, ledger, pauses } = this.#options;
		let size = 0;
		let hasHits = this.notebooks.has(index);
		for await (const segment of require_core.streamSegments(object.stream, sieve)) {
			size = segment.to;
			hasHits ||= segment.hits.length > 0;
			if (pauses.due(TURN)) await pauses.take();
		}
		const damage = object.damage();
		if (hasHits || damage) this.marked.add(index);
		if (hasHits) return void this.#again.add(index);
		ledger.size(size);
		if (damage) ledger.partial(damage, size, this.#nameOf(index));
		else ledger.scanned(size);
	}
	*#large(index, { stream, damage }) {
		const { sieve, ledger } = this.#options;
		const origin = this.#blobOrigin(index);
		let size = 0;
		const segments = async function* () {
			for await (const segment of require_core.streamSegments(stream, sieve)) {
				size = segment.to;
				yield segment;
			}
		};
		yield* require_core.offer(ledger, origin.name, {
			...origin,
			whole: false,
			segments
		}, () => size, damage);
	}
	async *#lfs(index, oid, size) {
		const { git, ledger } = this.#options;
		const origin = this.#blobOrigin(index);
		const content = require_core.openLfsObject(git.repository, oid);
		this.marked.add(index);
		ledger.size(size);
		if (content.kind !== "file") return ledger.skipped("lfs-pointer", size, origin.name);
		ledger.scanned(size);
		ledger.list(1);
		yield* this.#scanner.file(origin, content.fd, content.stat);
	}
	#record(index, type, bytes) {
		if (this.#options.sieve.hits(bytes).length === 0) return this.#settle(bytes.length);
		this.marked.add(index);
		return this.#parts(index, type, bytes);
	}
	*#parts(index, type, bytes) {
		const { ledger, sieve, table } = this.#options;
		const stamp = stampOf(table.list.hex(index), bytes);
		const path = Buffer.from(`${type} ${stamp.oid}`);
		let why = null;
		for (const { field, start, end } of objectParts(bytes)) {
			const part = bytes.subarray(start, end);
			const hits = sieve.hits(part);
			if (hits.length === 0) continue;
			const place = field === null ? this.#in({
				kind: "message",
				of: type,
				path,
				stamp
			}) : this.#in({
				kind: "header",
				of: type,
				field,
				path,
				stamp
			});
			const partial = (reason) => {
				why ??= reason;
			};
			yield {
				kind: "text",
				places: [place],
				whole: true,
				segments: () => [require_core.wholeSegment(part, hits)],
				partial
			};
		}
		ledger.size(bytes.length);
		if (why) ledger.partial(why, bytes.length, path);
		else ledger.scanned(bytes.length);
	}
	#tree(index, bytes) {
		const hits = this.#options.sieve.hits(bytes);
		if (hits.length === 0 && !SPECIAL.some((one) => bytes.indexOf(one) >= 0)) return this.#settle(bytes.length);
		return this.#entries(index, bytes, hits);
	}
	*#entries(index, bytes, hits) {
		const { table, sieve, ledger } = this.#options;
		const { list } = table;
		const outside = [];
		let next = 0;
		const upTo = (end, isName) => {
			for (let hit = hits[next]; hit && hit.offset < end; hit = hits[++next]) if (!isName) outside.push(hit);
		};
		for (const { name, oid, isDirectory, isSubmodule } of treeEntries(bytes, list.width)) {
			if (isSubmodule) this.submodules.add(bytes.toString("hex", oid, oid + list.width));
			else if (!isDirectory && require_core.kindOf(name) === "notebook") this.notebooks.add(list.indexOfRaw(bytes, oid));
			if (hits.length === 0) continue;
			upTo(oid - 1 - name.length, false);
			upTo(oid - 1, true);
			const found = sieve.hits(name);
			const key = name.toString("latin1");
			if (found.length === 0) continue;
			this.marked.add(index);
			if (this.#names.has(key)) continue;
			this.#names.add(key);
			const path = Buffer.from(name);
			const place = this.#in({
				kind: "name",
				of: isDirectory ? "directory" : "file",
				path
			});
			const segments = () => [require_core.wholeSegment(path, found)];
			yield {
				kind: "text",
				places: [place],
				whole: true,
				segments,
				partial: () => void 0
			};
		}
		upTo(bytes.length, false);
		if (outside.length === 0) return void this.#settle(bytes.length);
		this.marked.add(index);
		const origin = this.#blobOrigin(index);
		const content = {
			...origin,
			whole: true,
			segments: () => [require_core.wholeSegment(bytes, outside)]
		};
		yield* require_core.offer(ledger, origin.name, content, () => bytes.length);
	}
	#settle(size) {
		this.#options.ledger.size(size);
		this.#options.ledger.scanned(size);
		return null;
	}
	#leaveOut(index) {
		const size = this.#options.table.size(index);
		this.marked.add(index);
		this.#options.ledger.size(size);
		this.#options.ledger.skipped("size-limit", size, this.#nameOf(index));
	}
	#blobOrigin(index) {
		const name = this.#nameOf(index);
		return {
			name,
			kind: this.notebooks.has(index) ? "notebook" : "text",
			places: [this.#in({
				kind: "blob",
				oid: this.#options.table.list.hex(index),
				path: name
			})]
		};
	}
	#nameOf(index) {
		const { table } = this.#options;
		return Buffer.from(`${table.type(index) ?? "object"} ${table.list.hex(index)}`);
	}
	#in(place) {
		const { repository } = this.#options;
		return repository ? {
			...place,
			repository
		} : place;
	}
};
// src/sources/repository-scan.ts
var RepositoryScan = class {
	#repository;
	#options;
	#sieve;
	#ledger;
	#pauses;
	#store = {
		alternates: [],
		unusable: [],
		traps: [],
		outside: []
	};
	#memory = null;
	#trace = {
		walk: { tips: [] },
		limits: [],
		refs: [],
		head: null
	};
	#table;
	#texts;
	#cleanThen = null;
	#relist = null;
	path;
	commits = 0;
	submodules = [];
	constructor(repository, options, sieve, ledger, pauses, path) {
		this.#repository = repository;
		this.#options = options;
		this.#sieve = sieve;
		this.#ledger = ledger;
		this.#pauses = pauses;
		this.#table = new ObjectTable(repository.objectFormat);
		this.#texts = new GitTexts(repository, sieve, pauses, path);
		this.path = path;
	}
	hasCommit(oid) {
		return this.#table.list.indexOf(oid) >= 0 || (this.#cleanThen ??= this.#memory?.cleanThen() ?? null)?.has(oid) === true;
	}
	async *run() {
		this.#store = require_store.surveyStore(this.#repository);
		const git = await this.#open();
		try {
			const refs = await readRefs(git);
			const wanted = await this.#selected(refs);
			this.#memory = HistoryMemory.open(this.#repository, refs, this.#store, this.#options);
			for (const name of refs.problems) this.#leftOut("read-error", name);
			for (const name of this.#store.unusable) this.#leftOut("corrupt-object", Buffer.concat([Buffer.from("objects/"), name]));
			if (this.#options.everything) for (const name of this.#store.outside) this.#leftOut("alternate-outside", name);
			const names = [...wanted.map(({ name }) => name), ...refs.problems];
			yield* this.#texts.refNames(names, this.#ledger);
			const known = this.#memory?.unchanged;
			if (known) {
				this.#trace = {
					...this.#trace,
					refs: wanted,
					head: headOf(refs)
				};
				this.#relist = async (later) => (await listHistory(later, this.#store, this.#options, refs, wanted, new require_core.RunLedger())).trace;
				yield* this.#again(git, known);
			} else yield* this.#anew(git, refs, wanted);
		} finally {
			git.close();
		}
	}
	async trace(question, use) {
		const told = this.#memory?.told(question);
		const git = await this.#open();
		try {
			await realBoundary(git, shallowCommits(this.#repository));
			if (told) {
				const changes = await changesOf(git, Object.keys(told.commits), question);
				const inHead = await blobsAt(git, this.#trace.head, changes.map(({ path }) => path));
				const recalled = recalledTrace(told, this.#trace.refs, changes, inHead);
				return await use({
					...recalled,
					drops: await dropsOf(git, question, recalled, () => told.drops)
				});
			}
			if (this.#relist) this.#trace = await this.#relist(git);
			const trace = await traceHistory(git, this.#trace, question);
			return await (this.#memory?.keepTrace(question, this.#trace.refs, trace, use) ?? use(trace));
		} finally {
			git.close();
		}
	}
	async *#anew(git, refs, wanted) {
		const boundary = await realBoundary(git, shallowCommits(this.#repository));
		const listing = await listHistory(git, this.#store, this.#options, refs, wanted, this.#ledger);
		this.#table = listing.table;
		this.#trace = listing.trace;
		const texts = new CountingLedger(this.#ledger);
		if (this.#options.everything) yield* texts.watch(this.#indexes(git, texts));
		for (const oid of listing.missing) this.#leftOut("missing-object", Buffer.from(`object ${oid}`));
		const { list } = this.#table;
		const isClean = this.#memory?.cleanBefore();
		const scan = this.#scan(git, this.#table, { isKnown: isClean && ((index) => isClean(list.raw(index))) });
		yield* scan.run();
		this.submodules = [...scan.submodules].sort();
		this.commits = this.#table.count("commit");
		const ends = boundary.filter((oid) => this.hasCommit(oid));
		for (const oid of ends) this.#leftOut("shallow-boundary", Buffer.from(`parents of commit ${oid}`));
		if (this.#options.everything) yield* texts.watch(this.#texts.files(this.#store, texts));
		if (!listing.isSound || ends.length > 0) return;
		this.#memory?.keep({
			table: this.#table,
			marked: scan.marked,
			notebooks: scan.notebooks,
			commits: this.commits,
			missing: listing.missing,
			submodules: this.submodules,
			texts: texts.isClean ? texts.counted : null
		});
	}
	async *#again(git, known) {
		const table = this.#table;
		const notebooks = [];
		for (const { oid, type, size, isNotebook } of known.marked) {
			const index = table.list.add(oid);
			if (type !== null) table.set(index, type, size);
			if (isNotebook) notebooks.push(index);
		}
		this.commits = known.commits;
		this.submodules = known.submodules;
		this.#ledger.list(known.clean.objects);
		this.#ledger.size(known.clean.bytes);
		this.#ledger.scanned(known.clean.bytes, known.clean.objects);
		for (const oid of known.missing) this.#leftOut("missing-object", Buffer.from(`object ${oid}`));
		if (table.list.length > 0) yield* this.#scan(git, table, { notebooks }).run();
		if (!this.#options.everything) return;
		const texts = new CountingLedger(this.#ledger);
		if (known.texts) texts.add(known.texts);
		else {
			yield* this.#indexes(git, texts);
			yield* this.#texts.files(this.#store, texts);
		}
	}
	#scan(git, table, known) {
		const { maxBlobSize, progress } = this.#options;
		return new ObjectScan({
			git,
			table,
			sieve: this.#sieve,
			ledger: this.#ledger,
			pauses: this.#pauses,
			...known,
			repository: this.path,
			maxBlobSize,
			progress
		});
	}
	async *#indexes(git, ledger) {
		yield* this.#texts.indexes(git, this.#table, ledger);
		await learnTypes(git, this.#table).catch(() => void 0);
	}
	async #selected({ refs, heads, stash }) {
		const globs = this.#options.refs ?? [];
		if (globs.length === 0) return refs;
		const isWanted = await require_filter.createFilter(globs);
		const wanted = refs.filter(({ name }) => {
			const text = name.toString("latin1");
			return [
				text,
				text.replace(/^refs\//, ""),
				text.replace(/^refs\/[^/]+\//, "")
			].some((form) => isWanted(Buffer.from(form, "latin1")));
		});
		if (wanted.length === 0 && !this.#options.everything) throw new require_core.HfleaksError("usage", "There is no ref that --refs names.", "List them with \"git for-each-ref\".");
		for (const one of [
			...refs,
			...heads,
			...stash
		]) if (!wanted.includes(one)) this.#leftOut("not-selected", one.name);
		return wanted;
	}
	#open() {
		return openSafely(this.#repository, this.#options.git, this.#store);
	}
	#leftOut(reason, name) {
		this.#ledger.list(1);
		this.#ledger.skipped(reason, 0, name);
	}
};
// src/sources/history.ts
function historySource(options) {
	const scans = [];
	const mode = options.everything ? "everything" : "history";
	return {
		mode,
		target: mode,
		commits: () => scans.reduce((sum, scan) => sum + scan.commits, 0),
		async *candidates(sieve, ledger, signal) {
			const pauses = new require_core.Pauses(signal);
			const outer = new RepositoryScan(options.repository, options, sieve, ledger, pauses);
			scans.push(outer);
			yield* outer.run();
			if (options.everything) yield* insideOf(options, scans, sieve, ledger, pauses);
			settleSubmodules(scans, ledger);
		},
		trace(repository, question, use) {
			const key = Buffer.from(repository ?? []);
			return scans.find(({ path }) => key.equals(path ?? Buffer.alloc(0))).trace(question, use);
		}
	};
}
async function* insideOf(options, scans, sieve, ledger, pauses) {
	const { repositories, leftOut } = innerRepositories(options.repository);
	for (const { path, reason } of leftOut) {
		ledger.list(1);
		ledger.skipped(reason, 0, path);
	}
	const scanner = new require_core.FileScanner(sieve, ledger, pauses);
	for (const { path } of [...repositories, ...leftOut]) {
		if (sieve.hits(path).length === 0) continue;
		ledger.list(1);
		yield* scanner.bytes({
			name: path,
			kind: "text",
			places: [{
				kind: "name",
				of: "directory",
				path
			}]
		}, path, null);
	}
	for (const { repository, path } of repositories) try {
		const scan = new RepositoryScan(repository, options, sieve, ledger, pauses, path);
		scans.push(scan);
		yield* scan.run();
	} catch (error) {
		if (!(error instanceof require_core.HfleaksError) || error.code === "interrupted") throw error;
		ledger.list(1);
		ledger.skipped(error.code === "git-timeout" ? "timeout" : "read-error", 0, path);
	}
}
function settleSubmodules(scans, ledger) {
	const named = new Set(scans.flatMap((scan) => [...scan.submodules]));
	for (const oid of named) {
		if (scans.some((scan) => scan.hasCommit(oid))) continue;
		ledger.list(1);
		ledger.skipped("submodule", 0, Buffer.from(`commit ${oid}`));
	}
}
// src/git/revisions.ts
const BOX = {
	milliseconds: 5e3,
	bytes: 1 << 30
};
const FETCH = "Fetch more of the history, for example: git fetch --unshallow";
var Revisions = class {
	commits = new Set();
	#git;
	constructor(git, refs, head) {
		this.#git = git;
		require_core.tellRefs(git.shadow, refs, head);
	}
	async resolveAll(texts) {
		for (const text of texts) refuse(text);
		const all = await this.#ask(texts, false);
		if (all) return all;
		const oids = [];
		for (const text of texts) oids.push(await this.#resolve(text));
		return oids;
	}
	async #resolve(text) {
		const isOwn = text.includes("@");
		const found = await this.#ask([text], false) ?? (isOwn ? await this.#ask([text], true) : null);
		if (found) return found[0];
		if (await this.#revParse([`${text}^{object}`], isOwn)) throw new require_core.HfleaksError("git-failed", `"${shown(text)}" is no commit.`, "Name a commit, a branch or a tag.");
		return unknown(text);
	}
	async #ask(texts, own) {
		const answers = await this.#revParse(texts.flatMap((text) => [`${text}^{object}`, `${text}^{commit}`]), own);
		if (!answers) return null;
		for (const [at, oid] of answers.entries()) if (at % 2 === 1 && answers[at - 1] === oid) this.commits.add(oid);
		return answers.filter((_, at) => at % 2 === 0);
	}
	async #revParse(expressions, own) {
		const process = this.#git.start("rev-parse", ["--revs-only", ...expressions], own ? {
			ownDirectory: true,
			box: BOX
		} : {});
		process.send("");
		let answer = "";
		for (let piece = await process.read(); piece; piece = await process.read()) if (answer.length < 200 * expressions.length) answer += piece.toString("latin1");
		await process.end([
			0,
			1,
			128,
			129
		]);
		const oids = answer.split("\n").filter((line) => /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(line));
		return oids.length === expressions.length ? oids : null;
	}
};
function refuse(text) {
	if (text === "" || /^[-^]|\.\.|[\0\n]/.test(text)) throw new require_core.HfleaksError("usage", `"${shown(text)}" is no revision.`, "Name a commit, a branch or a tag.");
	if (/^0{40}(?:0{24})?$/.test(text)) throw new require_core.HfleaksError("git-failed", "A revision of zeros stands for nothing: the branch is new.", "Name what it grew from: hfleaks range HEAD --not main");
}
function unknown(text) {
	throw new require_core.HfleaksError("git-failed", `"${shown(text)}" cannot be resolved: the range is not known.`, FETCH);
}
function shown(text) {
	return require_core.mention(text);
}
// src/sources/range-request.ts
async function resolveRequest(git, request) {
	const listing = await readRefs(git);
	const { refs } = listing;
	const head = headOf(listing);
	const known = {
		refs,
		head
	};
	if (request.kind === "push") return {
		...known,
		...await pushed(git, request, refs)
	};
	if (request.kind === "receive") return {
		...known,
		...await received(git, request.input, refs)
	};
	const revisions = new Revisions(git, refs, head);
	if (request.kind === "framework") {
		const [to = "", from] = await revisions.resolveAll([request.to, request.from].filter((text) => text !== ""));
		const not = from ? [from] : await trackedBy(git, request.remote, refs);
		return {
			...known,
			walk: {
				tips: [to],
				not
			},
			names: [],
			commits: revisions.commits
		};
	}
	const { include, exclude, either } = request;
	const oids = await revisions.resolveAll([
		...include,
		...exclude,
		...either.flat()
	]);
	const pairs = either.map((_, at) => oids.slice(include.length + exclude.length + 2 * at).slice(0, 2));
	const not = oids.slice(include.length, include.length + exclude.length);
	const walk = {
		tips: oids.slice(0, include.length),
		not,
		either: pairs
	};
	return {
		...known,
		walk,
		names: [],
		commits: revisions.commits
	};
}
const ZEROS = /^0+$/;
const OID = "([0-9a-f]{40}(?:[0-9a-f]{24})?)";
const PUSH_LINE = new RegExp(`^(.+) ${OID} (.+) ${OID}$`);
const RECEIVE_LINE = new RegExp(`^${OID} ${OID} (.+)$`);
async function pushed(git, { input, remote }, refs) {
	const kept = linesOf(input, PUSH_LINE, "pre-push").map(([, , local = "", name = "", there = ""]) => ({
		local,
		name,
		there
	})).filter(({ local }) => !ZEROS.test(local));
	const there = await existing(git, [...new Set(kept.map((one) => one.there).filter((oid) => !ZEROS.test(oid)))]);
	const tracked = await trackedBy(git, remote, refs);
	return {
		walk: {
			tips: [...new Set(kept.map(({ local }) => local))],
			not: [...new Set([...there.keys(), ...tracked])]
		},
		names: kept.map(({ name, there: old }) => ({
			name,
			old
		})).filter(({ old }) => ZEROS.test(old)).map(({ name }) => named(name))
	};
}
async function trackedBy(git, remote, refs) {
	const folder = remote === "" ? "refs/remotes/" : `refs/remotes/${remote}/`;
	return present(git, refs.filter(({ name }) => name.toString("latin1").startsWith(folder)));
}
async function present(git, refs) {
	return [...(await existing(git, [...new Set(refs.map(({ oid }) => oid))])).keys()];
}
async function received(git, input, refs) {
	const kept = linesOf(input, RECEIVE_LINE, "pre-receive").map(([, old = "", fresh = "", name = ""]) => ({
		old,
		fresh,
		name
	})).filter(({ fresh }) => !ZEROS.test(fresh));
	return {
		walk: {
			tips: [...new Set(kept.map(({ fresh }) => fresh))],
			not: await present(git, refs)
		},
		names: kept.filter(({ old }) => ZEROS.test(old)).map(({ name }) => named(name))
	};
}
function named(name) {
	return {
		of: name.startsWith("refs/heads/") ? "branch" : name.startsWith("refs/tags/") ? "tag" : "ref",
		name: Buffer.from(name, "latin1")
	};
}
function linesOf(input, form, hook) {
	return input.split("\n").filter((line) => line !== "").map((line, at) => {
		const parts = form.exec(line);
		if (parts) return parts;
		throw new require_core.HfleaksError("usage", `Line ${at + 1} of the input is not what git tells a ${hook} hook: "${require_core.mention(line)}".`, `Call it from the hook, with git's own input: hfleaks hook ${hook} "$@"`);
	});
}
// src/sources/range.ts
function rangeSource(options) {
	let commits = 0;
	let sieveOfScan = null;
	let known = null;
	const open = () => openSafely(options.repository, options.git, require_store.surveyStore(options.repository));
	return {
		mode: "range",
		target: options.target,
		commits: () => commits,
		async *candidates(sieve, ledger, signal) {
			const git = await open();
			sieveOfScan = sieve;
			try {
				const boundary = new Set(await realBoundary(git, shallowCommits(options.repository)));
				const { tags, ...resolved } = await withoutTags(git, await resolveRequest(git, options.request));
				const ends = boundary.size > 0 ? (await commitsOf(git, resolved.walk)).filter((oid) => boundary.has(oid)) : [];
				for (const oid of ends) {
					ledger.list(1);
					ledger.skipped("shallow-boundary", 0, Buffer.from(`commit ${oid}`));
				}
				known = {
					...resolved,
					walk: {
						...resolved.walk,
						not: [...resolved.walk.not ?? [], ...ends]
					}
				};
				const scan = new RangeScan(git, options, sieve, ledger, signal);
				commits = ends.length + await scan.list(known, tags, ends.length);
				yield* scan.run(known.names);
			} finally {
				git.close();
			}
		},
		async trace(_, question, use) {
			const git = await open();
			try {
				await realBoundary(git, shallowCommits(options.repository));
				const { walk, refs: all, head } = known;
				const refs = all.filter(({ name }) => sieveOfScan.hits(name).length === 0);
				const sides = (own, deleted) => require_core.oldSides(git, sieveOfScan, own.map(idOf), deleted.map(idOf));
				return await use(await traceHistory(git, {
					walk,
					refs,
					head,
					commits,
					limits: [],
					oldSides: sides
				}, question));
			} finally {
				git.close();
			}
		}
	};
}
function idOf({ path, oid }) {
	return require_core.sideId(path, oid);
}
async function withoutTags(git, range) {
	const { tips, not = [], either = [] } = range.walk;
	const all = [
		...tips,
		...not,
		...either.flat()
	].filter((oid) => !range.commits?.has(oid));
	if (all.length === 0) return {
		...range,
		tags: []
	};
	const chains = new Map((await peel(git, all.map((oid) => ({
		name: Buffer.alloc(0),
		oid
	})))).map((named) => [named.chain[0], named]));
	const end = (oid) => chains.get(oid)?.chain.at(-1) ?? oid;
	const tagsOf = (oids) => oids.flatMap((oid) => chains.get(oid)?.chain.slice(0, -1) ?? []);
	const old = new Set(tagsOf(not));
	const isEnded = (oid) => chains.get(oid)?.isEndless !== true;
	return {
		...range,
		walk: {
			tips: tips.filter(isEnded).map(end),
			not: not.filter(isEnded).map(end),
			either: either.map(([one, other]) => [end(one), end(other)])
		},
		tags: tagsOf([...tips, ...either.flat()]).filter((tag) => !old.has(tag))
	};
}
async function commitsOf(git, walk) {
	const found = [];
	if (walk.tips.length + (walk.either?.length ?? 0) === 0) return found;
	for await (const [oid = ""] of listCommits(git, walk)) found.push(oid);
	return found;
}
var RangeScan = class {
	#git;
	#options;
	#sieve;
	#ledger;
	#pauses;
	#table;
	constructor(git, options, sieve, ledger, signal) {
		this.#git = git;
		this.#options = options;
		this.#sieve = sieve;
		this.#ledger = ledger;
		this.#pauses = new require_core.Pauses(signal);
		this.#table = new ObjectTable(git.repository.objectFormat);
	}
	async list({ walk }, tags, ends) {
		const table = this.#table;
		for (const tag of tags) table.list.add(tag);
		const missing = new Set();
		if (walk.tips.length + (walk.either?.length ?? 0) > 0) await listReachable(this.#git, walk, table, missing);
		for (const oid of [...missing].sort()) this.#leftOut(`object ${oid}`);
		if (table.list.length === 0 && ends > 0) throw new require_core.HfleaksError("git-failed", "Of the commits in the range nothing can be read: the clone ends there.", "Fetch more of the history, for example: git fetch --unshallow");
		if (table.list.length === 0) await require_core.proveReader(this.#git, require_core.startReader(this.#git));
		await learnTypes(this.#git, table);
		return table.count("commit");
	}
	async *run(names) {
		yield* this.#names(names);
		const table = this.#table;
		const { maxBlobSize, progress } = this.#options;
		const scan = new ObjectScan({
			git: this.#git,
			table,
			sieve: this.#sieve,
			ledger: this.#ledger,
			pauses: this.#pauses,
			maxBlobSize,
			progress
		});
		yield* scan.run();
		for (const oid of [...scan.submodules].sort()) {
			if (table.list.indexOf(oid) >= 0) continue;
			this.#ledger.list(1);
			this.#ledger.skipped("submodule", 0, Buffer.from(`commit ${oid}`));
		}
	}
	*#names(names) {
		const scanner = new require_core.FileScanner(this.#sieve, this.#ledger, this.#pauses);
		for (const { of, name } of names) {
			if (this.#sieve.hits(name).length === 0) continue;
			this.#ledger.list(1);
			yield* scanner.bytes({
				name,
				kind: "text",
				places: [{
					kind: "name",
					of,
					path: name
				}]
			}, name, null);
		}
	}
	#leftOut(name) {
		this.#ledger.list(1);
		this.#ledger.skipped("missing-object", 0, Buffer.from(name));
	}
};
Object.defineProperty(exports, "historySource", {
	enumerable: true,
	get: function() {
		return historySource;
	}
});
Object.defineProperty(exports, "openCache", {
	enumerable: true,
	get: function() {
		return openCache;
	}
});
Object.defineProperty(exports, "rangeSource", {
	enumerable: true,
	get: function() {
		return rangeSource;
	}
});
