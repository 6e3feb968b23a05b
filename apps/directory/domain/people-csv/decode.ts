/** Bytes of a file as text: UTF-8 and nothing else, with or without a byte order mark. */

/** The text, or where the first byte is that no UTF-8 has (zero-based), and what to do. */
export type DecodeResult =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly offset: number; readonly line: number; readonly message: string };

const REMEDY = 'Save the file as UTF-8 (in Excel: "CSV UTF-8 (comma delimited)") and try again.';
/** A character has at most four bytes. */
const SEQUENCE_LENGTH_MAX = 3;

/** Decodes a whole file. A byte order mark of UTF-8 is dropped. */
export function decodeUtf8(bytes: Uint8Array): DecodeResult {
  try {
    return { ok: true, text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch {
    const offset = findFault(bytes);
    const line = bytes.subarray(0, offset).reduce((lines, byte) => (byte === 0x0a ? lines + 1 : lines), 1);
    const value = (bytes[offset] ?? 0).toString(16).padStart(2, "0");
    const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
    const what = isUtf16 ? "The file is UTF-16" : `The byte 0x${value} at offset ${offset} (line ${line}) is not UTF-8`;
    return { ok: false, offset, line, message: `${what}. ${REMEDY}` };
  }
}

/** The offset of the first byte of the sequence that is none: the longest prefix that decodes is found by halving. */
function findFault(bytes: Uint8Array): number {
  let low = 0;
  let high = bytes.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (decodes(bytes.subarray(0, middle), true)) low = middle;
    else high = middle - 1;
  }
  // The prefix may end inside a sequence that the next byte does not continue: that sequence is the fault.
  for (let length = 0; length <= SEQUENCE_LENGTH_MAX && length <= low; length += 1) {
    if (decodes(bytes.subarray(0, low - length), false)) return low - length;
  }
  return low;
}

/** Whether a prefix is UTF-8; with `isOpen` a sequence that is cut off at the end counts as well. */
function decodes(prefix: Uint8Array, isOpen: boolean): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(prefix, { stream: isOpen });
    return true;
  } catch {
    return false;
  }
}
