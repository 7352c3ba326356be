// Why a pack, or a part of it, is left to git.

/** Thrown for what is not read here: another form, damage, what would take too much memory. git is asked for it instead. */
export class Unread extends Error {}
