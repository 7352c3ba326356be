// The output formats, each loaded only when it is asked for.
import type { Report } from '../types.ts';
import { VERSION } from '../version.ts';
import type { TextOptions } from './text.ts';

/** How the text looks; the machine formats always look the same. */
export type RenderOptions = Partial<TextOptions>;

type Renderer = (report: Report, options: TextOptions) => Promise<string>;

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
} as const satisfies Readonly<Record<string, Renderer>>;

export type Format = keyof typeof RENDERERS;

/** The names of all formats, the default first. */
export const formats = Object.keys(RENDERERS) as readonly Format[];

/** `report` in `format`: the whole output, ending in a newline, or `''` if there is nothing to say. No credential stands in it unmasked. */
export function render(format: Format, report: Report, options: RenderOptions = {}): Promise<string> {
  return RENDERERS[format](report, { ...DEFAULTS, ...options });
}
