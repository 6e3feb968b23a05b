/** Headers as a plain map, with the face of the fetch standard's `Headers`. */

/** Names in lower case; several values of one name are kept apart. */
export class LightHeaders {
  /** Names and values in turn. Perf: an answer has seven headers; a map of lists cost more than looking through them. */
  readonly #raw: string[] = [];

  static {
    // Whoever asks whether these are headers is told so; every method of the standard is here.
    Object.setPrototypeOf(LightHeaders.prototype, Headers.prototype);
  }

  get(name: string): string | null {
    const values = this.#valuesOf(name.toLowerCase());
    return values.length === 0 ? null : values.join(", ");
  }

  has(name: string): boolean {
    return this.#placeOf(name.toLowerCase()) >= 0;
  }

  set(name: string, value: string): void {
    const lower = name.toLowerCase();
    const place = this.#placeOf(lower);
    if (place >= 0) {
      this.#raw[place + 1] = String(value);
      this.#removeFrom(place + 2, lower);
    } else this.#raw.push(lower, String(value));
  }

  append(name: string, value: string): void {
    this.#raw.push(name.toLowerCase(), String(value));
  }

  delete(name: string): void {
    this.#removeFrom(0, name.toLowerCase());
  }

  getSetCookie(): string[] {
    return this.#valuesOf("set-cookie");
  }

  forEach(use: (value: string, name: string, headers: Headers) => void): void {
    for (const [name, value] of this) use(value, name, this as unknown as Headers);
  }

  *entries(): IterableIterator<[string, string]> {
    const names = new Set(this.#raw.filter((_, place) => place % 2 === 0));
    for (const name of [...names].sort()) {
      const values = this.#valuesOf(name);
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
    return [...this.#raw];
  }

  /** Where the first header of that name stands; negative when there is none. */
  #placeOf(name: string): number {
    for (let place = 0; place < this.#raw.length; place += 2) if (this.#raw[place] === name) return place;
    return -1;
  }

  #valuesOf(name: string): string[] {
    return this.#raw.filter((_, place) => place % 2 === 1 && this.#raw[place - 1] === name);
  }

  #removeFrom(start: number, name: string): void {
    for (let place = this.#raw.length - 2; place >= start; place -= 2) {
      if (this.#raw[place] === name) this.#raw.splice(place, 2);
    }
  }
}
