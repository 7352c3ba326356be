// What the build knows of the forms of the built-in rules is what their decoders say.
import { known } from 'hfleaks:forms';
import { expect, test } from 'vitest';
import { anchorForms } from '../src/forms.ts';
import { builtinRulebook } from '../src/rulebook/load.ts';
import type { AnchorForm } from '../src/types.ts';

test('forms that are known are those that are made', () => {
  const rules = builtinRulebook().rules.filter((rule) => rule.family === 'token');
  const shown = (form: AnchorForm): readonly unknown[] => [
    ...[form.decoder, Buffer.from(form.bytes).toString('latin1')],
    ...[form.rules, form.reach, form.confirm?.length],
  ];
  const made = anchorForms(rules).map(shown);
  expect(made.length).toBeGreaterThan(100);
  expect(anchorForms(rules, known).map(shown)).toEqual(made);
});
