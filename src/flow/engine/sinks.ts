// Decides which rules a value meets where it becomes visible, and keeps the worst exposure of each place.
import type { LoggingRule } from 'hfleaks:logging';
import type { Exposure } from '../exposure.ts';
import type { Span } from '../syntax.ts';
import type { Argument, Found, Machine } from './machine.ts';
import type { Watch } from './names.ts';
import { shown, type Taint, type Value, WHOLE } from './values.ts';
import { isVisitors } from './visitors.ts';

/** From so many letters on a token counts as whole. */
const NEARLY_WHOLE = 24;
const MANY = 9;
/** What stands behind it is a command to the runner of a workflow, which hides it from then on. */
const MASKED = '::add-mask::';

/** A call of something that rules may watch. */
export function atCall(machine: Machine, paths: readonly string[], args: readonly Argument[], span: Span): void {
  if (args[0]?.value.text?.startsWith(MASKED)) return;
  for (const path of new Set(paths)) {
    const watches = machine.names.watched.get(path);
    if (!watches) continue;
    if (isWrittenElsewhere(path, args)) continue;
    for (const watch of watches) {
      let position = 0;
      for (const arg of args) {
        const name = arg.name === null ? String(position++) : arg.name;
        if (!isShown(watch, name)) continue;
        const { value } = arg;
        if (value.taints.length === 0 && !value.box) continue;
        const isPretty = path.endsWith('vars');
        for (const taint of shown(value, isPretty)) meet(machine, watch.rule, taint, span, path);
      }
    }
  }
}

/** `print(x, file=f)` goes to a file, unless it is a standard stream. */
function isWrittenElsewhere(path: string, args: readonly Argument[]): boolean {
  const file = args.find(({ name }) => name === 'file');
  return path === 'print' && file !== undefined && !/^sys\.(?:stdout|stderr)$|^$/.test(file.value.path ?? '');
}

function isShown({ sink }: Watch, name: string): boolean {
  if (sink.except.includes(name)) return false;
  return sink.args === null || sink.args.includes(name) || (/^\*/.test(name) && sink.args.length > 0);
}

/** A place that no call is: `raise`, `cell-echo`. */
export function atPlace(machine: Machine, at: string, value: Value, span: Span, words = at, target = ''): void {
  const watches = machine.names.watched.get(`@${at}`);
  if (!watches) return;
  const taints = shown(value);
  for (const { rule } of watches) for (const taint of taints) meet(machine, rule, taint, span, words, target);
}

/** Something that is wrong without a value: `show_locals=True`. */
export function atOnce(machine: Machine, at: string, span: Span, words: string): void {
  const source = { span, words };
  for (const { rule } of machine.names.watched.get(`@${at}`) ?? [])
    meet(
      machine,
      rule,
      { label: 'credential', strength: 2, visible: WHOLE, form: 'value', source, steps: [] },
      span,
      words,
    );
}

/** What the program has of its own; what is called `hf_token` a visitor may have sent. */
const CONSTANT = /^[A-Z][A-Z0-9_]+$/;

function meet(machine: Machine, rule: LoggingRule, taint: Taint, span: Span, words: string, target = ''): void {
  const isWhole = taint.visible >= NEARLY_WHOLE;
  const label = taint.label === 'environment' ? 'env' : isWhole ? 'credential' : 'partial';
  if (rule.isCertain && taint.strength > 1 && !CONSTANT.test(taint.source.words)) return;
  if (!rule.takes.includes(label) || !rule.forms.includes(taint.form) || taint.visible === 0) return;
  if (label === 'env' && !machine.outlook.isHub) return;
  const { visit } = machine;
  if (visit && !visit.sources.has(taint.source)) return;
  const place = visit?.span ?? { start: span.start, end: span.end };
  const isOpen = isUnproven(machine, rule, taint);
  const key = `${rule.id} ${place.start}${isOpen ? ` ${taint.source.span.start}` : ''}`;
  const before = machine.found.get(key);
  if (before && isWorse(before.taint, taint)) return;
  const language = machine.language === 'notebook' ? 'python' : machine.language;
  const exposure: Exposure = {
    rule: rule.id,
    severity: severityOf(rule, taint, label),
    strength: taint.strength,
    shown: label === 'env' ? 'environment' : isWhole ? 'whole' : 'partial',
    source: taint.source,
    path: visit ? [] : taint.steps,
    sink: { span: place, words },
    fix: rule.fix[machine.language] ?? rule.fix[language] ?? rule.fix.any ?? '',
    ...(target !== '' && { target }),
  };
  machine.found.set(key, { rule, taint, sink: exposure.sink, exposure });
}

/** Whether a credential may be none: nothing was seen to pass it to the Hub. */
export const isOnTrial = ({ trials }: Machine, { strength, source }: Taint): boolean =>
  strength === 3 && trials.get(source.span.start) === false;

/** Whether a visitor is shown what the same visitor entered. */
const isOwn = (machine: Machine, { isPersonal }: LoggingRule, { source }: Taint): boolean =>
  isPersonal && !machine.isFilled && isVisitors(machine, source.words);

const isUnproven = (machine: Machine, rule: LoggingRule, taint: Taint): boolean =>
  isOnTrial(machine, taint) || isOwn(machine, rule, taint);

/** What was found without what stayed on trial: the worst of each rule at each place. */
export function proven(machine: Machine): readonly Found[] {
  const all = [...machine.found.values()].filter(({ rule, taint }) => !isUnproven(machine, rule, taint));
  const byPlace = new Map<string, Found>();
  for (const one of all.sort((a, b) => b.taint.strength - a.taint.strength))
    byPlace.set(`${one.rule.id} ${one.sink.span.start}`, one);
  return [...byPlace.values()];
}

const isWorse = (a: Taint, b: Taint): boolean =>
  a.strength < b.strength || (a.strength === b.strength && a.visible >= b.visible);

function severityOf(rule: LoggingRule, taint: Taint, label: string): Exposure['severity'] {
  if (rule.severity === 'info') return 'info';
  if (label === 'partial') return taint.visible >= MANY ? 'warning' : 'info';
  return rule.severity === 'error' && label === 'credential' && taint.strength < 3 ? 'error' : 'warning';
}
