/** Headers as a plain map, with the face of the fetch standard's `Headers`. */

/** Names in lower case; several values of one name are kept apart. */
export class LightHeaders {
  readonly #values = new Map<string, string[]>();

  static {
    // Whoever asks whether these are headers is told so; every method of the standard is here.
    Object.setPrototypeOf(LightHeaders.prototype, Headers.prototype);
  }

  get(name: string): string | null {
    return this.#values.get(name.toLowerCase())?.join(", ") ?? null;
  }

  has(name: string): boolean {
    return this.#values.has(name.toLowerCase());
  }

  set(name: string, value: string): void {
    this.#values.set(name.toLowerCase(), [String(value)]);
  }

  append(name: string, value: string): void {
    const values = this.#values.get(name.toLowerCase());
    if (values === undefined) this.set(name, value);
    else values.push(String(value));
  }

  delete(name: string): void {
    this.#values.delete(name.toLowerCase());
  }

  getSetCookie(): string[] {
    return [...(this.#values.get("set-cookie") ?? [])];
  }

  forEach(use: (value: string, name: string, headers: Headers) => void): void {
    for (const [name, value] of this) use(value, name, this as unknown as Headers);
  }

  *entries(): IterableIterator<[string, string]> {
    for (const name of [...this.#values.keys()].sort()) {
      const values = this.#values.get(name) ?? [];
      if (name === "set-cookie") for (const value of values) yield [name, value];
      else yield [name, values.join(", ")];
    }
  }

  *keys(): IterableIterator<string> {
    for (const [name] of this.entries()) yield name;
  }

  *values(): IterableIterator<string> {
    for (const [, value] of this.entries()) yield value;
  }

  [Symbol.iterator](): IterableIterator<[string, string]> {
    return this.entries();
  }

  /** Names and values in turn, as Node's `writeHead` takes them. */
  toRaw(): string[] {
    const raw: string[] = [];
    for (const [name, values] of this.#values) for (const value of values) raw.push(name, value);
    return raw;
  }
}
