const require_core = require("./core.cjs");
// src/timeline.ts
const PLACES = 64;
const PATHS = 1e4;
function questionFor(findings) {
	const objects = new Set();
	const names = new Set();
	for (const { places } of findings) {
		const [place] = places;
		if (place?.kind === "blob") objects.add(place.oid);
		if (place && isNameInGit(place)) names.add(require_core.latin1(place.path));
	}
	return {
		objects,
		names
	};
}
async function inHistory(findings, trace, mark) {
	const told = [];
	for (const group of groups(findings)) {
		const kind = group[0]?.places[0]?.kind;
		if (kind === "blob") told.push(...await ofFile(group, trace, mark));
		else if (kind === "message" || kind === "header") told.push(ofRecord(group, trace));
		else if (kind === "name") told.push(...ofName(group, trace));
		else told.push(...group);
	}
	return withRefs(told, trace);
}
function groups(findings) {
	const byKey = new Map();
	for (const finding of findings) {
		const place = finding.places[0];
		const detail = place.kind === "header" ? place.field : place.kind === "message" ? place.of : place.kind === "blob" ? "" : require_core.latin1(place.path);
		const value = finding.credential.id ?? `${finding.fingerprint}\0${require_core.latin1(place.path)}\0${finding.location.offset}`;
		const key = [
			place.kind,
			detail,
			value,
			finding.rule.id
		].join("\0");
		const group = byKey.get(key);
		if (group) group.push(finding);
		else byKey.set(key, [finding]);
	}
	return [...byKey.values()];
}
async function ofFile(group, trace, mark) {
	const versions = versionsOf(group);
	const told = [];
	const placed = new Set();
	const paths = byPath(trace.changes, versions);
	for (const changes of [...paths.values()].slice(0, PATHS)) {
		const finding = await atPath(changes, versions, trace, mark);
		if (!finding) continue;
		for (const { after } of changes) if (after !== null) placed.add(after);
		told.push(finding);
	}
	const homeless = [...versions].filter(([oid]) => !placed.has(oid)).map(([, finding]) => finding);
	return [...told, ...homeless.map((finding) => withTimeline(finding, {}))];
}
function versionsOf(group) {
	const versions = new Map();
	for (const finding of group) {
		const { oid } = finding.places[0];
		const best = versions.get(oid);
		if (!best || rank(finding) < rank(best)) versions.set(oid, finding);
	}
	return versions;
}
function rank({ verdict, location }) {
	return (verdict.state === "report" ? 0 : 2 ** 52) + location.offset;
}
function byPath(changes, versions) {
	const paths = new Map();
	for (const change of changes) {
		const { path, before, after } = change;
		if (![after, ...before].some((oid) => oid !== null && versions.has(oid))) continue;
		const key = require_core.latin1(path);
		const list = paths.get(key);
		if (list) list.push(change);
		else paths.set(key, [change]);
	}
	return paths;
}
async function atPath(changes, versions, trace, mark) {
	const has = (oid) => oid !== null && versions.has(oid);
	const positionIn = ({ commit }) => trace.positionOf(commit.oid);
	const ordered = changes.toSorted((a, b) => positionIn(a) - positionIn(b));
	const adding = ordered.filter(({ before, after }) => has(after) && !before.some(has));
	const held = new Set(ordered.flatMap(({ after }) => has(after) ? [after] : []));
	const isInHead = has(trace.headBlob(ordered[0].path));
	const removing = lastRemoval(ordered, adding, has, trace);
	const told = (home, first) => {
		const finding = versions.get(home.after);
		const places = [home, ...adding.filter((change) => change !== home)].map(({ path, after, commit }) => ({
			...inRepository(finding),
			kind: "commit",
			path,
			oid: after,
			commit
		}));
		const located = {
			...finding,
			location: {
				...finding.location,
				path: home.path
			},
			places
		};
		const removed = !isInHead && removing !== void 0 && positionIn(removing) >= positionIn(first) ? removing.commit : null;
		return withTimeline(located, {
			added: first.commit,
			removed,
			inHead: isInHead,
			versions: held.size
		});
	};
	const reported = ordered.find(({ after }) => after !== null && versions.get(after)?.verdict.state === "report");
	let first = null;
	for (const change of adding) {
		const finding = await mark(told(versions.get(change.after)?.verdict.state === "report" ? change : reported ?? change, change), change, trace);
		first ??= finding;
		if (finding.verdict.by !== "already-committed") return finding;
	}
	return first;
}
function lastRemoval(ordered, adding, has, trace) {
	const positionIn = ({ commit }) => trace.positionOf(commit.oid);
	const last = ordered.filter(({ before, after }) => !has(after) && before.length > 0 && before.every(has)).at(-1);
	const [brought] = adding.slice(-1);
	if (!brought || last && positionIn(last) >= positionIn(brought)) return last;
	return trace.drops.filter((change) => require_core.latin1(change.path) === require_core.latin1(brought.path) && !has(change.after) && change.before.some(has) && positionIn(change) >= positionIn(brought)).toSorted((a, b) => positionIn(a) - positionIn(b))[0] ?? last;
}
function ofRecord(group, trace) {
	const stamped = group.map((finding) => ({
		finding,
		stamp: finding.places[0].stamp
	}));
	stamped.sort((a, b) => positionOf(a.stamp, trace) - positionOf(b.stamp, trace));
	const { finding, stamp } = stamped[0];
	const places = stamped.map((one) => one.finding.places[0]);
	const best = group.find(({ verdict }) => verdict.state === "report") ?? finding;
	const inHead = stamped.some((one) => one.stamp !== void 0 && trace.isInHead(one.stamp.oid));
	return withTimeline({
		...finding,
		verdict: best.verdict,
		places
	}, {
		added: stamp ?? null,
		inHead
	});
}
function positionOf(stamp, trace) {
	const position = stamp ? trace.positionOf(stamp.oid) : -1;
	return position < 0 ? Number.MAX_SAFE_INTEGER : position;
}
function ofName(group, trace) {
	const [finding] = group;
	const [place] = finding.places;
	if (!isNameInGit(place)) return [...group];
	const paths = new Map();
	for (const change of trace.changes) {
		const path = upToName(change.path, place.path);
		if (path === null) continue;
		const list = paths.get(require_core.latin1(path));
		if (list) list.push(change);
		else paths.set(require_core.latin1(path), [change]);
	}
	if (paths.size === 0) return [trace.wasThere ? marked(finding) : finding];
	return [...paths].slice(0, PATHS).map(([path, changes]) => {
		const ordered = changes.toSorted((a, b) => trace.positionOf(a.commit.oid) - trace.positionOf(b.commit.oid));
		const first = ordered.find(({ after }) => after !== null) ?? ordered[0];
		const bytes = Buffer.from(path, "latin1");
		const of = ordered.some((change) => change.path.length === bytes.length) ? "file" : "directory";
		const named = {
			...inRepository(finding),
			kind: "name",
			of,
			path: bytes,
			commit: first.commit
		};
		const located = {
			...finding,
			location: {
				...finding.location,
				path: bytes
			},
			places: [named]
		};
		const isInHead = changes.some((change) => trace.headBlob(change.path) !== null);
		const gone = isInHead ? null : ordered.filter(({ after }) => after === null).at(-1)?.commit ?? null;
		const told = withTimeline(located, {
			added: first.commit,
			removed: gone,
			inHead: isInHead
		});
		return trace.wasThere?.(bytes) ? marked(told) : told;
	});
}
function marked(finding) {
	const verdict = {
		state: "suppressed",
		by: "already-committed",
		reason: "The name was there before."
	};
	return finding.verdict.state === "report" ? {
		...finding,
		verdict
	} : finding;
}
function upToName(path, name) {
	const parts = require_core.latin1(path).split("/");
	const at = parts.indexOf(require_core.latin1(name));
	return at < 0 ? null : Buffer.from(parts.slice(0, at + 1).join("/"), "latin1");
}
function isNameInGit(place) {
	return place.kind === "name" && (place.of === "file" || place.of === "directory") && !require_core.latin1(place.path).includes("/");
}
function withTimeline(finding, known) {
	const unknown = {
		added: null,
		removed: null,
		inHead: false,
		refs: [],
		refsTotal: 0,
		versions: 1
	};
	return {
		...finding,
		timeline: {
			...unknown,
			...known
		}
	};
}
function withRefs(findings, trace) {
	const told = findings.filter(({ timeline }) => timeline);
	const having = trace.refsOf(told.map(({ places }) => places.slice(0, PLACES).flatMap((place) => idOf(place) ?? [])));
	const refs = new Map(told.map((finding, at) => [finding, having[at]]));
	return findings.map((finding) => {
		const own = refs.get(finding);
		return own && finding.timeline ? {
			...finding,
			timeline: {
				...finding.timeline,
				refs: own.names,
				refsTotal: own.total
			}
		} : finding;
	});
}
function idOf(place) {
	if (place.kind === "commit") return place.commit.oid;
	if (place.kind === "blob") return place.oid;
	if (place.kind === "name") return place.commit?.oid ?? null;
	return place.kind === "message" || place.kind === "header" ? place.stamp?.oid ?? null : null;
}
function inRepository({ places: [place] }) {
	return place?.repository ? { repository: place.repository } : {};
}
exports.inHistory = inHistory;
exports.questionFor = questionFor;
