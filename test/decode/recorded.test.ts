import { expect, test } from 'vitest';
import { joined } from '../../src/decode/joined.ts';
import { bytesOf, letters, passagesIn, sourcesOf, token } from './sample.ts';

const T = token(1);
const BODY = letters(1);
const [A, B] = [BODY.slice(0, 12), BODY.slice(12)];

type Event = readonly [kind: string, text: string];

const recording = (events: readonly Event[], gap = ' '): string =>
  `{"version": 2, "width": 80, "height": 24}\n${events
    .map(([kind, text], at) => `[${at / 8},${gap}"${kind}",${gap}"${text}"]\n`)
    .join('')}`;

const isRead = (text: string): boolean => sourcesOf(passagesIn(joined, bytesOf(text)), T).length > 0;

const typed = (kind: string, text: string): readonly Event[] => [...text].map((char) => [kind, char]);

test.each<[name: string, text: string]>([
  [
    'in two events',
    recording([
      ['o', `$ login hf_${A}`],
      ['o', `${B}\\r\\n`],
      ['o', '$ '],
    ]),
  ],
  [
    'compact',
    recording(
      [
        ['o', `$ login hf_${A}`],
        ['o', `${B}\\r\\n`],
      ],
      '',
    ),
  ],
  [
    'lines of Windows',
    recording([
      ['o', `hf_${A}`],
      ['o', B],
    ]).replaceAll('\n', '\r\n'),
  ],
  ['typed letter by letter', recording([...typed('i', `login ${T}`), ['i', '\\r']])],
  [
    'typed, and printed back',
    recording(
      [...T].flatMap((char) => [
        ['i', char],
        ['o', char],
      ]),
    ),
  ],
])('%s', (_, text) => {
  expect(isRead(text)).toBe(true);
});

test.each<[name: string, text: string]>([
  [
    'events of two kinds',
    recording([
      ['o', `hf_${A}`],
      ['i', B],
    ]),
  ],
  [
    'something between',
    recording([
      ['o', `hf_${A}`],
      ['o', ' '],
      ['o', B],
    ]),
  ],
  ['far away', recording([['o', `hf_${A}`], ...typed('i', 'five!'), ['o', B]])],
  ['another list', `[0.5, "x", "hf_${A}"]\n[0.6, "x", "${B}"]\n`],
  ['a list in one line', `[0.5, "o", "hf_${A}"], [0.6, "o", "${B}"]\n`],
])('not one text: %s', (_, text) => {
  expect(isRead(text)).toBe(false);
});
