// The version of the tool, as reports name it.
export const VERSION = '0.1.0';
