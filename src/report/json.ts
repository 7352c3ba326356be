// The report for programs, version 1; its contract is schema/report-v1.schema.json.
import type { Finding, Flow, LedgerTotals, ReasonTally, Report, Tally } from '../types.ts';
import { jsonText } from './escape.ts';
import { createGate, type Gate, gatedPath } from './gate.ts';
import { historyJson, pathJson, placeJson } from './places.ts';
import { policyJson } from './policy.ts';

/** Places that are listed of one finding; `placesTotal` counts all. */
const PLACES = 20;

/** Characters of a part, about. */
const PART = 1 << 16;

/**
 * `report` as JSON with a newline at the end, in parts: a run can find more than one text should hold. The same report gives the same bytes.
 * Paths are in their lossless display form; `pathBytes` (base64) stands beside those that are no UTF-8, unless a credential had to be masked
 * in them.
 */
export function* renderJson(report: Report, { version }: { readonly version: string }): Generator<string> {
  const value = reportJson(report, version);
  const { findings, suppressed } = value;
  const frame = `${jsonText({ ...value, findings: [], suppressed: [] })}\n`;
  let part = '';
  let at = 0;
  for (const [name, list] of Object.entries({ findings, suppressed })) {
    const key = `\n  "${name}": [`;
    const start = frame.indexOf(key, at) + key.length;
    part += frame.slice(at, start);
    at = start;
    for (const [index, item] of list.entries()) {
      part += `${index > 0 ? ',' : ''}\n    ${jsonText(item).replaceAll('\n', '\n    ')}`;
      if (part.length < PART) continue;
      yield part;
      part = '';
    }
    if (list.length > 0) part += '\n  ';
  }
  yield part + frame.slice(at);
}

/** The same as a value for `JSON.stringify`: what stands in it has passed the gate, and is not escaped. */
export function reportJson(report: Report, version: string) {
  const gate = createGate(report);
  return {
    version: 1,
    tool: { name: 'hfleaks', version, rules: report.rules.digest },
    scan: scanJson(report.scan, gate),
    complete: report.complete,
    ledger: ledgerJson(report.ledger, gate),
    ...(report.members ? { members: ledgerJson(report.members, gate) } : {}),
    // Made when they are written, one after the other.
    findings: report.findings.map((finding) => ({ toJSON: () => findingJson(finding, gate) })),
    suppressed: report.suppressed.map((finding) => ({ toJSON: () => findingJson(finding, gate) })),
    ...policyJson(report, gate),
  };
}

function scanJson({ mode, target, commits }: Report['scan'], gate: Gate): object {
  return { mode, target: gate(target), ...(commits === undefined ? {} : { commits }) };
}

function findingJson(finding: Finding, gate: Gate): object {
  const { kind, rule, credential, location, places, timeline, verdict } = finding;
  const { line, column, endLine, endColumn, offset } = location;
  return {
    kind,
    rule: rule.id,
    family: rule.family,
    severity: finding.severity,
    confidence: finding.confidence,
    message: gate(finding.message),
    fingerprint: finding.fingerprint,
    ...(credential ? { credential: { id: credential.id, type: credential.type, masked: credential.secret.mask } } : {}),
    location: {
      ...pathJson(location.path, gate),
      line,
      column,
      endLine,
      endColumn,
      offset,
      trail: location.trail.map(gate),
    },
    places: places.slice(0, PLACES).map((place) => placeJson(place, gate)),
    placesTotal: places.length,
    ...(finding.flow ? { flow: flowJson(finding.flow, gate) } : {}),
    ...(timeline ? { history: historyJson(timeline, gate) } : {}),
    verdict: { state: verdict.state, by: verdict.by, reason: verdict.reason === null ? null : gate(verdict.reason) },
  };
}

/** The lines are masked already; the gate sees them all the same. */
function flowJson({ strength, shown, steps, fix }: Flow, gate: Gate): object {
  return {
    strength,
    shown,
    steps: steps.map(({ line, column, endLine, endColumn, words, text }) => ({
      line,
      column,
      endLine,
      endColumn,
      words: gate(words),
      text: gate(text),
    })),
    fix,
  };
}

function ledgerJson({ listed, scanned, deduplicated, partial, skipped }: LedgerTotals, gate: Gate): object {
  return {
    listed: tallyJson(listed),
    scanned: tallyJson(scanned),
    deduplicated: tallyJson(deduplicated),
    partial: partial.map((tally) => reasonJson(tally, gate)),
    skipped: skipped.map((tally) => reasonJson(tally, gate)),
  };
}

function tallyJson({ objects, bytes }: Tally): object {
  return { objects, bytes };
}

function reasonJson(tally: ReasonTally, gate: Gate): object {
  const examples = tally.examples.map((path) => gatedPath(gate, path).text);
  return { reason: tally.reason, ...tallyJson(tally), examples };
}
