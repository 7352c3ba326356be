// A compact printed form of what the parsers give, so that tests can be tables of source and text.
import type { Argument, Expression, Module, Parameter, Statement } from '../../src/flow/syntax.ts';

/**
 * One line a top-level statement; inner ones in `{ … }`, divided by `; `; gaps last, as `gap start-end`.
 *
 * `#1` literal, `"a{b}c"` text, `(+ a b)` operation, `(test ? then : otherwise)`, `[a, b]` sequence, `{k: v, ...v}` mapping,
 * `<element for target in iterable>`, `fn(a: T = b) { … }`, `?name(parts)` opaque, `~a` silenced, `if (tests) [target <- value] { … } { … }`.
 */
export function printModule(module: Module): string {
  const gaps = module.gaps.map(({ start, end }) => `gap ${start}-${end}`);
  return [...module.statements.map(printStatement), ...gaps].join('\n');
}

export function printStatement(statement: Statement): string {
  switch (statement.kind) {
    case 'assignment': {
      const annotation = statement.annotation === '' ? '' : `: ${statement.annotation}`;
      const targets = statement.targets.map((target) => `${printExpression(target)}${annotation}`);
      return `${[...targets, printExpression(statement.value)].join(` ${statement.operator} `)}`;
    }
    case 'expression':
      return `${statement.isSilenced ? '~' : ''}${printExpression(statement.value)}`;
    case 'exit':
      return [statement.keyword, statement.values.map(printExpression).join(', ')].join(' ').trim();
    case 'block': {
      const tests = statement.tests.length === 0 ? [] : [`(${statement.tests.map(printExpression).join(', ')})`];
      const bindings = statement.bindings.map(
        ({ target, value }) => `[${printExpression(target)} <- ${printExpression(value)}]`,
      );
      return [statement.keyword, ...tests, ...bindings, ...statement.bodies.map(printBody)].join(' ');
    }
    case 'definition': {
      const decorators = statement.decorators.map((decorator) => `@${printExpression(decorator)}`);
      const exported = statement.isExported ? ['export'] : [];
      const inside =
        statement.what === 'class'
          ? statement.bases.map(printExpression).join(', ')
          : statement.parameters.map(printParameter).join(', ');
      return [
        ...exported,
        ...decorators,
        statement.what,
        `${statement.name}(${inside})`,
        printBody(statement.body),
      ].join(' ');
    }
    case 'import': {
      const names = statement.names.map(({ name, as }) => `${name ?? 'module'} as ${as}`);
      return `import ${JSON.stringify(statement.module)} (${names.join(', ')})`;
    }
    case 'magic':
      return `magic ${JSON.stringify(statement.text)}`;
  }
}

export function printExpression(expression: Expression): string {
  const print = printExpression;
  switch (expression.kind) {
    case 'name':
      return expression.name;
    case 'attribute':
      return `${print(expression.object)}.${expression.name}`;
    case 'subscript':
      return `${print(expression.object)}[${print(expression.index)}]`;
    case 'slice':
      return `${expression.from ?? ''}:${expression.to ?? ''}`;
    case 'call':
      return `${print(expression.callee)}(${printArguments(expression.args)})`;
    case 'text': {
      const parts = expression.parts.map((part) =>
        typeof part === 'string' ? JSON.stringify(part).slice(1, -1) : `{${print(part)}}`,
      );
      return `"${parts.join('')}"`;
    }
    case 'literal':
      return `#${expression.value}`;
    case 'operation':
      return `(${[expression.operator, ...expression.operands.map(print)].join(' ')})`;
    case 'conditional':
      return `(${print(expression.test)} ? ${print(expression.then)} : ${print(expression.otherwise)})`;
    case 'sequence':
      return `[${expression.items.map(print).join(', ')}]`;
    case 'mapping': {
      const entries = expression.entries.map(({ key, value }) =>
        key === null ? `...${print(value)}` : `${print(key)}: ${print(value)}`,
      );
      return `{${entries.join(', ')}}`;
    }
    case 'comprehension': {
      const loops = expression.loops.map(({ target, iterable }) => ` for ${print(target)} in ${print(iterable)}`);
      return `<${print(expression.element)}${loops.join('')}>`;
    }
    case 'function':
      return `fn(${expression.parameters.map(printParameter).join(', ')}) ${printBody(expression.body)}`;
    case 'opaque':
      return `?${expression.name}(${printArguments(expression.parts)})`;
  }
}

function printBody(statements: readonly Statement[]): string {
  return statements.length === 0 ? '{}' : `{ ${statements.map(printStatement).join('; ')} }`;
}

function printArguments(args: readonly Argument[]): string {
  return args
    .map(({ name, value }) => {
      if (name === null) return printExpression(value);
      return /^[*.]+$/.test(name) ? `${name}${printExpression(value)}` : `${name}=${printExpression(value)}`;
    })
    .join(', ');
}

function printParameter({ target, standard, annotation }: Parameter): string {
  const type = annotation === '' ? '' : `: ${annotation}`;
  return `${printExpression(target)}${type}${standard === null ? '' : ` = ${printExpression(standard)}`}`;
}
