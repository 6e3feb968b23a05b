/** Reads filters (RFC 7644 §3.4.2.2) as far beyond the grammar as the request's switches allow. A strict filter is parsed once. */
import {
  type AttributeDefinition,
  type Filter,
  type FilterDeviation,
  type FilterDialect,
  findSubAttribute,
  type ResourceShape,
  requireFilter,
  resolveAttribute,
  ScimError,
} from "@lockstep/scim";
import { fixPath } from "./fix-path.ts";
import type { Leniency } from "./leniency.ts";
import { readBoolean } from "./normalise-value.ts";
import type { ToleranceSwitch } from "./switches.ts";

const SWITCH_OF: Readonly<Record<FilterDeviation, ToleranceSwitch>> = {
  singleQuotes: "singleQuotes",
  unquotedValue: "unquotedValues",
  subAttributeAfterBrackets: "subAttributeAfterBrackets",
  prefixedSubAttribute: "bracketPrefixes",
};

/** The dialect that the switches allow; each deviation is counted. */
export function dialectOf(leniency: Leniency): FilterDialect {
  return (deviation) => leniency.use(SWITCH_OF[deviation]);
}

/** The filter of a query; without a shape (a query over all types), names and literals stay as they are. Throws `ScimError` `invalidFilter`. */
export function readFilter(leniency: Leniency, shape: ResourceShape | undefined, text: string): Filter {
  if (hasOddBlanks(text) && !leniency.use("filterBlanks")) {
    throw new ScimError("invalidFilter", "The filter has blanks where the grammar has none, or more than one.");
  }
  const filter = requireFilter(text, { dialect: dialectOf(leniency) });
  return shape === undefined ? filter : mapTerms(filter, (term) => fixTerm(leniency, shape, term));
}

type Term = Extract<Filter, { kind: "compare" | "present" | "valuePath" }>;

/** The filter with each term mapped; the same object when every term stayed the same. */
function mapTerms(filter: Filter, map: (term: Term) => Filter): Filter {
  switch (filter.kind) {
    case "and":
    case "or": {
      const left = mapTerms(filter.left, map);
      const right = mapTerms(filter.right, map);
      return left === filter.left && right === filter.right ? filter : { ...filter, left, right };
    }
    case "not": {
      const inner = mapTerms(filter.filter, map);
      return inner === filter.filter ? filter : { ...filter, filter: inner };
    }
    default:
      return map(filter);
  }
}

function fixTerm(leniency: Leniency, shape: ResourceShape, term: Term): Filter {
  const path = fixPath(leniency, shape, term.path);
  const resolved = resolveAttribute(shape, path);
  const fixed = path === term.path ? term : { ...term, path };
  if (resolved === undefined) return leniency.use("unknownFilterAttributes") ? unassigned(term) : fixed;
  if (fixed.kind === "present") return fixed;
  if (fixed.kind === "compare") return fixLiteral(leniency, resolved.subAttribute ?? resolved.attribute, fixed);
  const inner = fixLiterals(leniency, resolved.attribute, fixed.filter);
  return inner === fixed.filter ? fixed : { ...fixed, filter: inner };
}

/** What a term says of an attribute without a value: only that it differs from something, or equals nothing, is true. */
function unassigned(term: Term): Filter {
  const isTrue = term.kind === "compare" && term.operator === (term.value === null ? "eq" : "ne");
  return isTrue ? EVERY : { kind: "not", filter: EVERY };
}

/** True of every resource: each has an id. */
const EVERY: Filter = {
  kind: "present",
  path: { schemaUrn: undefined, name: "id", subName: undefined },
  position: 0,
};

/** The filter in the brackets of an attribute, with texts that are compared with a boolean read as booleans. */
export function fixLiterals(leniency: Leniency, attribute: AttributeDefinition, filter: Filter): Filter {
  return mapTerms(filter, (term) => {
    if (term.kind !== "compare") return term;
    const sub = findSubAttribute(attribute, term.path.name);
    return sub === undefined ? term : fixLiteral(leniency, sub, term);
  });
}

function fixLiteral<Compare extends Extract<Filter, { kind: "compare" }>>(
  leniency: Leniency,
  attribute: AttributeDefinition,
  term: Compare,
): Compare {
  if (attribute.type !== "boolean" || typeof term.value !== "string") return term;
  const value = readBoolean(leniency, term.value);
  return value === term.value ? term : { ...term, value };
}

/** What the grammar has no place for: tabs, doubled blanks, blanks at an end or inside of brackets. Texts are not looked into. */
function hasOddBlanks(text: string): boolean {
  if (!ODD_BLANKS.test(text)) return false;
  return ODD_BLANKS.test(text.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""'));
}

const ODD_BLANKS = /[\t\r\n]|^ | $| {2}|[[(] | [\])]/;
