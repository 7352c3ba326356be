// What an explanation is: sections of steps, each with its outcome, in words.

/** `yes` speaks for a finding, `no` against it, `note` tells. */
export type Outcome = 'yes' | 'no' | 'note';

export interface Step {
  readonly outcome: Outcome;
  /** One line; safe on a terminal. Holds nothing of a credential but its mask. */
  readonly text: string;
}

export interface Section {
  readonly title: string;
  readonly steps: readonly Step[];
}

/** In the order in which things happen. */
export interface Explanation {
  readonly subject: 'rule' | 'finding' | 'text';
  readonly sections: readonly Section[];
}

export const yes = (text: string): Step => ({ outcome: 'yes', text });
export const no = (text: string): Step => ({ outcome: 'no', text });
export const note = (text: string): Step => ({ outcome: 'note', text });
