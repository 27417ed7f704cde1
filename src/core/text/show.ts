// biome-ignore-all lint/suspicious/noControlCharactersInRegex: control characters are what this file is about

/** OSC, DCS, SOS, PM and APC strings up to their terminator; CSI sequences; two- and three-character escapes; 8-bit forms. */
const TERMINAL =
  /(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c|$)|(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?|\x1b[ -/]*[0-~]?/g;
const CONTROL = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/g;
const BIDI = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Text without terminal escape sequences and without control characters other than tab, line feed and carriage return. */
export const stripTerminal = (text: string): string => text.replace(TERMINAL, '').replace(CONTROL, '');

/** Makes bidirectional controls, which can reorder what the reader sees, visible as `[U+202E]`. */
export const revealBidi = (text: string): string =>
  text.replace(BIDI, (mark) => `[U+${mark.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}]`);

/** Log text made safe to show as plain text: no escapes, no reordering, no lone surrogates. */
export const showable = (text: string): string => revealBidi(stripTerminal(text)).toWellFormed();
