const require_core = require("./core.cjs");
// src/report/json.ts
const PLACES = 20;
function renderJson(report, { version }) {
	const gate = require_core.createGate(report);
	return `${require_core.jsonText({
		version: 1,
		tool: {
			name: "hfleaks",
			version,
			rules: report.rules.digest
		},
		scan: scanJson(report.scan, gate),
		complete: report.complete,
		ledger: ledgerJson(report.ledger, gate),
		findings: report.findings.map((finding) => findingJson(finding, gate)),
		suppressed: report.suppressed.map((finding) => findingJson(finding, gate))
	})}\n`;
}
function scanJson({ mode, target, commits }, gate) {
	return {
		mode,
		target: gate(target),
		...commits === void 0 ? {} : { commits }
	};
}
function findingJson(finding, gate) {
	const { kind, rule, credential, location, places, timeline, verdict } = finding;
	const { line, column, endLine, endColumn, offset } = location;
	const leaked = {
		id: credential.id,
		type: credential.type,
		masked: credential.secret.mask
	};
	return {
		kind,
		rule: rule.id,
		family: rule.family,
		severity: finding.severity,
		confidence: finding.confidence,
		message: gate(finding.message),
		fingerprint: finding.fingerprint,
		...kind === "leak" ? { credential: leaked } : {},
		location: {
			...require_core.pathJson(location.path, gate),
			line,
			column,
			endLine,
			endColumn,
			offset,
			trail: location.trail.map(gate)
		},
		places: places.slice(0, PLACES).map((place) => require_core.placeJson(place, gate)),
		placesTotal: places.length,
		...timeline ? { history: require_core.historyJson(timeline, gate) } : {},
		verdict: {
			state: verdict.state,
			by: verdict.by,
			reason: verdict.reason === null ? null : gate(verdict.reason)
		}
	};
}
function ledgerJson({ listed, scanned, deduplicated, partial, skipped }, gate) {
	return {
		listed: tallyJson(listed),
		scanned: tallyJson(scanned),
		deduplicated: tallyJson(deduplicated),
		partial: partial.map((tally) => reasonJson(tally, gate)),
		skipped: skipped.map((tally) => reasonJson(tally, gate))
	};
}
function tallyJson({ objects, bytes }) {
	return {
		objects,
		bytes
	};
}
function reasonJson(tally, gate) {
	const examples = tally.examples.map((path) => require_core.gatedPath(gate, path).text);
	return {
		reason: tally.reason,
		...tallyJson(tally),
		examples
	};
}
exports.renderJson = renderJson;
