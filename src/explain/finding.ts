// Explains a finding: where it is and by which way, what its judges said, what it means and what to do.
import { type JudgeStep, verdictSteps } from '../judge/index.ts';
import { terminalPhrase, terminalText } from '../report/escape.ts';
import { flowLines, whereText } from '../report/frame.ts';
import type { Gate } from '../report/gate.ts';
import { historyLines } from '../report/provenance.ts';
import type { DecoderName, Finding } from '../types.ts';
import { no, note, type Section, type Step, yes } from './explanation.ts';
import { CONFIDENCE, SEVERITY } from './words.ts';

/** How each decoder reads, said of what is found by it. */
export const SPELLINGS: Readonly<Record<DecoderName, string>> = {
  plain: 'as it is',
  utf16le: 'in UTF-16, little-endian',
  utf16be: 'in UTF-16, big-endian',
  utf32le: 'in UTF-32, little-endian',
  utf32be: 'in UTF-32, big-endian',
  escapes: 'with escapes',
  base64: 'in base64',
  hex: 'in hexadecimal digits',
  codes: 'as character codes',
  bits: 'in binary digits',
  columns: 'in columns of characters',
  base32: 'in base32',
  base85: 'in base 85',
  uuencode: 'uuencoded',
  reversed: 'written backwards',
  rotated: 'in ROT13',
  joined: 'in pieces',
  container: 'inside a container',
};

const JUDGES: Readonly<Record<JudgeStep['by'], string>> = {
  'already-committed': 'committed before',
  placeholder: 'placeholder',
  'known-public': 'known to be public',
  allow: 'allowed by its author',
  baseline: 'in the baseline',
  config: 'configured',
};

/** A section on a finding. `before`: the steps that led to it; `steps`: what the judges said, as far as it is known otherwise than by the verdict. */
export function explainFinding(
  finding: Finding,
  gate: Gate,
  before: readonly Step[] = [],
  steps: readonly JudgeStep[] = verdictSteps(finding.verdict),
): Section {
  const { rule, location, credential, severity, confidence } = finding;
  const reported = finding.verdict.state === 'report';
  return {
    title: `${terminalPhrase(gate(finding.message))} [${rule.id}]`,
    steps: [
      note(`at ${whereText(finding, gate, 'author')}`),
      ...wayInWords(location.trail, gate).map(note),
      ...historyLines(finding, gate).map((line) => note(line)),
      ...flowLines(finding, gate).map((line) => note(line)),
      ...before,
      ...steps.map((step) => judgeStep(step, gate)),
      verdictStep(finding),
      ...(reported
        ? [
            note(`severity ${severity}: ${SEVERITY[severity]}`),
            note(`confidence ${confidence}: ${CONFIDENCE[confidence]}`),
            ...(finding.flow ? [finding.flow.fix] : rule.fix).map((text, index) =>
              note(`to do, ${index + 1}: ${text}`),
            ),
          ]
        : []),
      note(credential?.id ? `credential ${credential.id}` : `fingerprint ${finding.fingerprint}`),
    ],
  };
}

function judgeStep({ by, check, reason }: JudgeStep, gate: Gate): Step {
  const asked = `${JUDGES[by]}? (${check})`;
  if (reason === null) return yes(`${asked} no`);
  return no(`${asked} yes${reason === check ? '' : `: ${terminalText(gate(reason))}`}`);
}

function verdictStep({ verdict, confidence }: Finding): Step {
  if (verdict.state === 'report') return yes(`the verdict: reported, at ${confidence} confidence`);
  return no(`the verdict: not reported (${verdict.by ?? 'suppressed'})`);
}

/** From the outside to the inside: `in its member a/run.ipynb`, `in cell 3`, `decoded from base64`. */
function wayInWords(trail: readonly string[], gate: Gate): string[] {
  return trail.map((step) => {
    const shown = terminalText(gate(step));
    if (step.startsWith('!/')) return `inside of the container: ${shown.slice(2)}`;
    if (/^(?:cell|output|input|metadata|attachment)/.test(step)) return `in the notebook's ${shown}`;
    return `read by way of: ${shown}`;
  });
}
