// Runs a target on one input after the other, until one goes wrong.
import { mutated } from './mutate.ts';
import { Random } from './random.ts';
import { type Input, must, STRETCH, type Target } from './target.ts';

/** Processor time that one input may take, in milliseconds. */
const LIMIT = 5000;
/** How many inputs of a stretch are changed again, besides the seeds. */
const MOST_KEPT = 256;

export interface Failure {
  readonly number: number;
  /** Says nothing of the input. */
  readonly message: string;
  readonly input: Input;
}

/**
 * Runs the inputs of the stretch that has the number `first`, as far as `end`; gives the first that goes wrong, or null. `tell` is told of
 * each before it is run, and ends it by `false`.
 */
export async function runStretch(
  target: Target,
  seed: number,
  first: number,
  end: number,
  tell: (number: number) => boolean,
): Promise<Failure | null> {
  const begin = first - (first % STRETCH);
  const corpus = [...target.seeds];
  const most = corpus.length + MOST_KEPT;
  const seen = new Set<string>();
  for (let number = begin; number < Math.min(end, begin + STRETCH); number++) {
    if (!tell(number)) return null;
    const input = inputOf(target, corpus, new Random(seed, target.name, number), number - begin);
    const started = performance.now();
    try {
      const made = target.run(input);
      // To wait costs more than many inputs.
      const outcome = typeof made === 'string' ? made : await made;
      // By the clock, others make it slow; and to read processor time costs more than most inputs.
      if (performance.now() - started > LIMIT) {
        const before = process.cpuUsage();
        await target.run(input);
        const { user, system } = process.cpuUsage(before);
        must((user + system) / 1000 < LIMIT, 'takes too long');
      }
      if (seen.has(outcome)) continue;
      seen.add(outcome);
      if (corpus.length < most) corpus.push(input);
    } catch (error) {
      return { number, message: error instanceof Error ? `${error.name}: ${error.message}` : 'no error', input };
    }
  }
  return null;
}

/** By turns, the seeds as they are, and what is made of them. */
function inputOf(target: Target, corpus: readonly Input[], random: Random, number: number): Input {
  const seed = number % 2 === 0 ? target.seeds[number / 2] : undefined;
  if (seed) return seed;
  const made = target.make && random.once(4) ? target.make(random) : undefined;
  if (made && random.once(2)) return made;
  return mutated(made ?? random.of(corpus), corpus, target, random);
}
