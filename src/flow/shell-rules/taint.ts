// What is known of a value that holds a credential, and how it changes on its way.

import type { Step } from '../exposure.ts';
import type { Span } from '../syntax.ts';

export interface Taint {
  readonly strength: 1 | 2 | 3;
  readonly shown: 'whole' | 'partial' | 'environment';
  /** Characters of the secret part that a partial value shows. */
  readonly visible: number;
  /** `command` prints it by itself (`hf auth token`); `template` is put in before the shell runs. */
  readonly origin: 'value' | 'command' | 'template';
  /** Whether GitHub knows the whole value and masks it in logs. */
  readonly isMasked: boolean;
  /** Whether it is no longer the text that GitHub would mask. */
  readonly isChanged: boolean;
  /** Whether it is a URL with the credential before its host. */
  readonly isUrl: boolean;
  readonly source: Step;
  readonly path: readonly Step[];
}

const LENGTH = 37;
const PREFIX = 3;
const MAX_PATH = 20;

/** A whole value as it comes from its source. */
export function taintOf(strength: Taint['strength'], span: Span, words: string, more: Partial<Taint> = {}): Taint {
  const source = { span: { start: span.start, end: span.end }, words };
  return {
    strength,
    shown: 'whole',
    visible: LENGTH - PREFIX,
    origin: 'value',
    isMasked: false,
    isChanged: false,
    isUrl: false,
    source,
    path: [],
    ...more,
  };
}

/** The one of two that says more: a whole value before a part of one, proof before a name. */
export function stronger(a: Taint | null, b: Taint | null): Taint | null {
  if (a === null || b === null) return a ?? b;
  const weight = ({ shown, strength, visible }: Taint) =>
    (shown === 'whole' ? 300 : shown === 'partial' ? visible : 200) - strength;
  return weight(b) > weight(a) ? b : a;
}

/** The value after one more step of its way. */
export function through(taint: Taint | null, span: Span, words: string): Taint | null {
  if (taint === null) return null;
  const step = { span: { start: span.start, end: span.end }, words };
  return { ...taint, origin: 'value', path: taint.path.length < MAX_PATH ? [...taint.path, step] : taint.path };
}

/** What `from` to `to` leaves of a token (37 characters, three of them public); null if nothing secret is left. */
export function cut(taint: Taint | null, from: number | null, to: number | null): Taint | null {
  if (taint === null || taint.shown === 'environment') return taint;
  const at = (position: number) => (position < 0 ? Math.max(0, LENGTH + position) : Math.min(LENGTH, position));
  const end = to === null ? LENGTH : at(to);
  const visible = Math.min(taint.visible, end - Math.max(PREFIX, at(from ?? 0)));
  if (visible <= 0) return null;
  return { ...taint, isChanged: true, visible, shown: visible >= 24 ? 'whole' : 'partial' };
}

/** The value in another form: reversed, encoded, without its prefix. */
export function changed(taint: Taint | null): Taint | null {
  return taint === null ? null : { ...taint, isChanged: true };
}
