/** Least size of the buffer, so that many small chunks do not make it grow often. */
const SIZE_MIN = 1_024;

/**
 * Bytes that come in chunks, at most `bytesMax` of them. Held once, in a buffer that doubles: chunks are not kept, since a sender
 * who sends them one byte at a time would fill memory with objects many times that size.
 */
export class BoundedBytes {
  readonly #bytesMax: number;
  /** Perf: what comes in one chunk, as most does, is not copied. */
  #only: Uint8Array | undefined;
  #buffer = new Uint8Array();
  #length = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** Takes a chunk. False, and nothing is taken, when there would be more than `bytesMax`. */
  add(chunk: Uint8Array): boolean {
    const length = this.#length + chunk.length;
    if (length > this.#bytesMax) return false;
    if (this.#length === 0) {
      this.#only = chunk;
    } else {
      this.#reserve(length);
      this.#buffer.set(chunk, this.#length);
    }
    this.#length = length;
    return true;
  }

  /** What has come so far. */
  bytes(): Uint8Array {
    return this.#only ?? this.#buffer.subarray(0, this.#length);
  }

  #reserve(length: number): void {
    if (length > this.#buffer.length) {
      const size = Math.min(Math.max(length, this.#buffer.length * 2, SIZE_MIN), this.#bytesMax);
      const grown = new Uint8Array(size);
      grown.set(this.bytes());
      this.#buffer = grown;
    }
    this.#only = undefined;
  }
}
