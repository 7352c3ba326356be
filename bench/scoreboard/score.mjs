// Compares what a tool reports with the labels, and writes the table.

/** A whole Hugging Face credential in what a tool shows. */
const SHAPE = /(?:hf_|api_)[A-Za-z0-9_]{30}/;

/**
 * For each sample whether the tool reports it: of a positive, this credential; of a negative, anything above low confidence. Gives the ids as
 * `found` and `alarms`, and as `misplaced` those found on another line than the label's.
 */
export function judge({ reports }, samples) {
  const byId = new Map();
  for (const report of reports) {
    const id = /(?:^|\/)(s\d{4})\//.exec(report.path.replaceAll('\\', '/'))?.[1];
    if (id) byId.set(id, [...(byId.get(id) ?? []), report]);
  }
  const found = [];
  const alarms = [];
  const misplaced = [];
  for (const sample of samples) {
    const here = byId.get(sample.id) ?? [];
    if (sample.category === 'negative') {
      if (here.some(({ confidence }) => confidence !== 'low')) alarms.push(sample.id);
      continue;
    }
    const right = here.filter((report) => isIt(report, sample));
    if (right.length > 0) found.push(sample.id);
    if (right.length > 0 && right.every(({ line }) => line && sample.line && line !== sample.line))
      misplaced.push(sample.id);
  }
  return { found, alarms, misplaced };
}

/** Whether a report in the sample's file is about its credential: by what the tool shows of it, or by the line where it shows nothing. */
function isIt({ secret, masked, line }, { token, line: expected }) {
  const tail = masked && /…([A-Za-z0-9]{4})$/.exec(masked)?.[1];
  if (tail) return token.endsWith(tail);
  if (secret && SHAPE.test(secret)) return secret.includes(token) || token.includes(secret);
  return secret !== undefined || masked !== undefined || !line || !expected || line === expected;
}

/**
 * The whole result: per tool its version and, by category, how many it found; hfleaks' misses and alarms by form; and as `behind` what a peer
 * finds and hfleaks does not.
 */
export function score(samples, tools, absent) {
  const categories = [...new Set(samples.map(({ category }) => category))].filter((one) => one !== 'negative').sort();
  const totals = Object.fromEntries(
    [...categories, 'negative'].map((one) => [one, samples.filter(({ category }) => category === one).length]),
  );
  const judged = tools.map((tool) => ({ ...tool, ...judge(tool, samples) }));
  const [own, ...others] = judged;
  const byId = new Map(samples.map((sample) => [sample.id, sample]));
  const sortKey = ({ category, kind, form }) => `${category} ${kind} ${form}`;
  const rows = judged.map(({ name, version, found, alarms }) => ({
    name,
    version,
    found: Object.fromEntries(
      categories.map((one) => [one, found.filter((id) => byId.get(id).category === one).length]),
    ),
    total: found.length,
    alarms: alarms.length,
    alarmsByKind: count(alarms.map((id) => byId.get(id).kind)),
  }));
  const describe = ({ id, file, category, kind, form }) => ({ id, file, category, kind, form });
  const sorted = samples.toSorted((a, b) => sortKey(a).localeCompare(sortKey(b), 'en'));
  const missed = sorted
    .filter(({ id, category }) => category !== 'negative' && !own.found.includes(id))
    .map((sample) => ({
      ...describe(sample),
      foundBy: others.filter(({ found }) => found.includes(sample.id)).map(({ name }) => name),
    }));
  return {
    totals,
    tools: rows,
    absent,
    missed,
    misplaced: sorted.filter(({ id }) => own.misplaced.includes(id)).map(describe),
    alarms: sorted.filter(({ id }) => own.alarms.includes(id)).map(describe),
    behind: missed.filter(({ foundBy }) => foundBy.length > 0),
  };
}

/** The result as a Markdown table and lists. */
export function toText({ totals, tools, absent, missed, misplaced, alarms, behind, seed, date }) {
  const categories = Object.keys(totals).filter((one) => one !== 'negative');
  const sum = categories.reduce((all, one) => all + totals[one], 0);
  const row = (cells) => `| ${cells.join(' | ')} |`;
  const table = [
    row([
      '',
      ...categories.map((one) => `${one} (${totals[one]})`),
      `found (${sum})`,
      `false alarms (${totals.negative})`,
    ]),
    row(['---', ...categories.map(() => '---:'), '---:', '---:']),
    ...tools.map(({ name, version, found, total, alarms: wrong }) =>
      row([`${name} ${version}`, ...categories.map((one) => found[one]), total, wrong]),
    ),
  ];
  const listed = (title, list, more = () => '') =>
    list.length === 0
      ? []
      : [
          '',
          `${title} (${list.length})`,
          ...list.map(
            (one) =>
              `  ${one.category === 'negative' ? one.kind : one.category}: ${one.form}  [${one.file}]${more(one)}`,
          ),
        ];
  return [
    `Scoreboard of ${date}, seed ${seed}, Node.js ${process.version}`,
    '',
    ...table,
    ...(absent.length > 0 ? ['', ...absent.map(({ name, reason }) => `Not run: ${name}, ${reason}`)] : []),
    ...listed('hfleaks misses', missed, ({ foundBy }) =>
      foundBy.length > 0 ? `  found by ${foundBy.join('; ')}` : '',
    ),
    ...listed('hfleaks names another line', misplaced),
    ...listed('hfleaks false alarms', alarms),
    '',
    behind.length > 0
      ? `A peer finds ${behind.length} that hfleaks does not.`
      : 'No peer finds a credential that hfleaks does not.',
    '',
  ].join('\n');
}

function count(names) {
  return Object.fromEntries(
    [...new Set(names)].sort().map((name) => [name, names.filter((one) => one === name).length]),
  );
}
