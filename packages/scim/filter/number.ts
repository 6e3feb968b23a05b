/** JSON numbers (RFC 8259 §6), read by hand: `Number` alone would also accept "", "0x1", "Infinity" and "1.". */

/** The number that a text means when it is a JSON number that a double can hold. */
export function readNumber(text: string): number | undefined {
  let index = text.startsWith("-") ? 1 : 0;
  const integerEnd = endOfDigits(text, index);
  if (integerEnd === index || (text.charAt(index) === "0" && integerEnd > index + 1)) return undefined;
  index = integerEnd;
  if (text.charAt(index) === ".") {
    const end = endOfDigits(text, index + 1);
    if (end === index + 1) return undefined;
    index = end;
  }
  if (text.charAt(index).toLowerCase() === "e") {
    const sign = text.charAt(index + 1);
    const start = index + (sign === "+" || sign === "-" ? 2 : 1);
    const end = endOfDigits(text, start);
    if (end === start) return undefined;
    index = end;
  }
  const value = Number(text);
  return index === text.length && Number.isFinite(value) ? value : undefined;
}

/** The offset behind the decimal digits that start at `start`. */
export function endOfDigits(text: string, start: number): number {
  let index = start;
  while (index < text.length && isDigit(text.charCodeAt(index))) index += 1;
  return index;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}
