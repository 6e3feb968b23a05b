/** Internet addresses as bytes, and which of them lie inside (IANA special-purpose registries, RFC 6890). */

/**
 * The bytes of an IPv4 (4) or IPv6 (16) address; undefined when the text is none. IPv4 inside IPv6 is unwrapped: mapped and compatible
 * (RFC 4291 §2.5.5), translated (RFC 6052, RFC 8215) and 6to4 (RFC 3056).
 */
export function parseAddress(text: string): readonly number[] | undefined {
  const bytes = text.includes(":") ? parseIpv6(text.replace(/%.*$/, "")) : parseIpv4(text);
  if (bytes?.length !== 16) return bytes;
  if (startsWith(bytes, [0x20, 0x02])) return bytes.slice(2, 6);
  // "::" and "::1" are addresses of their own.
  if (bytes.slice(0, 15).every((byte) => byte === 0)) return bytes;
  return EMBEDDING.some((prefix) => startsWith(bytes, prefix)) ? bytes.slice(12) : bytes;
}

const ZEROS = new Array<number>(10).fill(0);
/** Prefixes before the four bytes of an IPv4 address. */
const EMBEDDING: readonly (readonly number[])[] = [
  [...ZEROS, 0xff, 0xff],
  [...ZEROS, 0, 0],
  [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0],
  [0, 0x64, 0xff, 0x9b, 0, 1, 0, 0, 0, 0, 0, 0],
];

/** Whether the address is this machine. */
export function isLoopback(address: string): boolean {
  const bytes = parseAddress(address);
  if (bytes === undefined) return false;
  return bytes.length === 4 ? bytes[0] === 127 : bytes.slice(0, 15).every((byte) => byte === 0) && bytes[15] === 1;
}

/** Whether the address is reachable from inside only: loopback, private, link-local (cloud metadata), carrier, protocol assignments, site-local, unique local. */
export function isPrivateAddress(address: string): boolean {
  const bytes = parseAddress(address);
  if (bytes === undefined) return false;
  if (isLoopback(address)) return true;
  const [first = 0, second = 0, third = 0] = bytes;
  if (bytes.length === 4) {
    return (
      first === 10 ||
      (first === 172 && second >= 16 && second <= 31) ||
      (first === 192 && (second === 168 || (second === 0 && third === 0))) ||
      (first === 169 && second === 254) ||
      (first === 100 && second >= 64 && second <= 127) ||
      (first === 198 && (second === 18 || second === 19))
    );
  }
  return (first & 0xfe) === 0xfc || (first === 0xfe && (second & 0x80) === 0x80);
}

/** Whether no application can answer at the address: unspecified, multicast, broadcast, reserved. */
export function isSpecialAddress(address: string): boolean {
  const bytes = parseAddress(address);
  if (bytes === undefined) return false;
  const first = bytes[0] ?? 0;
  if (bytes.length === 4) return first === 0 || first >= 224;
  return first === 0xff || bytes.every((byte) => byte === 0);
}

function parseIpv4(text: string): readonly number[] | undefined {
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255)) return undefined;
  return parts.map(Number);
}

function parseIpv6(text: string): readonly number[] | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const head = parseGroups(halves[0] ?? "");
  const tail = parseGroups(halves[1] ?? "");
  if (head === undefined || tail === undefined) return undefined;
  if (halves.length === 1) return head.length === 16 ? head : undefined;
  const missing = 16 - head.length - tail.length;
  return missing < 2 ? undefined : [...head, ...new Array<number>(missing).fill(0), ...tail];
}

function parseGroups(text: string): readonly number[] | undefined {
  if (text === "") return [];
  const bytes: number[] = [];
  const groups = text.split(":");
  for (const [index, group] of groups.entries()) {
    if (group.includes(".")) {
      const embedded = index === groups.length - 1 ? parseIpv4(group) : undefined;
      if (embedded === undefined) return undefined;
      bytes.push(...embedded);
    } else if (/^[\da-f]{1,4}$/i.test(group)) {
      const value = Number.parseInt(group, 16);
      bytes.push(value >> 8, value & 0xff);
    } else {
      return undefined;
    }
  }
  return bytes;
}

function startsWith(bytes: readonly number[], prefix: readonly number[]): boolean {
  return prefix.every((byte, index) => bytes[index] === byte);
}
