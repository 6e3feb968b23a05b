/**
 * `desiredUser` for many people of one app. Thousands of people differ in values only: where which values are set is the same,
 * the attributes have the same form, and that form is worked out once, by `desiredUser` itself.
 *
 * Perf: parsing and writing paths for each person is most of the work otherwise (test/bench/engine.ts, parts noop and push).
 */
import { isJsonArray, isJsonObject, type Json, type JsonObject } from "@lockstep/scim";
import type { SourcedValue } from "./app-values.ts";
import {
  type DesiredUserResult,
  desiredAttributes,
  desiredUser,
  desiredUserName,
  isPasswordDue,
  isSwitchedOff,
} from "./desired-user.ts";
import { subjectScope, subjectValues } from "./subject-values.ts";
import type { SubjectApp, UserSubject } from "./user-subject.ts";

/** Forms remembered at most; a person whose form is not among them is computed alone. */
const FORMS_MAX = 256;

/** The kind of a value that is not set, and of one that is any text. */
export const EMPTY = "-";
export const TEXT = "t";

/** Attributes of all whose values are of the same kinds. */
export interface AttributeForm {
  /** Of each value: `EMPTY`, `TEXT`, or words for the one value that it is. Mappings come first and in their order. */
  readonly kinds: readonly string[];
  /** The attributes, with `textMarker(index)` in place of a text. */
  readonly marked: JsonObject;
}

/** Gives what `desiredUser` gives for people who have an account (`isNew` false), for subjects of one app. */
export interface DesiredUsers {
  (subject: UserSubject): DesiredUserResult;
  /** The forms met so far, of people with no values besides those of the mappings. */
  forms(): readonly AttributeForm[];
}

/** For whom, and when: as `desiredUser` is asked. */
interface Asked {
  readonly isNew: boolean;
  readonly maybeCreated: boolean;
  readonly now: number;
}

interface Form extends AttributeForm {
  /** Makes the attributes from values. */
  readonly build: (values: readonly Json[]) => JsonObject;
  /** Whether all values are those of mappings. */
  readonly isOfMappings: boolean;
}

/** Creates it. `now`: milliseconds since 1970, for expressions that ask for the time. */
export function createDesiredUsers(now: number): DesiredUsers {
  const forms = new Forms();
  const desiredOf = (subject: UserSubject) => desiredByForm(forms, subject, { isNew: false, maybeCreated: false, now });
  return Object.assign(desiredOf, { forms: () => forms.ofMappings() });
}

const formsOfApps = new WeakMap<SubjectApp, Forms>();

/**
 * As `desiredUser`, for one of several people who were loaded with the same app. Perf: a form is worked out when a second one has it, so that
 * somebody who comes alone costs no more.
 */
export function desiredOfSeveral(subject: UserSubject, asked: Asked): DesiredUserResult {
  const forms = formsOfApps.get(subject.app) ?? new Forms({ fromSecond: true });
  formsOfApps.set(subject.app, forms);
  return desiredByForm(forms, subject, asked);
}

function desiredByForm(forms: Forms, subject: UserSubject, asked: Asked): DesiredUserResult {
  const alone = () => desiredUser(subject, asked);
  if (!subject.assigned || isSwitchedOff(subject) || subject.references.length > 0) return alone();
  const scope = subjectScope(subject, asked.now);
  const userName = desiredUserName(subject, scope, asked.isNew);
  if (!userName.ok) return userName;
  const sourced = subjectValues(subject, scope, asked.isNew);
  const { length } = subject.app.mappings;
  const values: Json[] = [];
  const kinds: string[] = [];
  let key = "";
  for (const [index, one] of sourced.entries()) {
    if (!one.value.ok) return alone();
    // What was given on creation only is not written, whatever it is.
    const value = one.isKept ? null : one.value.value;
    values.push(value);
    // Mappings come first and in their order; what is given without one is told apart by its path.
    if (index >= length) key += `\u0000${one.path}\u0000`;
    const kind = one.isKept ? KEPT : kindOf(value);
    kinds.push(kind);
    key += kind;
  }
  const form = forms.of(key, () => createForm(subject, sourced, { values, kinds }));
  if (form === undefined) return alone();
  return {
    ok: true,
    desired: {
      kind: "present",
      attributes: form.build(values),
      userName: userName.userName,
      externalId: subject.person.id,
      passwordPending: isPasswordDue(subject),
    },
  };
}

/** The forms of one app that were met. */
class Forms {
  readonly #forms = new Map<string, Form | undefined>();
  readonly #isFromSecond: boolean;
  readonly #seen = new Set<string>();

  constructor({ fromSecond = false }: { readonly fromSecond?: boolean } = {}) {
    this.#isFromSecond = fromSecond;
  }

  /** The form of a key; undefined when whoever has it is to be computed alone. */
  of(key: string, create: () => Form | undefined): Form | undefined {
    if (this.#forms.has(key) || this.#forms.size >= FORMS_MAX) return this.#forms.get(key);
    if (this.#isFromSecond && !this.#seen.has(key)) {
      if (this.#seen.size < FORMS_MAX) this.#seen.add(key);
      return undefined;
    }
    const form = create();
    this.#forms.set(key, form);
    return form;
  }

  ofMappings(): readonly AttributeForm[] {
    return [...this.#forms.values()].flatMap((form) => (form?.isOfMappings === true ? [form] : []));
  }
}

/** What an app was given on creation only. */
const KEPT = "k";

/** A text is like any other text; whatever else there is belongs to the form. */
function kindOf(value: Json): string {
  if (value === null || value === "") return EMPTY;
  return typeof value === "string" ? TEXT : `\u0001${JSON.stringify(value)}\u0001`;
}

/** Stands for a text in the attributes of a form: of the value of an index, or of another place. */
export function textMarker(place: number | string): string {
  return `${MARKER} ${place}`;
}

const MARKER = "lockstep text";

/** Undefined when a text does not come through as it is (an attribute of another type): such people are computed alone. */
function createForm(
  subject: UserSubject,
  sourced: readonly SourcedValue[],
  { values, kinds }: { readonly values: readonly Json[]; readonly kinds: readonly string[] },
): Form | undefined {
  // Somebody's list, or the filter of a path, may hold a text that would be taken for a marker.
  const fixed = values.filter((value) => kindOf(value) !== TEXT);
  if (JSON.stringify([fixed, sourced.map(({ path }) => path)]).includes(MARKER)) return undefined;
  const markers = values.map((value, index) => (kindOf(value) === TEXT ? textMarker(index) : value));
  const marked = desiredAttributes(
    subject,
    sourced.map((one, index) => ({ ...one, value: { ok: true, value: markers[index] ?? null } })),
  );
  if (!marked.ok) return undefined;
  const places = new Map(
    markers.flatMap((marker, index) => (typeof marker === "string" ? [[marker, index] as const] : [])),
  );
  const found = new Set<string>();
  const build = builderOf(marked.attributes, places, found);
  const isWhole = markers.every((marker) => typeof marker !== "string" || marker === "" || found.has(marker));
  if (!isWhole) return undefined;
  const isOfMappings = values.length === subject.app.mappings.length;
  return { kinds, marked: marked.attributes, build: (filled) => build(filled) as JsonObject, isOfMappings };
}

function builderOf(
  part: Json,
  places: ReadonlyMap<string, number>,
  found: Set<string>,
): (values: readonly Json[]) => Json {
  if (typeof part === "string") {
    const place = places.get(part);
    if (place === undefined) return () => part;
    found.add(part);
    return (values) => values[place] ?? null;
  }
  if (isJsonArray(part)) {
    const items = part.map((item) => builderOf(item, places, found));
    return (values) => items.map((item) => item(values));
  }
  if (!isJsonObject(part)) return () => part;
  const entries = Object.entries(part).map(([key, value]) => [key, builderOf(value ?? null, places, found)] as const);
  return (values) => {
    const built: Record<string, Json> = {};
    for (const [key, value] of entries) built[key] = value(values);
    return built;
  };
}
