/** A filter over several resource types (RFC 7644 §3.4.2.1), as it reads for one of them. */
import { ScimError } from "../error.ts";
import { resolveAttribute } from "../schema/resolve.ts";
import type { AttributeDefinition, ResourceShape } from "../schema/types.ts";
import { assertFilter, assertValueFilter, requireHolder } from "./assert-filter.ts";
import type { Filter } from "./ast.ts";

type Term = Extract<Filter, { kind: "compare" | "present" | "valuePath" }>;

/**
 * What is left of a filter for a type when the attributes that the type does not have, and those that it cannot compare in this way,
 * count as unassigned: a filter that the type accepts, or a constant. For accepted filters it agrees with `evaluateFilter`.
 */
export function filterForShape(shape: ResourceShape, filter: Filter): Filter | boolean {
  return reduce(filter, (term) => {
    if (resolveAttribute(shape, term.path) === undefined) return undefined;
    if (term.kind === "valuePath") {
      const holder = unlessRefused(() => requireHolder(shape, term.path));
      return holder === undefined ? undefined : reduceWithin(holder, term);
    }
    return unlessRefused(() => {
      assertFilter(shape, term);
      return term;
    });
  });
}

/** Each value of the attribute is looked at by itself, so what it cannot compare is unassigned in each. */
function reduceWithin(
  holder: AttributeDefinition,
  term: Extract<Term, { kind: "valuePath" }>,
): Filter | boolean | undefined {
  const inner = reduce(term.filter, (each) =>
    unlessRefused(() => {
      assertValueFilter(holder, each);
      return each;
    }),
  );
  // What is true of every value is true of a resource that has one.
  if (inner === true) return { kind: "present", path: term.path, position: term.position };
  return inner === false ? false : { ...term, filter: inner };
}

/** The filter with each term as `accept` gives it back; a term that it does not take is one of an unassigned attribute. */
function reduce(filter: Filter, accept: (term: Term) => Filter | boolean | undefined): Filter | boolean {
  switch (filter.kind) {
    case "and":
    case "or":
      return join(filter.kind, reduce(filter.left, accept), reduce(filter.right, accept));
    case "not": {
      const inner = reduce(filter.filter, accept);
      return typeof inner === "boolean" ? !inner : { kind: "not", filter: inner };
    }
    case "present":
    case "valuePath":
      return accept(filter) ?? false;
    case "compare":
      return accept(filter) ?? filter.operator === (filter.value === null ? "eq" : "ne");
  }
}

function join(kind: "and" | "or", left: Filter | boolean, right: Filter | boolean): Filter | boolean {
  // What decides alone: false for `and`, true for `or`. The opposite constant adds nothing.
  const decisive = kind === "or";
  if (left === decisive || right === decisive) return decisive;
  if (typeof left === "boolean") return right;
  if (typeof right === "boolean") return left;
  return { kind, left, right };
}

/** Throws `ScimError` `invalidFilter` for a term that none of the types accepts. */
export function assertFilterForSome(shapes: readonly ResourceShape[], filter: Filter): void {
  for (const term of termsOf(filter)) {
    const knowing = shapes.filter((shape) => resolveAttribute(shape, term.path) !== undefined);
    // Those that know the attribute tell best what is wrong.
    const asked = knowing.length === 0 ? shapes.slice(0, 1) : knowing;
    if (term.kind !== "valuePath") {
      requireSome(asked, (shape) => assertFilter(shape, term));
      continue;
    }
    const holders = requireSome(asked, (shape) => requireHolder(shape, term.path));
    for (const inner of termsOf(term.filter)) requireSome(holders, (holder) => assertValueFilter(holder, inner));
  }
}

function termsOf(filter: Filter): readonly Term[] {
  const terms: Term[] = [];
  const open = [filter];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next.kind === "and" || next.kind === "or") open.push(next.right, next.left);
    else if (next.kind === "not") open.push(next.filter);
    else terms.push(next);
  }
  return terms;
}

/** What those that accept give back. Throws the first refusal when none accepts. */
function requireSome<Item, Result>(items: readonly Item[], accept: (item: Item) => Result): readonly Result[] {
  const results: Result[] = [];
  let refusal: ScimError | undefined;
  for (const item of items) {
    try {
      results.push(accept(item));
    } catch (error) {
      if (!(error instanceof ScimError)) throw error;
      refusal ??= error;
    }
  }
  if (results.length === 0 && refusal !== undefined) throw refusal;
  return results;
}

/** What `check` gives back, or undefined when it refuses. */
function unlessRefused<Result>(check: () => Result): Result | undefined {
  try {
    return check();
  } catch (error) {
    if (error instanceof ScimError) return undefined;
    throw error;
  }
}
