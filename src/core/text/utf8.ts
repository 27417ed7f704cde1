/** The one piece of the platform that core needs: every JavaScript host we run in has it. */
declare const TextDecoder: new (label: string, options: { readonly ignoreBOM: boolean }) => { decode(bytes: Uint8Array): string };
declare const TextEncoder: new () => { encode(text: string): Uint8Array<ArrayBuffer> };

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const encoder = new TextEncoder();

/** UTF-8 to text. Invalid sequences become U+FFFD; a byte-order mark is kept (see `withoutBom`). */
export const decodeUtf8 = (bytes: Uint8Array): string => decoder.decode(bytes);

/** Text to UTF-8. Lone surrogates become U+FFFD. */
export const encodeUtf8 = (text: string): Uint8Array<ArrayBuffer> => encoder.encode(text);

export const withoutBom = (text: string): string => (text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
