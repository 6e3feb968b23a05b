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
      const taken = pool.slice(used, used + length);
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
  const hex = toHex(bytes);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
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

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

function toHex(bytes: Uint8Array): string {
  let hex = "";
  for (const byte of bytes) hex += HEX[byte];
  return hex;
}
