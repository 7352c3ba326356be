const require_core = require("./core.cjs");
let node_path = require("node:path");
let node_fs = require("node:fs");
let node_crypto = require("node:crypto");
// src/report/write.ts
const REASONS = {
	EACCES: ["permission was denied", "Choose a file in a directory that you may write to."],
	EPERM: ["permission was denied", "Choose a file in a directory that you may write to."],
	EROFS: ["the file system is read-only", "Choose a file in a directory that you may write to."],
	ENOENT: ["its directory does not exist", "Create the directory first."],
	ENOTDIR: ["a part of its path is no directory", "Check the path."],
	ENAMETOOLONG: ["the name is too long", "Choose a shorter name."],
	ENOSPC: ["the disk is full", "Make room and run again."],
	EDQUOT: ["the disk quota is used up", "Make room and run again."],
	EFBIG: ["the file would be larger than is allowed here", "Raise the limit (ulimit -f) or choose another place."]
};
function writeReport(path, text) {
	const temporary = (0, node_path.join)((0, node_path.dirname)(path), `.hfleaks-${(0, node_crypto.randomBytes)(8).toString("hex")}.tmp`);
	let created = false;
	try {
		const old = (0, node_fs.lstatSync)(path, { throwIfNoEntry: false });
		if (old && !old.isFile()) throw failure(path, "it exists and is not a regular file", "Choose another file.");
		const fd = (0, node_fs.openSync)(temporary, node_fs.constants.O_WRONLY | node_fs.constants.O_CREAT | node_fs.constants.O_EXCL, old ? old.mode & 511 : 420);
		created = true;
		try {
			(0, node_fs.writeFileSync)(fd, text);
			(0, node_fs.fsyncSync)(fd);
		} finally {
			(0, node_fs.closeSync)(fd);
		}
		(0, node_fs.renameSync)(temporary, path);
	} catch (error) {
		if (created) remove(temporary);
		if (error instanceof require_core.HfleaksError) throw error;
		const [message, hint] = REASONS[codeOf(error)] ?? ["the system refused", "Check the path, or choose another file."];
		throw failure(path, message, hint);
	}
}
function remove(path) {
	try {
		(0, node_fs.rmSync)(path, { force: true });
	} catch {}
}
function codeOf(error) {
	return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}
function failure(path, message, hint) {
	return new require_core.HfleaksError("write-failed", `The report could not be written to ${require_core.escapeText(path)}: ${message}.`, hint);
}
exports.writeReport = writeReport;
