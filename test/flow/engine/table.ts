// Prints exposures of a text as `rule@line`, for tables.
import { logging } from 'hfleaks:logging';
import { type CodeFile, exposuresOf, type Imports } from '../../../src/flow/exposures.ts';

/** `severity rule@line` of each exposure, joined by `, `; severities of errors are left out. */
export function found(kind: CodeFile['kind'], text: string, imports?: Imports, name = 'a/b'): string {
  return exposuresOf({ name, text, kind }, logging, imports)
    .exposures.map(({ rule, severity, sink }) => {
      const line = text.slice(0, sink.span.start).split('\n').length;
      return `${severity === 'error' ? '' : `${severity} `}${rule.replace(/^hf-/, '')}@${line}`;
    })
    .join(', ');
}
