// Prints what the shell parser gives in one line, for tables of tests.

import type { Command, Part, Pipeline, Redirection, Word } from '../../../src/flow/shell/syntax.ts';
import type { Expression } from '../../../src/flow/syntax.ts';

/** `a b | c && d`: words in `[]`, groups as `keyword{ … }`. */
export function printShell(pipelines: readonly Pipeline[]): string {
  return pipelines.map(printPipeline).join(' ');
}

function printPipeline({ commands, pipes, isNegated, operator }: Pipeline): string {
  const text = commands.map((command, index) => `${printCommand(command)}${pipes[index] ? ` ${pipes[index]} ` : ''}`);
  const end = operator === '\n' || operator === '' ? '' : ` ${operator}`;
  return `${isNegated ? '! ' : ''}${text.join('')}${end}`;
}

function printCommand(command: Command): string {
  const bindings = command.bindings.map(
    ({ name, via, operator, values }) =>
      `${via === '=' ? '' : `${via}:`}${name}${operator}${values.map(printWord).join(',')}`,
  );
  const redirections = command.redirections.map(printRedirection);
  if (command.kind === 'group') {
    const words = command.words.map(printWord);
    const head = [command.keyword, command.name, ...words, ...bindings].filter((text) => text !== '').join(' ');
    return [`${head}< ${printShell(command.body)} >`, ...redirections].join(' ');
  }
  const tracing = command.tracing === 'off' ? '' : command.tracing === 'on' ? '+x:' : '?x:';
  const named = command.words.length === 0 ? command.name : '';
  return (
    tracing + [...bindings, named, ...command.words.map(printWord), ...redirections].filter((x) => x !== '').join(' ')
  );
}

function printRedirection({ operator, descriptor, target }: Redirection): string {
  return `${descriptor ?? ''}${operator}${printWord(target)}`;
}

export function printWord(word: Word): string {
  return `[${word.parts.map(printPart).join('·')}]`;
}

function printPart(part: Part): string {
  switch (part.kind) {
    case 'literal':
      return part.quote + part.text.replaceAll('\n', '⏎') + part.quote;
    case 'variable': {
      const slice = part.slice === null ? '' : `(${part.slice.from}..${part.slice.to})`;
      const argument = part.argument === null || slice !== '' ? '' : printWord(part.argument);
      return `$${part.name}${part.operator === '' ? '' : `{${part.operator}${argument}${slice}}`}`;
    }
    case 'substitution':
      return `${part.opener} ${printShell(part.pipelines)} )`;
    case 'template':
      return `@${printExpression(part.value)}`;
    case 'opaque':
      return '?';
  }
}

export function printExpression(value: Expression): string {
  switch (value.kind) {
    case 'name':
      return value.name;
    case 'attribute':
      return `${printExpression(value.object)}.${value.name}`;
    case 'subscript':
      return `${printExpression(value.object)}[${printExpression(value.index)}]`;
    case 'call':
      return `${printExpression(value.callee)}(${value.args.map((argument) => printExpression(argument.value)).join(', ')})`;
    case 'text':
      return `'${value.parts.join('')}'`;
    case 'literal':
      return value.value;
    case 'operation':
      return `(${value.operator} ${value.operands.map(printExpression).join(' ')})`;
    case 'opaque':
      return `?(${value.parts.map((part) => printExpression(part.value)).join(', ')})`;
    default:
      return value.kind;
  }
}
