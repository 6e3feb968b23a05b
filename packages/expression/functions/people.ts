/** The person's own facts and other people: manager, assistant, linked objects, and accounts in directories of other kinds. */
import { ExpressionError } from "../error.ts";
import type { Inner, Span } from "../types.ts";
import { toText } from "../values.ts";
import { type CallContext, define, type LanguageFunction } from "./types.ts";

const INTERNAL_PROPERTIES = ["id", "status"] as const;

const getInternalProperty = define(
  "(name: string): string",
  'The person\'s `"id"` or `"status"`.',
  ([name = null], { scope, span }) => {
    const property = INTERNAL_PROPERTIES.find((known) => known === toText(name));
    if (property === undefined) {
      throw new ExpressionError(`user.getInternalProperty knows "id" and "status", not "${toText(name)}".`, span);
    }
    return scope.internal?.[property] ?? null;
  },
);

/** Okta knows one source of managers and assistants; here it is the directory's own link under that name. */
function requireSource(source: Inner, span: Span): void {
  if (toText(source) !== "active_directory") {
    throw new ExpressionError(`The source must be "active_directory", not "${toText(source)}".`, span);
  }
}

function relatedOf({ scope, span }: CallContext, relation: string, app?: string): Inner {
  if (scope.related === undefined) throw new ExpressionError("Other people are not known in this place.", span);
  return scope.related(relation, app);
}

function relatedUser(relation: string): LanguageFunction {
  return define(
    "(source: string): object",
    `The ${relation}'s profile: take an attribute, as in \`.email\`. No value when the person has no ${relation}. The source is \`"active_directory"\`.`,
    ([source = null], context) => {
      requireSource(source, context.span);
      return relatedOf(context, relation);
    },
  );
}

function relatedAppUser(relation: string): LanguageFunction {
  return define(
    "(source: string, app: string): object",
    `The ${relation}'s app user in an app, named by its \`name\`: take an attribute, as in \`.email\`.`,
    ([source = null, app = null], context) => {
      requireSource(source, context.span);
      return relatedOf(context, relation, toText(app));
    },
  );
}

function hasAccount(kind: string, app: string): LanguageFunction {
  return define("(): boolean", `Whether the person has an app of the name \`${app}\` (${kind}).`, (_, { scope }) => {
    return (scope.apps?.(app)?.user ?? null) !== null;
  });
}

function findAccount(kind: string, app: string): LanguageFunction {
  return define(
    "(): object",
    `The person's app user in the app of the name \`${app}\` (${kind}): take an attribute, as in \`.email\`. No value when there is none.`,
    (_, { scope }) => scope.apps?.(app)?.user ?? null,
  );
}

/** Functions about people by their full names. */
export const PEOPLE_FUNCTIONS: Readonly<Record<string, LanguageFunction>> = {
  "user.getInternalProperty": getInternalProperty,
  "source.getInternalProperty": getInternalProperty,
  "user.getLinkedObject": define(
    "(name: string): object",
    'The profile of the person that this one is linked to under a name, such as `"manager"`: take an attribute, as in `.lastName`.',
    ([name = null], context) => relatedOf(context, toText(name)),
  ),
  getManagerUser: relatedUser("manager"),
  getManagerAppUser: relatedAppUser("manager"),
  getAssistantUser: relatedUser("assistant"),
  getAssistantAppUser: relatedAppUser("assistant"),
  hasDirectoryUser: hasAccount("Active Directory", "active_directory"),
  findDirectoryUser: findAccount("Active Directory", "active_directory"),
  hasWorkdayUser: hasAccount("Workday", "workday"),
  findWorkdayUser: findAccount("Workday", "workday"),
};
