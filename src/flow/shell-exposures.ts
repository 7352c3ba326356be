// What shell code, and the files that hold shell code, show of a credential: the door to these rules.

import { type Embedded, sourceOf, spanOf } from './embedded.ts';
import { type CellSecret, type Exposed, type Exposure, placed } from './exposure.ts';
import { parseMarkdown } from './markdown.ts';
import { parseShell } from './shell/parse.ts';
import { runCell } from './shell-rules/cells.ts';
import { runDockerfile } from './shell-rules/docker.ts';
import { runMakefile } from './shell-rules/makefiles.ts';
import { hasCredentialContext } from './shell-rules/names.ts';
import { distinct, type Follow, isOpen, type Language, type Place } from './shell-rules/place.ts';
import { runJenkinsfile, runSettings } from './shell-rules/plain-files.ts';
import { runPowerShell } from './shell-rules/powershell.ts';
import { runScript } from './shell-rules/script.ts';
import { layer } from './shell-rules/variables.ts';
import { runWorkflow } from './shell-rules/workflows.ts';
import { toolOf } from './tools.ts';

type Kind = Place['system'] | 'powershell' | 'settings' | 'jenkins' | 'markdown';

const KINDS: readonly (readonly [RegExp, Kind])[] = [
  [/(?:^|\/)\.github\/workflows\/[^/]+\.ya?ml$|(?:^|\/)action\.ya?ml$/i, 'github'],
  [/(?:^|[/.-])gitlab-ci[^/]*\.ya?ml$|(?:^|\/)\.gitlab\/[^\n]*\.ya?ml$/i, 'gitlab'],
  [/(?:azure-?pipelines?|\.azuredevops|\.vsts-ci)[^\n]*\.ya?ml$/i, 'azure'],
  [
    /(?:^|\/)\.(?:circleci|buildkite|woodpecker|semaphore)\/[^\n]*\.ya?ml$|(?:^|\/)(?:bitbucket-pipelines|\.travis|\.woodpecker|\.drone|\.cirrus|\.?appveyor|buildspec|cloudbuild)[^/]*\.ya?ml$/i,
    'pipeline',
  ],
  [/(?:^|\/)(?:(?:[\w.-]*-)?compose(?:[.-][\w.-]+)?\.ya?ml|\.?devcontainer\.json)$/i, 'compose'],
  [/(?:^|\/)(?:Dockerfile|Containerfile)(?:[.-][^/]*)?$|\.(?:dockerfile|containerfile)$/i, 'docker'],
  [/(?:^|\/)(?:GNU)?makefile(?:\.[\w.-]+)?$|\.(?:mk|mak)$/i, 'make'],
  [/(?:^|\/)\.env(?:\.[\w.-]+)?$|\.env$/i, 'settings'],
  [/(?:^|\/)Jenkinsfile[^/]*$|\.jenkinsfile$/i, 'jenkins'],
  [/\.(?:md|mdx|markdown)$/i, 'markdown'],
  [/\.ipynb$/i, 'cell'],
  [/\.(?:ps1|psm1|bat|cmd)$/i, 'powershell'],
  [
    /\.(?:sh|bash|zsh|ksh|bats|sbatch|slurm|pbs|lsf|qsub)$|(?:^|\/)\.?(?:bash|zsh|z)(?:rc|_profile|_aliases|env|_login|_logout|profile)$|(?:^|\/)\.?profile$|(?:^|\/)\.envrc$/i,
    'shell',
  ],
];
const NOTHING: Exposed = { exposures: [], isWhole: true };
const SHEBANG = /^#![^\n]{0,100}\b(?:ba|z|da|a|k)?sh\b/;
const FENCES: Readonly<Record<string, string>> = {
  bash: 'a.sh',
  sh: 'a.sh',
  shell: 'a.sh',
  zsh: 'a.sh',
  console: 'a.sh',
  terminal: 'a.sh',
  'shell-session': 'a.sh',
  shellsession: 'a.sh',
  dockerfile: 'Dockerfile',
  docker: 'Dockerfile',
  makefile: 'Makefile',
  make: 'Makefile',
};
const PROGRAMS: readonly (readonly [RegExp, Language])[] = [
  [/^(?:py|python3?|pycon)$/, 'python'],
  [/^(?:[cm]?[jt]sx?|javascript|typescript)$/, 'javascript'],
];
/** What YAML is by its keys. */
const YAML: readonly (readonly [RegExp, string])[] = [
  [/^[ \t]*(?:jobs|steps|on):/m, '.github/workflows/a.yml'],
  [/^services:/m, 'compose.yml'],
];

/** Steps that the functions of a file may take when they are called, and how many more for each character. */
const CALLED = 30_000;
const CALLED_MORE = 1 / 16;

/** What calls in `length` characters may take. */
export const budgetFor = (length: number): Place['budget'] => ({ left: CALLED + length * CALLED_MORE });

/** What the caller knows of the surroundings. */
export interface Surroundings {
  /** Whether a dump of the environment shows a credential; if it is not said, the file's own text decides. */
  readonly hasContext?: boolean;
  /** Gives what programs of other languages in the file show, at its places in the text, where `environment` names variables with a credential; without it they are left. */
  readonly follow?: (language: Language, text: string, environment: ReadonlySet<string>) => Exposed;
  /** What is left for calls of functions, of all that is read with it; its own if none is given. */
  readonly budget?: Place['budget'];
  /** Variables of Python that hold a credential in a cell. */
  readonly secrets?: readonly CellSecret[];
}

/**
 * Gives what one file shows by position, without repetitions; of an `.ipynb` the text is that of one cell. Nothing for
 * files of other kinds. In Markdown all are `info`. Spans are UTF-16 offsets in the text. Never throws.
 */
export function shellExposures(
  { name, text: written }: { readonly name: string; readonly text: string },
  { hasContext, secrets = [], follow, budget = budgetFor(written.length) }: Surroundings = {},
): Exposed {
  // JSON is YAML, but for comments and tabs.
  const text = name.endsWith('.json') ? written.replace(/^[ \t]*\/\/[^\n]*|\t/gm, blank) : written;
  const kind = kindOf(name, text) ?? toolOf(name, text);
  if (kind === null || (hasContext !== true && secrets.length === 0 && !/hf|hugging/i.test(text))) return NOTHING;
  if (kind === 'markdown') return ofMarkdown(text, follow, budget);
  const isShell = kind === 'settings' || kind === 'jenkins' || kind === 'powershell';
  const system = typeof kind === 'object' ? 'pipeline' : isShell ? 'shell' : kind;
  const place: Place = {
    text,
    system,
    hasContext: hasContext ?? hasCredentialContext(text),
    found: [],
    files: new Map(),
    follow: follow && followOnce(follow, budget),
    budget,
  };
  if (kind === 'settings') runSettings(place);
  else if (kind === 'powershell') runPowerShell(place);
  else if (kind === 'jenkins') runJenkinsfile(place);
  else if (kind === 'cell') runCell(place, secrets);
  else if (kind === 'docker') runDockerfile(place);
  else if (kind === 'make') runMakefile(place);
  else if (kind === 'shell') runScript(place, parseShell(text), layer());
  else runWorkflow(place, kind);
  return { exposures: distinct(place.found), isWhole: budget.left >= 0 };
}

/** What runs again, in a function or by a name of YAML, shows no more than it did. */
function followOnce(follow: NonNullable<Surroundings['follow']>, budget: Place['budget']): Follow {
  const asked = new Set<string>();
  return (language, program, environment) => {
    const key = [sourceOf(program, 0), program.text.length, ...environment].join(' ');
    if (asked.has(key)) return [];
    asked.add(key);
    const { exposures, isWhole } = follow(language, program.text, environment);
    if (!isWhole) budget.left = -1;
    return exposures.map((one) => moved(one, program));
  };
}

const blank = (line: string): string => ' '.repeat(line.length);

/** Whether `shellExposures` reads such a file at all. */
function kindOf(name: string, text: string): Kind | null {
  const found = KINDS.find(([pattern]) => pattern.test(name));
  if (found !== undefined) return found[1];
  return SHEBANG.test(text.slice(0, 120)) ? 'shell' : null;
}

/** Fences are judged like files; what they tell the reader to do blocks nothing. */
function ofMarkdown(text: string, follow: Surroundings['follow'], budget: Place['budget']): Exposed {
  const found: Exposure[] = [];
  for (const { language, body } of parseMarkdown(text)) {
    if (!isOpen({ found, budget })) break;
    const name = /^ya?ml$/.test(language) ? YAML.find(([keys]) => keys.test(body.text))?.[1] : FENCES[language];
    const program = PROGRAMS.find(([languages]) => languages.test(language))?.[1];
    const inner = { ...(follow && { follow }), budget };
    const shown = program
      ? follow?.(program, body.text, new Set())
      : name && shellExposures({ name, text: body.text }, inner);
    if (!shown) continue;
    if (!shown.isWhole) budget.left = -1;
    for (const one of shown.exposures) found.push({ ...moved(one, body), severity: 'info' });
  }
  return { exposures: found, isWhole: budget.left >= 0 };
}

/** What is shown in a text, at its places in the file. */
function moved(exposure: Exposure, text: Embedded): Exposure {
  return placed(exposure, ({ start, end }) => spanOf(text, start, end));
}
