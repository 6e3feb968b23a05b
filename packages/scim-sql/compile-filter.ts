/**
 * Compiles a filter (RFC 7644 §3.4.2.2) to one boolean SQL expression that selects exactly the resources for which
 * `evaluateFilter` is true. Three-valued logic is cut off at `not` alone: elsewhere null and false select the same rows, and
 * a bare comparison can use an index where `coalesce(…)` could not.
 *
 * Where the two may differ: letters that the server's ICU is too old to know are folded by the evaluator only.
 */
import {
  type AttributePath,
  assertFilter,
  type CompareOperator,
  type Filter,
  type FilterValue,
  type ResourceShape,
  resolveAttribute,
  ScimError,
} from "@lockstep/scim";
import { type Comparison, compareOperand } from "./compare.ts";
import type { TableLayout } from "./layout.ts";
import { type Rows, type Target, toSimple } from "./operand.ts";
import { Parameters, quote } from "./sql-text.ts";
import { printPath, type Reach, reachElements, reachInResource, type Scope } from "./targets.ts";

/** Boolean SQL with its parameters; null means false. */
export interface CompiledFilter {
  readonly text: string;
  readonly params: unknown[];
}

interface Context extends Scope {
  readonly parameters: Parameters;
  readonly reach: (path: AttributePath) => Reach;
  /** False within brackets, where names are those of sub-attributes. */
  readonly isRoot: boolean;
}

/**
 * The SQL expression of a filter; its placeholders start at `firstParameter`. Throws `ScimError` `invalidFilter` for what
 * `assertFilter` refuses, and for the few derived attributes that a table does not hold (`meta.location`, `$ref` of members).
 */
export function compileFilter(
  shape: ResourceShape,
  filter: Filter,
  layout: TableLayout,
  firstParameter = 1,
): CompiledFilter {
  assertFilter(shape, filter);
  const scope = { shape, layout };
  const parameters = new Parameters(firstParameter);
  const text = compile({ ...scope, parameters, reach: (path) => reachInResource(scope, path), isRoot: true }, filter);
  return { text, params: parameters.values };
}

function compile(context: Context, filter: Filter): string {
  switch (filter.kind) {
    case "and":
    case "or":
      return `(${operandsOf(filter, filter.kind)
        .map((operand) => compile(context, operand))
        .join(` ${filter.kind} `)})`;
    case "not":
      return negate(compile(context, filter.filter));
    case "present":
      return present(requireTarget(context.reach(filter.path), filter.position));
    case "compare":
      return compare(context, filter, requireTarget(context.reach(filter.path), filter.position));
    case "valuePath": {
      const elements = reachElements(context, filter.path);
      if (!elements.ok) throw notComparable(elements.reason, filter.position);
      const condition = compile({ ...context, reach: elements.reach, isRoot: false }, filter.filter);
      return exists(elements.rows(), condition);
    }
  }
}

/** The operands of `a and b and c`, which the parser nests to the left. */
function operandsOf(filter: Filter, kind: "and" | "or"): Filter[] {
  const operands: Filter[] = [];
  let rest = filter;
  while (rest.kind === kind) {
    operands.push(rest.right);
    rest = rest.left;
  }
  return [rest, ...operands.reverse()];
}

function negate(sql: string): string {
  return `not coalesce(${sql}, false)`;
}

function requireTarget(reach: Reach, position: number): Target {
  if (reach.ok) return reach.target;
  throw notComparable(reach.reason, position);
}

function notComparable(reason: string, position: number): ScimError {
  return new ScimError("invalidFilter", `The filter is not valid at position ${position}: ${reason}.`);
}

interface Compare {
  readonly path: AttributePath;
  readonly operator: CompareOperator;
  readonly value: FilterValue;
  readonly position: number;
}

function compare(context: Context, { path, operator, value, position }: Compare, reached: Target): string {
  const target = toSimple(reached);
  if (value === null) {
    const assigned = present(target ?? reached);
    return operator === "eq" ? negate(assigned) : assigned;
  }
  if (target === undefined) throw notComparable(`"${printPath(path)}" is complex: name a sub-attribute`, position);
  const { layout, parameters } = context;
  const comparison = { attribute: target.attribute, operator, literal: value, layout, parameters };
  const mayBeUnique = context.isRoot && target.operand.kind === "json";
  const unique = mayBeUnique ? uniqueLookUp(context, path, comparison) : undefined;
  if (unique !== undefined) return unique;
  const condition = compareOperand(comparison, target.operand);
  if ("always" in condition) return String(condition.always);
  if (operator !== "ne") return target.rows === undefined ? condition.sql : exists(target.rows, condition.sql);
  return differsSomewhere(target.rows, condition.sql);
}

/**
 * RFC 7643 §2.2: a unique text has one row of its own, so that its look-up does not read the documents of the whole type. Undefined where
 * there is no such row. Perf: pinned by the plans in query-plan.test.ts of scim-store.
 */
function uniqueLookUp({ layout, shape }: Context, path: AttributePath, comparison: Comparison): string | undefined {
  const rows = layout.uniqueValues;
  const { attribute, operator } = comparison;
  const resolved = resolveAttribute(shape, path);
  const isText = attribute.type === "string" || attribute.type === "reference";
  if (rows === undefined || resolved?.attribute !== attribute || resolved.subAttribute !== undefined) return undefined;
  if (operator !== "eq" || attribute.uniqueness === "none" || !isText) return undefined;
  const { schemaUrn } = resolved;
  const name = quote(schemaUrn === undefined ? attribute.name : `${schemaUrn}:${attribute.name}`);
  const condition = compareOperand(comparison, { kind: "key", text: rows.key });
  if ("always" in condition) return String(condition.always);
  return `exists (select 1 from ${rows.from} where ${rows.where} and ${rows.attribute} = ${name} and ${condition.sql})`;
}

/** `ne` is true when no value is assigned, or when some value differs. */
function differsSomewhere(rows: Rows | undefined, condition: string): string {
  if (rows === undefined) return `coalesce(${condition}, true)`;
  const where = rows.where === undefined ? "" : ` where ${rows.where}`;
  return `coalesce((select bool_or(${condition}) from ${rows.from}${where}), true)`;
}

/** A multi-valued attribute matches when any of its values does. */
function exists(rows: Rows, condition: string): string {
  const where = rows.where === undefined ? condition : `${rows.where} and ${condition}`;
  return `exists (select 1 from ${rows.from} where ${where})`;
}

/** RFC 7643 §2.5: null, an empty array and an empty object are unassigned like absence. */
function present({ operand, rows }: Target): string {
  const condition =
    operand.kind === "json"
      ? `${operand.json} not in ('null'::jsonb, '[]'::jsonb, '{}'::jsonb)`
      : `${operand.text} is not null`;
  return rows === undefined ? condition : exists(rows, condition);
}
