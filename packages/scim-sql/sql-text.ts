/** The bits of SQL text that every statement is made of. */

/** A string constant. Only names from schemas become constants; what a client sends is always a parameter. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Collects parameters and gives out their placeholders. */
export class Parameters {
  readonly values: unknown[] = [];
  readonly #first: number;

  constructor(first: number) {
    this.#first = first;
  }

  /** The placeholder of a new parameter. */
  add(value: string): string {
    this.values.push(value);
    return `$${this.#first + this.values.length - 1}`;
  }
}
