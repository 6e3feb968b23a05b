import type { Clock } from "./clock.ts";
import type { TraceId } from "./ids.ts";

/** The only source of randomness below the apps; cryptographically strong in production. */
export interface Random {
  /** `length` random bytes. */
  bytes(length: number): Uint8Array;
}

/** Bytes that a pool fetches at once. */
const POOL_BYTES = 4_096;

/**
 * The same randomness, fetched in larger pieces: a request needs a few ids, and asking the operating system for each costs more
 * than the id. No byte is handed out twice or kept once it is.
 */
export function poolRandom(random: Random): Random {
  let pool: Uint8Array = new Uint8Array();
  let used = 0;
  return {
    bytes: (length) => {
      if (length > POOL_BYTES / 8) return random.bytes(length);
      if (used + length > pool.length) {
        pool = random.bytes(POOL_BYTES);
        used = 0;
      }
      // A copy, also of a Node Buffer, whose own `slice` would share what is wiped below.
      const taken = new Uint8Array(pool.subarray(used, used + length));
      pool.fill(0, used, used + length);
      used += length;
      return taken;
    },
  };
}

/** RFC 9562 §5.7: a UUID version 7, ordered by the clock's millisecond. */
export function uuidV7(clock: Clock, random: Random): string {
  const bytes = random.bytes(16);
  let milliseconds = clock.now();
  for (let index = 5; index >= 0; index -= 1) {
    bytes[index] = milliseconds % 256;
    milliseconds = Math.floor(milliseconds / 256);
  }
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  return toText(bytes, { isUuid: true });
}

/** W3C Trace Context: a new sampled `traceparent` under `traceId`, or under a fresh trace id. */
export function createTraceparent(random: Random, traceId?: TraceId): { traceparent: string; traceId: TraceId } {
  const trace = traceId ?? (toHex(random.bytes(16)) as TraceId);
  return { traceparent: `00-${trace}-${toHex(random.bytes(8))}-01`, traceId: trace };
}

/** The trace id of a well-formed `traceparent` header, else undefined. */
export function parseTraceparent(header: string | null | undefined): TraceId | undefined {
  const match = /^[\da-f]{2}-([\da-f]{32})-[\da-f]{16}-[\da-f]{2}$/.exec(header ?? "");
  const traceId = match?.[1];
  return traceId === undefined || /^0+$/.test(traceId) ? undefined : (traceId as TraceId);
}

const DIGITS = Array.from("0123456789abcdef", (digit) => digit.charCodeAt(0));
const DASH = "-".charCodeAt(0);

function toHex(bytes: Uint8Array): string {
  return toText(bytes, { isUuid: false });
}

/** Lower-case hexadecimal digits; a UUID has a dash before its bytes 4, 6, 8 and 10. Perf: one text out of its codes; put together piece by piece, an id cost 1 kB of garbage. */
function toText(bytes: Uint8Array, { isUuid }: { readonly isUuid: boolean }): string {
  const codes: number[] = [];
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index] ?? 0;
    if (isUuid && index >= 4 && index <= 10 && index % 2 === 0) codes.push(DASH);
    codes.push(DIGITS[byte >> 4] ?? 0, DIGITS[byte & 15] ?? 0);
  }
  return String.fromCharCode(...codes);
}
