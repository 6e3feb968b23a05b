/** What an expression asks besides the person's own profile, so that it can be loaded before, and only then. */
import { HEADS } from "./scope.ts";
import type { Expression } from "./types.ts";

/** Somebody else that an expression asks for; `app` when it is that one's app user there. */
export interface RelatedFact {
  readonly relation: string;
  readonly app?: string;
}

/** What has to be known. */
export interface ExpressionFacts {
  /** Names of attributes of the person's own profile. */
  readonly attributes: readonly string[];
  readonly groups: boolean;
  /** Names of apps. */
  readonly apps: readonly string[];
  readonly related: readonly RelatedFact[];
}

const NAMED_APPS: ReadonlyMap<string, string> = new Map([
  ["hasDirectoryUser", "active_directory"],
  ["findDirectoryUser", "active_directory"],
  ["hasWorkdayUser", "workday"],
  ["findWorkdayUser", "workday"],
]);

/** Whom a function is about, and which of its arguments names the app. */
const RELATED: ReadonlyMap<string, { readonly relation: string; readonly app?: number }> = new Map([
  ["getManagerUser", { relation: "manager" }],
  ["getManagerAppUser", { relation: "manager", app: 1 }],
  ["getAssistantUser", { relation: "assistant" }],
  ["getAssistantAppUser", { relation: "assistant", app: 1 }],
]);

/** Heads that are read as the person's profile in a mapping to an app. */
const PERSON_HEADS: readonly string[] = ["", "user", "source"];

/** The facts of several expressions together. Names that are computed instead of written are not known before and stay out. */
export function factsOf(expressions: readonly Expression[]): ExpressionFacts {
  let groups = false;
  const attributes = new Set<string>();
  const apps = new Set<string>();
  const related = new Map<string, RelatedFact>();
  const open = [...expressions];
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    if (part.kind === "call") {
      groups ||= /Group|isMemberOf/.test(part.name);
      const app = NAMED_APPS.get(part.name);
      if (app !== undefined) apps.add(app);
      const fact = relatedFact(part);
      if (fact !== undefined) related.set(`${fact.relation} ${fact.app ?? ""}`, fact);
    } else if (part.kind === "reference" && PERSON_HEADS.includes(part.head)) {
      attributes.add(part.name);
    } else if (part.kind === "reference" && !HEADS.some((head) => head === part.head)) {
      apps.add(part.head);
      if (part.head.endsWith("_app")) apps.add(part.head.slice(0, -"_app".length));
    }
    open.push(...partsOf(part));
  }
  return { attributes: [...attributes], groups, apps: [...apps], related: [...related.values()] };
}

function relatedFact(call: Extract<Expression, { kind: "call" }>): RelatedFact | undefined {
  const text = (index: number) => {
    const argument = call.args[index];
    return argument?.kind === "literal" && typeof argument.value === "string" ? argument.value : undefined;
  };
  if (call.name === "user.getLinkedObject") {
    const relation = text(0);
    return relation === undefined ? undefined : { relation };
  }
  const known = RELATED.get(call.name);
  if (known === undefined) return undefined;
  const { relation } = known;
  if (known.app === undefined) return { relation };
  const app = text(known.app);
  return app === undefined ? undefined : { relation, app };
}

function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case "literal":
    case "reference":
      return [];
    case "array":
      return expression.items;
    case "map":
      return expression.entries.map(({ value }) => value);
    case "call":
      return expression.args;
    case "index":
      return [expression.target, expression.index];
    case "member":
    case "projection":
      return [expression.target];
    case "not":
    case "negate":
      return [expression.operand];
    case "binary":
    case "elvis":
      return [expression.left, expression.right];
    case "conditional":
      return [expression.condition, expression.whenTrue, expression.whenFalse];
    case "template":
      return expression.parts;
  }
}
