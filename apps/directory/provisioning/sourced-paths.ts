/**
 * What an app masters is not pushed back to it: once the account exists, the values that feed mastered attributes, and those that are made
 * of nothing else, are the app's own, as values that were given on creation only are.
 */
import type { ImportMapping, Mapping } from "../contract.ts";
import { attributesOfApp } from "../domain/app-schema.ts";
import { SOURCE_ALIASES } from "../domain/default-import-mappings.ts";
import type { CustomAttribute } from "../domain/tables.ts";
import type { SubjectApp } from "./user-subject.ts";

/** Whether an expression may read any of these names: it names one as a whole word. */
export function readsAny(expression: string, names: readonly string[]): boolean {
  const words = new Set(expression.match(/\w+/g) ?? []);
  return names.some((name) => words.has(name));
}

/** Tells of a path of the app's user whether one of the mappings reads it, or another part of the same element. */
export function keptPaths(
  inbound: readonly ImportMapping[],
  custom: readonly CustomAttribute[],
): (path: string) => boolean {
  const own = Object.entries(SOURCE_ALIASES);
  const read = attributesOfApp(custom).filter(({ name }) => {
    const names = [name, ...own.filter(([, aliased]) => aliased === name).map(([alias]) => alias)];
    return inbound.some(({ expression }) => readsAny(expression, names));
  });
  const kept = new Set(read.map(({ path }) => elementOf(path)));
  return (path) => kept.has(elementOf(path));
}

/** Attributes of the person that an expression names, as `user.title` or `source.title`. */
function namesOf(expression: string): readonly string[] {
  return [...expression.matchAll(/\b(?:user|source)\.(\w+)/g)].map(([, name = ""]) => name);
}

/** Whether an expression only gives back what the app itself gave. */
function isEcho(expression: string, mastered: ReadonlySet<string>): boolean {
  const names = namesOf(expression);
  return names.length > 0 && names.every((name) => mastered.has(name));
}

/** `emails[type eq "work"]` of `emails[type eq "work"].primary`; other paths are elements of their own. */
function elementOf(path: string): string {
  const end = path.indexOf("]");
  return (end === -1 ? path : path.slice(0, end + 1)).toLowerCase();
}

const variants = new WeakMap<SubjectApp, Map<string, SubjectApp>>();

/** The app as it is for a person of whom it masters these attributes: what feeds them is sent on creation only. */
export function asSourced(app: SubjectApp, mastered: readonly string[] | null | undefined): SubjectApp {
  if (mastered === null || mastered === undefined || mastered.length === 0) return app;
  const held = variants.get(app) ?? new Map<string, SubjectApp>();
  variants.set(app, held);
  const key = [...mastered].sort().join(" ");
  const found = held.get(key) ?? variantOf(app, new Set(mastered));
  held.set(key, found);
  return found;
}

function variantOf(app: SubjectApp, mastered: ReadonlySet<string>): SubjectApp {
  const isKept = keptPaths(
    (app.inbound ?? []).filter(({ attribute }) => mastered.has(attribute)),
    app.customAttributes,
  );
  const own = (mapping: SubjectApp["mappings"][number]) =>
    isKept(mapping.attribute) || isEcho(mapping.expression, mastered)
      ? { ...mapping, pushStatus: "DONT_PUSH" as const }
      : mapping;
  const push = mastered.has("login") ? ("DONT_PUSH" as const) : app.userName.push;
  return { ...app, mappings: app.mappings.map(own), userName: { ...app.userName, push } };
}

/** Expressions that give the app something it does not master itself. */
export function expressionsOfOthers(
  app: { readonly mappings: readonly Mapping[]; readonly custom: readonly CustomAttribute[] },
  inbound: readonly ImportMapping[],
): readonly string[] {
  const isKept = keptPaths(inbound, app.custom);
  return app.mappings.flatMap(({ attribute, expression }) => (isKept(attribute) ? [] : [expression]));
}
