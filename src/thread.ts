// What a thread runs that reads packs besides: the bundle has it as a file of its own.
import { createProbe } from './engine.ts';
import { servePacks } from './sources/pack-worker.ts';

void servePacks(createProbe);
