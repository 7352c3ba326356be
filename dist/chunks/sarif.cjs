const require_core = require("./core.cjs");
let node_crypto = require("node:crypto");
// src/report/sarif-rules.ts
const LEVELS = {
	error: "error",
	warning: "warning",
	info: "note"
};
const SECURITY_SEVERITY = {
	error: "9.1",
	warning: "6.5",
	info: "3.0"
};
const TAGS = {
	token: ["external/cwe/cwe-798"],
	notebook: ["external/cwe/cwe-312"]
};
const CLOSED_NOTE = "An alert that closes says that the credential is gone from the file, not that it was revoked. Revoke it in any case.";
function reportedRules({ rules, findings }) {
	const byId = new Map();
	for (const rule of [...rules.rules, ...findings.map((finding) => finding.rule)]) if (!byId.has(rule.id)) byId.set(rule.id, rule);
	return [...byId.values()];
}
function ruleDescriptor(rule) {
	const steps = rule.fix.map((step, at) => `${at + 1}. ${step}`).join("\n");
	return {
		id: rule.id,
		name: rule.id.replace(/(?:^|-)([a-z0-9])/g, (_, letter) => letter.toUpperCase()),
		shortDescription: { text: sentence(rule.title) },
		fullDescription: { text: sentence(rule.why) },
		help: {
			text: `${sentence(rule.why)}\n\n${steps}\n\n${CLOSED_NOTE}`,
			markdown: `${sentence(rule.why)}\n\n**What to do now**\n\n${steps}\n\n${CLOSED_NOTE}`
		},
		.../^https:\/\/[\w./#?=&%~-]+$/.test(rule.source) ? { helpUri: rule.source } : {},
		defaultConfiguration: { level: LEVELS[rule.severity] },
		properties: {
			tags: [
				"security",
				"secret",
				"huggingface",
				...TAGS[rule.family]
			],
			precision: rule.confidence,
			"security-severity": SECURITY_SEVERITY[rule.severity]
		}
	};
}
function sentence(text) {
	return `${text.trim().replace(/\.+$/, "").slice(0, 1023)}.`;
}
// src/report/sarif.ts
const SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
const MAX_RESULTS = 5e3;
const MAX_RELATED = 10;
const RANK = {
	error: 0,
	warning: 1,
	info: 2
};
function renderSarif(report, { version }) {
	const gate = require_core.createGate(report);
	const rules = reportedRules(report);
	const indices = new Map(rules.map(({ id }, index) => [id, index]));
	const sorted = report.findings.toSorted((a, b) => RANK[a.severity] - RANK[b.severity]);
	const seen = new Map();
	const log = {
		$schema: SCHEMA,
		version: "2.1.0",
		runs: [{
			tool: { driver: {
				name: "hfleaks",
				fullName: `hfleaks ${version}`,
				semanticVersion: version,
				rules: rules.map(ruleDescriptor),
				properties: { rulesDigest: report.rules.digest }
			} },
			invocations: [{
				executionSuccessful: report.complete,
				toolExecutionNotifications: notifications(report, sorted.length, gate)
			}],
			originalUriBaseIds: { SRCROOT: { description: { text: "The root of what was scanned." } } },
			columnKind: "utf16CodeUnits",
			results: sorted.slice(0, MAX_RESULTS).map((finding) => result(finding, indices.get(finding.rule.id) ?? 0, seen, gate))
		}]
	};
	return `${require_core.jsonText(log)}\n`;
}
function result(finding, ruleIndex, seen, gate) {
	const { rule, severity, confidence, kind, credential } = finding;
	const home = require_core.homePlace(finding);
	const related = require_core.otherPlaces(finding).filter((place) => !require_core.isOtherVersion(place, finding)).slice(0, MAX_RELATED);
	const action = kind === "leak" ? "Revoke this credential. " : "";
	const links = related.map((_, at) => `[${at + 1}](${at + 1})`).join(", ");
	return {
		ruleId: rule.id,
		ruleIndex,
		level: LEVELS[severity],
		message: { text: `${action}${messageText(gate(finding.message))}.${links === "" ? "" : ` The same content: ${links}.`}` },
		locations: [{
			physicalLocation: physicalLocation(finding, finding.location.path, gate),
			...logicalLocations(home, finding.location.trail, gate)
		}],
		...related.length > 0 ? { relatedLocations: related.map((place, at) => relatedLocation(finding, place, at, gate)) } : {},
		partialFingerprints: fingerprints(finding, seen),
		properties: {
			confidence,
			fingerprint: finding.fingerprint,
			...kind === "leak" ? { credentialType: credential.type } : {},
			...gitProperties(finding, home, gate)
		}
	};
}
function messageText(text) {
	return require_core.sarifMessage(require_core.terminalPhrase(text).replace(/\.+$/, ""));
}
function gitProperties({ timeline }, home, gate) {
	const stamp = home && require_core.stampOf(home);
	const isTag = (home?.kind === "message" || home?.kind === "header") && home.of === "tag";
	return {
		...stamp ? {
			[isTag ? "tag" : "commit"]: stamp.oid,
			...require_core.stampJson(stamp, gate)
		} : {},
		...timeline?.added ? { addedBy: require_core.commitJson(timeline.added, gate) } : {},
		...timeline?.removed ? { removedBy: require_core.commitJson(timeline.removed, gate) } : {},
		...timeline ? {
			inHead: timeline.inHead,
			refs: require_core.refsJson(timeline, gate),
			refsTotal: timeline.refsTotal
		} : {}
	};
}
function relatedLocation(finding, place, at, gate) {
	return {
		id: at + 1,
		physicalLocation: physicalLocation(finding, place.path, gate),
		...logicalLocations(place, [], gate),
		message: { text: "The same content." }
	};
}
function physicalLocation({ location }, path, gate) {
	const { text, masked } = require_core.gatedPath(gate, path);
	return {
		artifactLocation: {
			uri: require_core.sarifUri(masked ? Buffer.from(text) : path),
			uriBaseId: "SRCROOT"
		},
		region: {
			startLine: location.line,
			startColumn: location.column,
			endLine: location.endLine,
			endColumn: location.endColumn
		}
	};
}
function logicalLocations(place, trail, gate) {
	const steps = [...place ? require_core.placeNotes(place, gate, "commit") : [], ...trail.map((step) => require_core.terminalPhrase(gate(step)))];
	const name = steps.at(-1);
	return name === void 0 ? {} : { logicalLocations: [{
		name,
		fullyQualifiedName: steps.join(" > "),
		kind: "member"
	}] };
}
function fingerprints(finding, seen) {
	const { rule, location, credential, kind } = finding;
	const id = (kind === "leak" ? credential.id : null) ?? finding.fingerprint;
	if (location.lineHash === void 0) return { "hfleaksCredential/v1": id };
	const line = `${rule.id}\0${Buffer.from(location.path).toString("latin1")}\0${location.lineHash}`;
	const first = !seen.has(line);
	const repeats = seen.get(`${line}\0${id}`) ?? 0;
	seen.set(line, 1).set(`${line}\0${id}`, repeats + 1);
	const digest = (0, node_crypto.createHash)("sha256").update(`${location.lineHash}\0${id}\0${repeats}`).digest("hex");
	return {
		primaryLocationLineHash: first ? location.lineHash : `${digest.slice(0, 16)}:1`,
		"hfleaksCredential/v1": id
	};
}
function notifications({ ledger, scan }, results, gate) {
	const reason = (what) => (tally) => ({
		descriptor: { id: `${what}-scanned/${tally.reason}` },
		level: require_core.isGap(tally, scan.mode) ? "error" : "note",
		message: { text: require_core.sarifMessage(capitalized(require_core.reasonText(what, tally, scan.mode, gate))) }
	});
	const left = results - MAX_RESULTS;
	const omitted = {
		descriptor: { id: "results-omitted" },
		level: "warning",
		message: { text: `${require_core.plural(left, "finding")} more are left out: a run may hold ${MAX_RESULTS}, the worst are kept.` }
	};
	return [
		...ledger.partial.map(reason("partly")),
		...ledger.skipped.map(reason("not")),
		...left > 0 ? [omitted] : []
	];
}
function capitalized(text) {
	return text.charAt(0).toUpperCase() + text.slice(1);
}
exports.renderSarif = renderSarif;
