/** Compiles a regular expression to states (see pattern.ts). Sizes are bounded: repetitions are written out. */

/** A state: takes one character, goes on to several states at once, or ends. */
export type State =
  | { readonly kind: "take"; readonly accepts: (character: string) => boolean; next: number }
  | { readonly kind: "split"; readonly next: number[] }
  | { readonly kind: "end" };

/** Why a pattern cannot be read. */
interface PatternFault {
  readonly ok: false;
  readonly message: string;
}

const STATES_MAX = 1_000;
const DEPTH_MAX = 30;
const REPEAT_MAX = 100;

/** The states of a pattern, the first of which is where it begins. */
export function compilePattern(
  pattern: string,
): { readonly ok: true; readonly states: readonly State[] } | PatternFault {
  try {
    const node = new PatternParser(pattern).parse();
    const states: State[] = [];
    emit(node, states);
    push(states, { kind: "end" });
    return { ok: true, states };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { ok: false, message: error.message };
  }
}

class Fault extends Error {}

type Node =
  | { readonly kind: "set"; readonly accepts: (character: string) => boolean }
  | { readonly kind: "sequence"; readonly parts: readonly Node[] }
  | { readonly kind: "choice"; readonly options: readonly Node[] }
  | { readonly kind: "repeat"; readonly part: Node; readonly min: number; readonly max: number };

/** Appends the states of a node; each leads to the state that will come next. */
function emit(node: Node, states: State[]): void {
  switch (node.kind) {
    case "set":
      push(states, { kind: "take", accepts: node.accepts, next: states.length + 1 });
      return;
    case "sequence":
      for (const part of node.parts) emit(part, states);
      return;
    case "choice":
      emitChoice(node.options, states);
      return;
    case "repeat":
      emitRepeat(node, states);
      return;
  }
}

function emitChoice(options: readonly Node[], states: State[]): void {
  const fork: number[] = [];
  push(states, { kind: "split", next: fork });
  const exits: number[][] = [];
  for (const option of options) {
    fork.push(states.length);
    emit(option, states);
    const exit: number[] = [];
    push(states, { kind: "split", next: exit });
    exits.push(exit);
  }
  for (const exit of exits) exit.push(states.length);
}

function emitRepeat(node: Extract<Node, { kind: "repeat" }>, states: State[]): void {
  for (let count = 0; count < node.min; count += 1) emit(node.part, states);
  if (node.max === Number.POSITIVE_INFINITY) {
    const start = states.length;
    const fork: number[] = [start + 1];
    push(states, { kind: "split", next: fork });
    emit(node.part, states);
    push(states, { kind: "split", next: [start] });
    fork.push(states.length);
    return;
  }
  const forks: number[][] = [];
  for (let count = node.min; count < node.max; count += 1) {
    const fork: number[] = [states.length + 1];
    push(states, { kind: "split", next: fork });
    forks.push(fork);
    emit(node.part, states);
  }
  for (const fork of forks) fork.push(states.length);
}

function push(states: State[], state: State): void {
  if (states.length >= STATES_MAX) throw new Fault("The pattern is too large.");
  states.push(state);
}

const CLASSES: Readonly<Record<string, (character: string) => boolean>> = {
  d: (character) => /^[0-9]$/.test(character),
  w: (character) => /^[A-Za-z0-9_]$/.test(character),
  s: (character) => /^\s$/.test(character),
};

const CONTROLS: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r" };

class PatternParser {
  readonly #characters: readonly string[];
  #index = 0;

  constructor(pattern: string) {
    this.#characters = [...pattern];
  }

  parse(): Node {
    // The whole text must match anyway.
    if (this.#peek() === "^") this.#index += 1;
    const node = this.#choice(0);
    if (this.#peek() !== undefined) throw new Fault(`The pattern has a "${this.#peek()}" that nothing opened.`);
    return node;
  }

  #choice(depth: number): Node {
    if (depth > DEPTH_MAX) throw new Fault("The pattern is nested too deeply.");
    const options = [this.#sequence(depth)];
    while (this.#take("|")) options.push(this.#sequence(depth));
    const [only] = options;
    return options.length === 1 && only !== undefined ? only : { kind: "choice", options };
  }

  #sequence(depth: number): Node {
    const parts: Node[] = [];
    for (;;) {
      const next = this.#peek();
      if (next === undefined || next === "|" || next === ")") return { kind: "sequence", parts };
      if (next === "$" && this.#index === this.#characters.length - 1) this.#index += 1;
      else parts.push(this.#repeated(this.#single(depth)));
    }
  }

  #single(depth: number): Node {
    const character = this.#next();
    if (character === "(") {
      // Groups are not captured; (?:…) says the same.
      if (this.#take("?") && !this.#take(":"))
        throw new Fault('The pattern has a group that begins with "(?"; that is not supported.');
      const inner = this.#choice(depth + 1);
      if (!this.#take(")")) throw new Fault('The pattern has a "(" that is not closed.');
      return inner;
    }
    if (character === "[") return { kind: "set", accepts: this.#set() };
    if (character === ".") return { kind: "set", accepts: (one) => one !== "\n" && one !== "\r" };
    if (character === "\\") return { kind: "set", accepts: this.#escaped() };
    if ("*+?{^$".includes(character))
      throw new Fault(`The pattern has a "${character}" where a character was expected.`);
    return { kind: "set", accepts: (one) => one === character };
  }

  #repeated(part: Node): Node {
    if (this.#take("*")) return this.#greedy({ kind: "repeat", part, min: 0, max: Number.POSITIVE_INFINITY });
    if (this.#take("+")) return this.#greedy({ kind: "repeat", part, min: 1, max: Number.POSITIVE_INFINITY });
    if (this.#take("?")) return this.#greedy({ kind: "repeat", part, min: 0, max: 1 });
    if (!this.#take("{")) return part;
    const min = this.#number();
    const max = this.#take(",") ? (this.#peek() === "}" ? Number.POSITIVE_INFINITY : this.#number()) : min;
    if (!this.#take("}") || max < min) throw new Fault("The pattern has a repetition that is not {n}, {n,} or {n,m}.");
    return this.#greedy({ kind: "repeat", part, min, max });
  }

  /** A question mark behind a repetition changes what is captured, never whether the text matches. */
  #greedy(node: Node): Node {
    this.#take("?");
    return node;
  }

  #number(): number {
    let digits = "";
    while (/^[0-9]$/.test(this.#peek() ?? "")) digits += this.#next();
    if (digits === "" || Number(digits) > REPEAT_MAX)
      throw new Fault(`The pattern repeats something other than 0 to ${REPEAT_MAX} times.`);
    return Number(digits);
  }

  #set(): (character: string) => boolean {
    const isNegated = this.#take("^");
    const tests: ((character: string) => boolean)[] = [];
    for (let isFirst = true; isFirst || this.#peek() !== "]"; isFirst = false) {
      const from = this.#next();
      if (from === "\\") {
        tests.push(this.#escaped());
      } else if (this.#peek() === "-" && this.#characters[this.#index + 1] !== "]") {
        this.#index += 1;
        const to = this.#next();
        if (to < from) throw new Fault(`The pattern has the range ${from}-${to}, which runs backwards.`);
        tests.push((one) => one >= from && one <= to);
      } else {
        tests.push((one) => one === from);
      }
    }
    this.#index += 1;
    return (one) => tests.some((test) => test(one)) !== isNegated;
  }

  #escaped(): (character: string) => boolean {
    const character = this.#next();
    const known = Object.hasOwn(CLASSES, character) ? CLASSES[character] : undefined;
    if (known !== undefined) return known;
    const lower = character.toLowerCase();
    const opposite = Object.hasOwn(CLASSES, lower) ? CLASSES[lower] : undefined;
    if (opposite !== undefined) return (one) => !opposite(one);
    const control = Object.hasOwn(CONTROLS, character) ? CONTROLS[character] : undefined;
    if (control === undefined && /^[A-Za-z0-9]$/.test(character))
      throw new Fault(`The pattern has "\\${character}"; that is not supported.`);
    return (one) => one === (control ?? character);
  }

  #peek(): string | undefined {
    return this.#characters[this.#index];
  }

  #next(): string {
    const character = this.#peek();
    if (character === undefined) throw new Fault("The pattern ends too early.");
    this.#index += 1;
    return character;
  }

  #take(character: string): boolean {
    if (this.#peek() !== character) return false;
    this.#index += 1;
    return true;
  }
}
