// The same random content in each run, so that a failure can be seen again; FC_SEED=random, or a number, explores.
import fc from 'fast-check';

const { FC_SEED: seed = '1' } = process.env;
fc.configureGlobal(seed === 'random' ? {} : { seed: Number(seed) });
