// The report as SARIF 2.1.0, in the part of it that GitHub code scanning reads and shows.
import { createHash } from 'node:crypto';
import type { CodeFlow, Location, Log, Notification, PhysicalLocation, Result } from 'sarif';
import type { Finding, Flow, Place, Report, Severity } from '../types.ts';
import { jsonText, sarifMessage, sarifUri, terminalPhrase } from './escape.ts';
import { createGate, type Gate, gatedPath } from './gate.ts';
import { commitJson, refsJson, stampJson } from './places.ts';
import { homePlace, isOtherVersion, otherPlaces, placeNotes, stampOf } from './provenance.ts';
import { LEVELS, reportedRules, ruleDescriptor } from './sarif-rules.ts';
import { isGap, plural, unread } from './summary.ts';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
/** What GitHub keeps of a run; it would choose for itself from more. */
const MAX_RESULTS = 5000;
const MAX_RELATED = 10;
/** Of another file than that of the finding, nothing is known. */
const START = { line: 1, column: 1, endLine: 1, endColumn: 1 };
/** How often a line, and a credential on a line, was given a fingerprint. */
type Counts = Map<string, number>;
const RANK: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };

/**
 * `report` as a SARIF log with one run and a newline at the end: results worst first, at most 5,000, without suppressed findings
 * (GitHub would open alerts for them). Paths are relative URIs under SRCROOT. No snippet, no command line, no absolute path.
 */
export function renderSarif(
  report: Report,
  { version, category = '' }: { readonly version: string; readonly category?: string },
): string {
  const gate = createGate(report);
  const rules = reportedRules(report);
  const indices = new Map(rules.map(({ id }, index) => [id, index]));
  const sorted = report.findings.toSorted((a, b) => RANK[a.severity] - RANK[b.severity]);
  const seen: Counts = new Map();
  const log: Log = {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        ...(category === '' ? {} : { automationDetails: { id: `${category.replace(/\/$/, '')}/` } }),
        tool: {
          driver: {
            name: 'hfleaks',
            fullName: `hfleaks ${version}`,
            semanticVersion: version,
            rules: rules.map(ruleDescriptor),
            properties: { rulesDigest: report.rules.digest },
          },
        },
        invocations: [
          {
            executionSuccessful: report.complete,
            toolExecutionNotifications: notifications(report, sorted.length, gate),
          },
        ],
        originalUriBaseIds: { SRCROOT: { description: { text: 'The root of what was scanned.' } } },
        columnKind: 'utf16CodeUnits',
        results: sorted
          .slice(0, MAX_RESULTS)
          .map((finding) => result(finding, indices.get(finding.rule.id) ?? 0, seen, gate)),
      },
    ],
  };
  return `${jsonText(log)}\n`;
}

function result(finding: Finding, ruleIndex: number, seen: Counts, gate: Gate): Result {
  const { rule, severity, confidence, kind, credential } = finding;
  const home = homePlace(finding);
  // Another version of the same path would be a link to where the reader is already.
  const related = otherPlaces(finding)
    .filter((place) => !isOtherVersion(place, finding))
    .slice(0, MAX_RELATED);
  // Where space is short only the first sentence is shown: it says what to do.
  const action = kind === 'leak' ? 'Revoke this credential. ' : '';
  const links = related.map((_, at) => `[${at + 1}](${at + 1})`).join(', ');
  return {
    ruleId: rule.id,
    ruleIndex,
    level: LEVELS[severity],
    message: {
      text: `${action}${messageText(gate(finding.message))}.${links === '' ? '' : ` ${rule.family === 'gitignore' ? 'About' : 'The same content'}: ${links}.`}`,
    },
    locations: [
      {
        physicalLocation: physicalLocation(finding, finding.location.path, gate),
        ...logicalLocations(home, finding.location.trail, gate),
      },
    ],
    ...(finding.flow ? { codeFlows: [codeFlow(finding, finding.flow, gate)] } : {}),
    ...(related.length > 0
      ? { relatedLocations: related.map((place, at) => relatedLocation(finding, place, at, gate)) }
      : {}),
    partialFingerprints: fingerprints(finding, seen),
    properties: {
      confidence,
      fingerprint: finding.fingerprint,
      ...(credential ? { credentialType: credential.type } : {}),
      ...gitProperties(finding, home, gate),
    },
  };
}

function messageText(text: string): string {
  return sarifMessage(terminalPhrase(text).replace(/\.+$/, ''));
}

/** SARIF has no names of its own for these: `commit` (or `tag`), `author` and `date` of the place, then the credential's life. */
function gitProperties({ timeline }: Finding, home: Place | undefined, gate: Gate): object {
  const stamp = home && stampOf(home);
  const isTag = (home?.kind === 'message' || home?.kind === 'header') && home.of === 'tag';
  return {
    ...(stamp ? { [isTag ? 'tag' : 'commit']: stamp.oid, ...stampJson(stamp, gate) } : {}),
    ...(timeline?.added ? { addedBy: commitJson(timeline.added, gate) } : {}),
    ...(timeline?.removed ? { removedBy: commitJson(timeline.removed, gate) } : {}),
    ...(timeline ? { inHead: timeline.inHead, refs: refsJson(timeline, gate), refsTotal: timeline.refsTotal } : {}),
  };
}

/** From the source to the sink. */
function codeFlow(finding: Finding, { steps }: Flow, gate: Gate): CodeFlow {
  const locations = steps.map(({ line, column, endLine, endColumn, words }) => ({
    location: {
      physicalLocation: physicalLocation(
        { ...finding, location: { ...finding.location, line, column, endLine, endColumn } },
        finding.location.path,
        gate,
      ),
      message: { text: messageText(gate(words)) },
    },
  }));
  return { threadFlows: [{ locations }] };
}

function relatedLocation(finding: Finding, place: Place, at: number, gate: Gate): Location {
  const isAbout = finding.rule.family === 'gitignore';
  return {
    id: at + 1,
    physicalLocation: physicalLocation(
      isAbout ? { ...finding, location: { ...finding.location, ...START } } : finding,
      place.path,
      gate,
    ),
    ...logicalLocations(place, [], gate),
    message: { text: isAbout ? 'The file that is meant.' : 'The same content.' },
  };
}

function physicalLocation({ location }: Finding, path: Uint8Array, gate: Gate): PhysicalLocation {
  const { text, masked } = gatedPath(gate, path);
  return {
    artifactLocation: { uri: sarifUri(masked ? Buffer.from(text) : path), uriBaseId: 'SRCROOT' },
    region: {
      startLine: location.line,
      startColumn: location.column,
      endLine: location.endLine,
      endColumn: location.endColumn,
    },
  };
}

/** The trail as one logical location: `cell 3 > output 1`; before it what kind of place it is, if it is no plain file. */
function logicalLocations(
  place: Place | undefined,
  trail: readonly string[],
  gate: Gate,
): Pick<Location, 'logicalLocations'> {
  const notes = place ? placeNotes(place, gate, 'commit') : [];
  const steps = [...notes, ...trail.map((step) => terminalPhrase(gate(step)))];
  const name = steps.at(-1);
  return name === undefined
    ? {}
    : { logicalLocations: [{ name, fullyQualifiedName: steps.join(' > '), kind: 'member' }] };
}

/**
 * GitHub knows an alert again by rule, path and `primaryLocationLineHash` (`<hex>:<n>`). Credentials on one line share that hash, so
 * each after the first gets one of its own, drawn from the hash and the credential.
 */
function fingerprints(finding: Finding, seen: Counts): Record<string, string> {
  const { rule, location, credential } = finding;
  const id = credential?.id ?? finding.fingerprint;
  if (location.lineHash === undefined) return { 'hfleaksCredential/v1': id };
  const line = `${rule.id}\0${Buffer.from(location.path).toString('latin1')}\0${location.lineHash}`;
  const first = !seen.has(line);
  const repeats = seen.get(`${line}\0${id}`) ?? 0;
  seen.set(line, 1).set(`${line}\0${id}`, repeats + 1);
  const digest = createHash('sha256').update(`${location.lineHash}\0${id}\0${repeats}`).digest('hex');
  return {
    primaryLocationLineHash: first ? location.lineHash : `${digest.slice(0, 16)}:1`,
    'hfleaksCredential/v1': id,
  };
}

function notifications(report: Report, results: number, gate: Gate): Notification[] {
  const reasons = unread(report, gate).map(
    ({ what, tally, text }): Notification => ({
      descriptor: { id: `${what}-scanned/${tally.reason}` },
      level: isGap(tally, report.scan.mode) ? 'error' : 'note',
      message: { text: sarifMessage(capitalized(text)) },
    }),
  );
  const left = results - MAX_RESULTS;
  const omitted: Notification = {
    descriptor: { id: 'results-omitted' },
    level: 'warning',
    message: {
      text: `${plural(left, 'finding')} more are left out: a run may hold ${MAX_RESULTS}, the worst are kept.`,
    },
  };
  return [...reasons, ...(left > 0 ? [omitted] : [])];
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
