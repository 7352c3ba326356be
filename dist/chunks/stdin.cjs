const require_rolldown_runtime = require("./rolldown-runtime.cjs");
const require_core = require("./core.cjs");
// src/sources/stdin.ts
var stdin_exports = require_rolldown_runtime.__exportAll({ stdinSource: () => stdinSource });
function stdinSource(stream, path) {
	return {
		mode: "stdin",
		target: "-",
		async *candidates(sieve, ledger) {
			const name = Buffer.from(path);
			const kind = require_core.kindOf(name);
			let size = 0;
			let damage = null;
			const survivable = async function* () {
				try {
					yield* stream;
				} catch {
					damage = "read-error";
				}
			};
			const { bytes, rest } = await require_core.readUpTo(survivable(), require_core.wholeLimit(kind));
			const segments = async function* () {
				for await (const segment of rest ? require_core.streamSegments(rest, sieve) : [require_core.wholeSegment(bytes, sieve.hits(bytes))]) {
					size = segment.to;
					yield segment;
				}
			};
			ledger.list(1);
			yield* require_core.offer(ledger, name, {
				kind,
				whole: !rest,
				places: [{
					kind: "stdin",
					path: name
				}],
				segments
			}, () => size, () => damage);
		}
	};
}
Object.defineProperty(exports, "stdinSource", {
	enumerable: true,
	get: function() {
		return stdinSource;
	}
});
Object.defineProperty(exports, "stdin_exports", {
	enumerable: true,
	get: function() {
		return stdin_exports;
	}
});
