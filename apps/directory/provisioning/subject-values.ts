/** The values of one loaded subject, as its app's expressions, groups and overrides give them. */
import type { ExpressionScope } from "@lockstep/expression";
import { type JsonObject, ScimError, writeAttribute } from "@lockstep/scim";
import { shapeOfApp } from "../domain/app-schema.ts";
import { type SourcedValue, sourcedValues } from "./app-values.ts";
import { valueGiven, withoutHollowElements } from "./attribute-mapping.ts";
import { flat } from "./expression-facts.ts";
import { scopeOf } from "./expression-scope.ts";
import type { SubjectApp, UserSubject } from "./user-subject.ts";

/** What the names in the subject's expressions stand for. Without `now` an expression that asks for the time fails. */
export function subjectScope(subject: UserSubject, now?: number): ExpressionScope {
  const { person, app, facts } = subject;
  return scopeOf({
    person,
    app,
    facts,
    ...(asksForAppUser(app) ? { appuser: flat(subject.known) } : {}),
    ...(now === undefined ? {} : { now }),
  });
}

const asking = new WeakMap<SubjectApp, boolean>();

/** Whether a text of the app may read what it holds. Perf: few do, and a sweep asks for everybody. */
function asksForAppUser(app: SubjectApp): boolean {
  const known = asking.get(app);
  if (known !== undefined) return known;
  const texts = [app.userName.template, ...app.mappings.map(({ expression }) => expression)];
  const asks = texts.some((text) => text.toLowerCase().includes("appuser"));
  asking.set(app, asks);
  return asks;
}

/**
 * Every value of the subject. `isNew`: the account is about to be created, so that create-only mappings count. They also count where a
 * reference was still open at the creation: with its neighbours in the same attribute it is completed now.
 */
export function subjectValues(subject: UserSubject, scope: ExpressionScope, isNew: boolean): readonly SourcedValue[] {
  const { app, profileOverride, groupValues, known } = subject;
  const shape = shapeOfApp(app.customAttributes);
  const completed = subject.references
    .filter(({ isCreateOnly }) => isCreateOnly && subject.externalId !== null)
    .map(({ attribute }) => parentOf(attribute));
  return sourcedValues({
    mappings: app.mappings,
    customAttributes: app.customAttributes,
    profileOverride,
    groupValues,
    scope,
    isNew: (path) => isNew || completed.includes(parentOf(path)),
    given: (path) => valueGiven(known, path, shape),
  });
}

/**
 * Of what the app is known to hold, what the directory looks after: a value that was given on creation only is the app's own from then
 * on, and is neither sent again nor taken back.
 */
export function managedKnown(subject: UserSubject): JsonObject | undefined {
  const { known, app } = subject;
  if (known === null) return undefined;
  const isGiven = (path: string) =>
    Object.hasOwn(subject.profileOverride, path) || subject.groupValues.some((values) => Object.hasOwn(values, path));
  const left = app.mappings.filter(({ attribute, pushStatus }) => pushStatus === "DONT_PUSH" && !isGiven(attribute));
  if (left.length === 0) return known;
  const shape = shapeOfApp(app.customAttributes);
  const without = left.reduce<JsonObject>((held, { attribute }) => {
    try {
      return writeAttribute(shape, held, attribute, undefined);
    } catch (error) {
      // A path that the shape does not have holds nothing.
      if (error instanceof ScimError) return held;
      throw error;
    }
  }, known);
  return withoutHollowElements(without, shape);
}

/** The complex attribute that a path lies in, or the path itself. */
export function parentOf(attribute: string): string {
  const end = attribute.lastIndexOf(".");
  return end > attribute.lastIndexOf(":") ? attribute.slice(0, end) : attribute;
}
