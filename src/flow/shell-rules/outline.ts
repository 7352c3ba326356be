// A script taken apart before it runs: its functions by name, and what of it runs under a condition only.

import type { Group, Pipeline, SimpleCommand } from '../shell/syntax.ts';

export interface Outline {
  /** The script without its functions. */
  readonly pipelines: readonly Pipeline[];
  readonly functions: Map<string, readonly Pipeline[]>;
  /** What stands behind `&&` and `||`. */
  readonly conditional: Set<SimpleCommand>;
}

/** Takes functions out of where they stand, as deep as groups go; those inside of others too. */
export function outlineOf(pipelines: readonly Pipeline[]): Outline {
  const outline = { functions: new Map<string, readonly Pipeline[]>(), conditional: new Set<SimpleCommand>() };
  return { pipelines: pruned(pipelines, outline), ...outline };
}

function pruned(pipelines: readonly Pipeline[], outline: Pick<Outline, 'functions' | 'conditional'>): Pipeline[] {
  const kept: Pipeline[] = [];
  let operator = '';
  for (const pipeline of pipelines) {
    const commands = pipeline.commands.flatMap((command): (SimpleCommand | Group)[] => {
      if (command.kind === 'simple') {
        if (operator === '&&' || operator === '||') outline.conditional.add(command);
        return [command];
      }
      const body = pruned(command.body, outline);
      if (command.keyword !== 'function') return [{ ...command, body }];
      outline.functions.set(command.name, body);
      return [];
    });
    if (commands.length > 0) kept.push({ ...pipeline, commands });
    operator = pipeline.operator;
  }
  return kept;
}
