// The scripts of components, and nothing else of them, are followed.
import { describe, expect, test } from 'vitest';
import { scriptsOf } from '../../src/flow/components.ts';
import { found } from './engine/table.ts';

describe('the scripts of components', () => {
  test.each([
    [
      'a.vue',
      '<template>\n<p>{{ hfToken }}</p>\n</template>\n<script setup lang="ts">\nconst t = import.meta.env.VITE_HF_TOKEN\n</script>',
      'js-client-env@5',
    ],
    [
      'a.svelte',
      "<script>\nimport { PUBLIC_HF_TOKEN } from '$env/static/public';\n</script>\n<b>console.log(hfToken)</b>",
      'js-client-env@2',
    ],
    [
      'a.svelte',
      '<script context="module">const t = hfToken</script>\n<script>console.log(t)</script>',
      'log-js-console@2',
    ],
    [
      'a.astro',
      '---\nconst t = import.meta.env.HF_TOKEN;\nconsole.log(t);\n---\n<p>{"it\'s"}</p>\n<script>console.log(hfToken)</script>',
      'log-js-console@3, log-js-console@6',
    ],
    [
      'a.vue',
      '<!-- <script>console.log(hfToken)</script> -->\n<script type="application/json">console.log(hfToken)</script>\n<script',
      '',
    ],
    ['a.vue', '<script>\nconsole.log(hfToken)', 'log-js-console@2'],
  ])('%s: %j', (name, text, expected) => {
    expect(found('javascript', text, undefined, name)).toBe(expected);
  });
});

test('many beginnings of scripts take no longer than one', () => {
  expect(scriptsOf('a.vue', '<script '.repeat(100_000)).trim()).toBe('');
  expect(scriptsOf('a.vue', '<script>'.repeat(100_000)).length).toBe(800_000);
});
