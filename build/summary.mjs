// Turns a JSON report of the test runner into one line, and into a failure if anything failed, or nothing ran.
import { existsSync, readFileSync } from 'node:fs';

const file = process.argv[2] ?? '';
const { testResults = [] } = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
const count = (...states) => tests.filter(({ status }) => states.includes(status)).length;

// A file that cannot even be loaded has no tests; it counts as one that failed.
const unloaded = testResults.filter(
  ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
);
const passed = count('passed');
const failed = count('failed') + unloaded.length;
const skipped = tests.length - passed - count('failed');

// A machine that is there to test has every tool, so a test that was skipped tested nothing. Only the user can be the wrong one.
const missed = tests.filter(
  ({ status, fullName }) => !['passed', 'failed'].includes(status) && !fullName.includes('(not as root)'),
);
for (const { name } of unloaded) console.log(`could not be loaded: ${name}`);
for (const { status, fullName } of missed) console.log(`${status}: ${fullName}`);
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exitCode = passed === 0 || failed > 0 || (process.env.CI && missed.length > 0) ? 1 : 0;
