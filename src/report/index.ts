// The output formats, each loaded only when it is asked for.
import type { Report } from '../types.ts';
import { VERSION } from '../version.ts';
import type { TextOptions } from './text.ts';

/** How the text looks; the machine formats always look the same. */
export type RenderOptions = Partial<TextOptions>;

type Renderer = (report: Report, options: TextOptions) => Promise<string | Iterable<string>>;

const DEFAULTS: TextOptions = {
  color: false,
  excerpt: true,
  elapsedMs: 0,
  quiet: false,
  hook: false,
  version: VERSION,
};

// Imports are written out, so that each format is a chunk of its own in the bundle.
const RENDERERS = {
  text: async (report, options) => (await import('./text.ts')).renderText(report, options),
  json: async (report, options) => (await import('./json.ts')).renderJson(report, options),
  sarif: async (report, options) => (await import('./sarif.ts')).renderSarif(report, options),
  github: async (report) => (await import('./github.ts')).renderGithub(report),
  jsonl: async (report, options) => (await import('./jsonl.ts')).renderJsonl(report, options),
  markdown: async (report) => (await import('./markdown.ts')).renderMarkdown(report),
  csv: async (report) => (await import('./csv.ts')).renderCsv(report),
  junit: async (report) => (await import('./junit.ts')).renderJunit(report),
  rdjson: async (report) => (await import('./rdjson.ts')).renderRdjson(report),
  'gitlab-secret-detection': async (report, options) =>
    (await import('./gitlab-secret-detection.ts')).renderGitlabSecretDetection(report, options),
  'gitlab-code-quality': async (report) => (await import('./gitlab-code-quality.ts')).renderGitlabCodeQuality(report),
} as const satisfies Readonly<Record<string, Renderer>>;

export type Format = keyof typeof RENDERERS;

/** The names of all formats, the default first. */
export const formats = Object.keys(RENDERERS) as readonly Format[];

/** `report` in `format`: the whole output, ending in a newline, or `''` if there is nothing to say. No credential stands in it unmasked. */
export async function render(format: Format, report: Report, options: RenderOptions = {}): Promise<string> {
  return [...(await renderParts(format, report, options))].join('');
}

/** The same in parts, made one after the other. */
export async function renderParts(format: Format, report: Report, options: RenderOptions): Promise<Iterable<string>> {
  const made = await RENDERERS[format](report, { ...DEFAULTS, ...options });
  return typeof made === 'string' ? [made] : made;
}
