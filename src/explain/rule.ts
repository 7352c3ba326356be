// Explains a rule: what it looks for, how sure it is, what to do, what it misses.
import { displayPath, escapeText } from '../path.ts';
import { lengths } from '../rulebook/measure.ts';
import { parseShape, type Shape } from '../rulebook/shape.ts';
import type { IgnoreRule, RiskRule, Rule, RuleExample, RuleExamples, TokenRule } from '../types.ts';
import { type Explanation, note, type Section, type Step } from './explanation.ts';
import { CONFIDENCE, SEVERITY, shapeInWords } from './words.ts';

const PLACEHOLDER = /\{\{token(?::[^{}]{1,20})?\}\}/g;
const TAIL = '{{token:tail}}';
const MAX_EXAMPLE = 300;

/** What a rule says, in words. `examples` are its own, if they are at hand. */
export function explainRule(rule: Rule, examples?: RuleExamples): Explanation {
  const sections: Section[] = [
    { title: `${rule.id}: ${rule.title}`, steps: [note(rule.why), ...optionNotes(rule)] },
    {
      title: 'What it looks for',
      steps: lookedForBy(rule),
    },
    {
      title: 'What that means',
      steps: [
        note(`severity ${rule.severity}: ${SEVERITY[rule.severity]}`),
        // Those words are about values.
        ...(rule.family === 'gitignore' ? [] : [note(`confidence ${rule.confidence}: ${CONFIDENCE[rule.confidence]}`)]),
      ],
    },
    { title: 'What to do', steps: rule.fix.map((step, index) => note(`${index + 1}. ${step}`)) },
    ...(examples ? exampleSections(rule, examples) : []),
    { title: 'Source', steps: [note(rule.source)] },
  ];
  return { subject: 'rule', sections };
}

function optionNotes({ optional }: Rule): Step[] {
  return optional ? [note(`it is used only with --with ${optional}`)] : [];
}

/** By family. */
function lookedForBy(rule: Rule): Step[] {
  switch (rule.family) {
    case 'token':
      return lookedFor(rule);
    case 'notebook':
      return inOutputs();
    case 'logging':
      return inCode(rule);
    case 'gitignore':
      return inFiles(rule);
  }
}

function inFiles({ entries, proof, stack }: IgnoreRule): Step[] {
  return [
    note(`files that git has, or would take in, for which these lines of a .gitignore are made: ${entries.join(', ')}`),
    ...(proof ? [note('only those in which there is something to hide')] : []),
    ...(stack ? [note('and projects that have none yet, if what they use shows that they will')] : []),
    note('not: templates such as .env.example, and what stands in folders of tests, fixtures or other people'),
  ];
}

function inOutputs(): Step[] {
  return [
    note('a credential of any token rule that stands in the output of a notebook cell, not in its source'),
    note('its finding bears this rule, because the advice there is another one'),
  ];
}

function inCode({ languages }: RiskRule): Step[] {
  return [
    note(`code in which a Hugging Face credential gets where people see it: ${languages.join(', ')}`),
    note('the value counts, not the words: lengths, masks, tests and names are no credential'),
  ];
}

function lookedFor(rule: TokenRule): Step[] {
  const shape = parseShape(rule.regex, rule.engine);
  const { min, max } = lengths(shape);
  const { anchors, near, regex } = rule;
  const any = anchors.length > 1 ? 'one of ' : '';
  return [
    note(
      `it begins with ${any}${anchors.map((anchor) => `\`${anchor}\``).join(' ')}, in any spelling that can be read`,
    ),
    ...formsOf(shape).map((text, index) => note(`${index === 0 ? 'the shape' : 'or'}: ${text}`)),
    note(`its length: ${min === max ? min : `${min} to ${max}`} characters`),
    ...(hasLook(shape)
      ? [note('the regex asks for more, such as the mix of characters; it is the judge of the shape')]
      : []),
    note('in front: anything, since an escape, a colour code or `%3D` may stand directly before it'),
    note(`behind: ${behind(regex)}`),
    ...(near ? [note(`near: one of these words within ${near.within} characters: ${near.words.join(', ')}`)] : []),
    note(
      rule.random
        ? 'its characters are drawn at random, so what looks like words, a sequence, a repeat or a hash is taken for a placeholder'
        : 'what repeats itself, is a sequence or holds the words of placeholders is taken for one',
    ),
  ];
}

/** Each branch on a line of its own, where all of the credential is a choice. */
function formsOf(shape: Shape): string[] {
  const items = shape.kind === 'sequence' ? shape.items : [shape];
  const secret = items.find((item) => item.kind === 'group' && item.name === 'secret');
  if (secret?.kind !== 'group' || secret.item.kind !== 'choice') return [shapeInWords(shape)];
  return secret.item.branches.map(shapeInWords);
}

/** Boundaries are written in few ways; each is known by its source. */
function behind(regex: string): string {
  const exceptions =
    regex.includes('(?=hf_') || regex.includes('|(?=')
      ? ', except where the next text was glued on: another credential, `export `, or `NAME=`'
      : '';
  if (regex.includes('(?![A-Za-z0-9_-])')) return `no letter, digit, \`_\` or \`-\`${exceptions}`;
  if (/\(\?!\[A-Za-z0-9-?\]\)/.test(regex)) return `no letter or digit${exceptions}`;
  return regex.endsWith('\\b') ? 'a word ends there' : 'anything';
}

function hasLook(shape: Shape): boolean {
  if (shape.kind === 'look') return true;
  if (shape.kind === 'sequence') return shape.items.some(insideSecret);
  return 'item' in shape && hasLook(shape.item);
}

/** Lookarounds outside of the secret are boundaries. */
function insideSecret(shape: Shape): boolean {
  if (shape.kind !== 'group' || shape.name !== 'secret') return false;
  const inner = (one: Shape): boolean =>
    one.kind === 'look' ||
    (one.kind === 'sequence' && one.items.some(inner)) ||
    (one.kind === 'choice' && one.branches.some(inner)) ||
    ('item' in one && inner(one.item));
  return inner(shape.item);
}

function exampleSections(rule: Rule, { leaks, misses }: RuleExamples): Section[] {
  const prefix = rule.family === 'token' ? rule.prefix : 'hf_';
  const first = leaks[0];
  return [
    ...(first ? [{ title: 'An example', steps: [note(exampleText(first, prefix))] }] : []),
    ...(misses.length > 0
      ? [
          {
            title: 'Known gaps',
            steps: misses.map(({ example, why }) => note(`${why}: ${exampleText(example, prefix)}`)),
          },
        ]
      : []),
  ];
}

/** Never with a sample that has the shape of a credential. */
function exampleText({ as, text, cell }: RuleExample, prefix: string): string {
  const shown = (text ?? cell?.text ?? '').replace(PLACEHOLDER, (written) => (written === TAIL ? '…' : `${prefix}…`));
  const where = cell ? ` (cell ${cell.part})` : '';
  const cut = shown.length > MAX_EXAMPLE ? `${shown.slice(0, MAX_EXAMPLE)}…` : shown;
  return `${displayPath(Buffer.from(as))}${where}: ${escapeText(cut)}`;
}
