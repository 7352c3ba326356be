const require_rolldown_runtime = require("./rolldown-runtime.cjs");
const require_core = require("./core.cjs");
// src/sources/filter.ts
const LIMIT = 512;
async function createFilter(globs) {
	if (globs.length === 0) return () => false;
	const { default: picomatch } = await Promise.resolve().then(() => require("./picomatch.cjs")).then((n) => require_rolldown_runtime.__toESM(n.require_picomatch(), 1));
	const tests = globs.map((glob) => {
		if (glob.length > LIMIT) throw new require_core.HfleaksError("usage", `A glob is longer than ${LIMIT} characters.`, "Name a folder instead.");
		const clean = glob.replace(/^\.\//, "").replace(/\/$/, "");
		const anywhere = clean.includes("/") ? clean : `**/${clean}`;
		return picomatch([anywhere, `${anywhere}/**`], {
			dot: true,
			noextglob: true,
			nonegate: true
		});
	});
	return (path) => {
		const text = require_core.displayPath(path);
		return tests.some((test) => test(text));
	};
}
Object.defineProperty(exports, "createFilter", {
	enumerable: true,
	get: function() {
		return createFilter;
	}
});
