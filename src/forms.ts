// What the sieve looks for: the anchors of all rules as every decoder spells them.
import { type Decoder, decoders } from './decode/index.ts';
import type { AnchorForm, TokenRule } from './types.ts';

/** Bytes of context in which a rule's `near` words or a comment may stand, beyond the rule's own reach. */
export const CONTEXT = 256;

/** The bytes of all forms of some rules, by the decoder's name and in their order, each byte as a character. */
export type KnownForms = Readonly<Record<string, readonly string[]>>;

/**
 * Every anchor in every spelling that a decoder can read. An anchor that begins with another one, as `hf_jwt_` with `hf_`, needs no
 * spelling of its own: its rule only demands that the rest follows. A rule that asks for words nearby is not looked for where those
 * would have to be turned round too. With `known`, which must be that of `rules`, a decoder is asked when a form of it is found.
 */
export function anchorForms(rules: readonly TokenRule[], known?: KnownForms): AnchorForm[] {
  return decoders.flatMap((decoder) => {
    const literals = known?.[decoder.name];
    if (!literals) return formsOf(decoder, rules);
    let made: readonly AnchorForm[] | undefined;
    const all = (): readonly AnchorForm[] => (made ??= formsOf(decoder, rules));
    return literals.map((text, index) => new KnownForm(text, decoder.name, () => all()[index] as AnchorForm));
  });
}

/** A form of which nothing but the bytes is needed until they are found. */
class KnownForm implements AnchorForm {
  readonly #bytes: Uint8Array;
  readonly decoder: AnchorForm['decoder'];
  readonly #make: () => AnchorForm;
  #made: AnchorForm | undefined;

  constructor(text: string, decoder: AnchorForm['decoder'], make: () => AnchorForm) {
    this.#bytes = Buffer.from(text, 'latin1');
    this.decoder = decoder;
    this.#make = make;
  }

  /** Once the decoder was asked, the very bytes that it made: by them it knows how to read what was found. */
  get bytes(): Uint8Array {
    return this.#made?.bytes ?? this.#bytes;
  }

  get rules(): AnchorForm['rules'] {
    return this.#form().rules;
  }

  get reach(): number {
    return this.#form().reach;
  }

  get confirm(): AnchorForm['confirm'] {
    return this.#form().confirm;
  }

  get behind(): AnchorForm['behind'] {
    return this.#form().behind;
  }

  #form(): AnchorForm {
    return (this.#made ??= this.#make());
  }
}

function formsOf(decoder: Decoder, rules: readonly TokenRule[]): AnchorForm[] {
  const own = new Set(decoder.turnsWords ? rules.filter(({ near }) => !near) : rules);
  const anchors = new Set([...own].flatMap((rule) => rule.anchors));
  const shortest = [...anchors].filter(
    (anchor) => ![...anchors].some((other) => other !== anchor && anchor.startsWith(other)),
  );
  return shortest.flatMap((anchor) => {
    const served = rules.flatMap((rule, index) =>
      rule.anchors
        .filter((one) => own.has(rule) && one.startsWith(anchor))
        .map((one) => ({ index, reach: rule.reach, follows: demand(one.slice(anchor.length), rule.follows) })),
    );
    const reach = decoder.widest * (CONTEXT + Math.max(...served.map((rule) => rule.reach)));
    const indices = [...new Set(served.map(({ index }) => index))];
    const follows = served.map((rule) => rule.follows);
    return decoder
      .spellings(anchor, follows)
      .map((spelling) => ({ ...spelling, decoder: decoder.name, rules: indices, reach }));
  });
}

/** What follows a part of an anchor: the rest of it, and then what the rule itself demands. */
function demand(rest: string, { literal = '', set, min }: TokenRule['follows']): TokenRule['follows'] {
  return { literal: rest + literal, set, min };
}
