/**
 * What PostgreSQL can tell about linked people without their rows being read: who is surely as desired. Thousands of people differ in values
 * only, so the attributes that the app is to hold have one of a few forms; a form's JSON is written from the profile and compared where both
 * lie. Whoever is not told apart here is judged by `effectOf`, which decides alone.
 *
 * Perf: a person costs the database 12 µs here; reading and judging a row costs both processors 45 µs (test/bench/engine.ts, part noop).
 */
import { wantedAttributes } from "@lockstep/engine";
import { type Expression, parseExpression, parseTemplate } from "@lockstep/expression";
import { type RawBuilder, sql } from "kysely";
import { findAppAttribute } from "../../domain/app-schema.ts";
import { isWholeByRow } from "../complete-subject.ts";
import { type AttributeForm, EMPTY, TEXT, textMarker } from "../desired-users.ts";
import type { MappingRow, SubjectApp } from "../user-subject.ts";
import { jsonTextInSql } from "./json-text-in-sql.ts";
import { attributeRead, isPlainText, textInSql } from "./text-in-sql.ts";

/** A check in three steps, so that each value is computed once. Perf: looking into a profile is what costs most. */
export interface SurelyAsDesired {
  /** Columns over `app_user u`, with an account whose content is known, and its `person p`. */
  readonly columns: RawBuilder<unknown>;
  /** Further columns, over the first ones. */
  readonly texts: RawBuilder<unknown>;
  /** Condition over both: true only for those for whom `effectOf` gives `nothing`. */
  readonly holds: RawBuilder<boolean>;
}

/** Forms that one statement compares; people of others are judged one by one. */
const FORMS_MAX = 16;
const USER_NAME = textMarker("userName");
const EXTERNAL_ID = textMarker("externalId");

/** Nothing that only a run could settle, and no values of the person's own. Rows that wait for work are always judged: a verdict is stored with them. */
const IS_PLAIN = sql`(not u.is_dirty and u.known_active and not u.in_doubt and u.last_error is null and u.attempts = 0
  and not u.password_pending and coalesce(u.user_name_override, '') = '' and u.profile_override = '{}' and p.status <> 'SUSPENDED')`;

/** The check. `forms`: those that people judged so far have. Undefined where nobody can be told. */
export function surelyAsDesired(app: SubjectApp, forms: readonly AttributeForm[]): SurelyAsDesired | undefined {
  if (!canCompare(app)) return undefined;
  const columns = new Columns();
  const values = app.mappings.map((mapping) => valueOfMapping(columns, app, mapping));
  const userName = userNameInSql(columns, app);
  if (userName === undefined || !values.every((value) => value !== undefined)) return undefined;
  const cases = forms.slice(0, FORMS_MAX).flatMap((form) => caseOf(app, form, { values, userName }) ?? []);
  if (cases.length === 0) return undefined;
  const hasGroupValues = sql`select from app_group_assignment given where given.app_id = ${app.id} and given.profile <> '{}'`;
  const guards = [sql`is_plain`, sql`not exists (${hasGroupValues})`, userName.holds, ...columns.guards()];
  return {
    columns: sql.join([sql`u.person_id, u.known, u.user_name, ${IS_PLAIN} as is_plain`, ...columns.attributes()]),
    texts: sql.join([sql`true as is_read`, ...columns.texts()]),
    holds: sql<boolean>`(${sql.join(guards, sql` and `)} and case ${sql.join(cases, sql` `)} else false end)`,
  };
}

/** Facts, references and what an app masters itself are looked up person by person; a target of few values gets them in an order of its own. */
function canCompare(app: SubjectApp): boolean {
  return (
    app.features.updateUserAttributes && app.inbound === undefined && app.dialect.valuesMax === 0 && isWholeByRow(app)
  );
}

/** A value in SQL. */
interface ValueInSql {
  /** As the text of a JSON value; asked for only where `isText` holds. */
  readonly json: RawBuilder<string>;
  /** As a text; asked for only where `isText` holds. */
  readonly text: RawBuilder<string | null>;
  /** Conditions, of which at most one holds: a text that is not empty, and nothing. */
  readonly isText: RawBuilder<boolean>;
  readonly isEmpty: RawBuilder<boolean>;
}

/** Columns as they are asked for. */
class Columns {
  readonly #attributes = new Map<string, RawBuilder<unknown>>();
  readonly #texts: RawBuilder<unknown>[] = [];
  readonly #joined = new Set<string>();

  attributes(): readonly RawBuilder<unknown>[] {
    return [...this.#attributes].map(([name, column]) => sql`p.profile -> ${name}::text as ${column}`);
  }

  texts(): readonly RawBuilder<unknown>[] {
    return this.#texts;
  }

  guards(): readonly RawBuilder<boolean>[] {
    return [...this.#joined].map((name) => isPlainText(this.#columnOf(name)));
  }

  /** The value of an expression; undefined where only the evaluator can tell. */
  valueOf(expression: Expression): ValueInSql | undefined {
    const attribute = attributeRead(expression);
    if (attribute !== undefined) return attributeValue(this.#columnOf(attribute));
    const written = textInSql(expression, (name) => this.#columnOf(name));
    if (written === undefined) return undefined;
    for (const name of written.reads) this.#joined.add(name);
    return this.computed(written.text);
  }

  /** A text that is computed once. */
  computed(text: RawBuilder<string | null>): ValueInSql {
    const column = sql.ref<string | null>(`t${this.#texts.length}`);
    this.#texts.push(sql`${text} as ${column}`);
    return textValue(column);
  }

  #columnOf(attribute: string): RawBuilder<unknown> {
    const held = this.#attributes.get(attribute) ?? sql.ref(`a${this.#attributes.size}`);
    this.#attributes.set(attribute, held);
    return held;
  }
}

/** Whatever else the attribute may be, such as a number, is neither a text nor nothing. */
function attributeValue(column: RawBuilder<unknown>): ValueInSql {
  return {
    json: sql`${column}::text`,
    text: sql`(${column} #>> '{}')`,
    isText: sql`(jsonb_typeof(${column}) = 'string' and ${column} <> '""')`,
    isEmpty: sql`(${column} is null or ${column} in ('null', '""'))`,
  };
}

function textValue(text: RawBuilder<string | null>): ValueInSql {
  return { json: jsonOfText(text), text, isText: sql`${text} <> ''`, isEmpty: sql`coalesce(${text}, '') = ''` };
}

function jsonOfText(text: RawBuilder<string | null>): RawBuilder<string> {
  return sql`to_jsonb(${text})::text`;
}

/** The same for everybody, and no text: whatever the form says. */
const FIXED: ValueInSql = { json: sql`'null'`, text: sql`null`, isText: sql`false`, isEmpty: sql`false` };

function valueOfMapping(columns: Columns, app: SubjectApp, mapping: MappingRow): ValueInSql | undefined {
  const { attribute, expression, pushStatus, source = "EXPRESSION" } = mapping;
  if (pushStatus !== "PUSH") return undefined;
  // Attributes of the app's own have rules that a value may break.
  if (app.customAttributes.length > 0 && findAppAttribute(app.customAttributes, attribute)?.isBase === false)
    return undefined;
  // Without values of groups such a mapping gives none.
  if (source === "GROUP") return textValue(sql`null::text`);
  if (source === "CONSTANT") return textValue(sql`${expression}::text`);
  const parsed = parseExpression(expression);
  if (!parsed.ok) return undefined;
  const isFixed = parsed.expression.kind === "literal" && typeof parsed.expression.value === "boolean";
  return isFixed ? FIXED : columns.valueOf(parsed.expression);
}

interface UserNameInSql {
  readonly json: RawBuilder<string>;
  /** When the user name is that. */
  readonly holds: RawBuilder<boolean>;
}

function userNameInSql(columns: Columns, { userName }: SubjectApp): UserNameInSql | undefined {
  if (userName.push === "DONT_PUSH") return { json: jsonOfText(sql`user_name`), holds: sql`user_name is not null` };
  const parsed = userName.type === "NONE" ? undefined : parseTemplate(userName.template);
  const value = parsed?.ok === true ? columns.valueOf(parsed.expression) : undefined;
  if (value === undefined) return undefined;
  const { json, text, isText } = value;
  // Names are trimmed. Which blanks there are is left to the evaluator: here both ends are visible ASCII characters.
  const isVisible = (end: string) => sql`ascii(${sql.raw(end)}(${text}, 1)) between 33 and 126`;
  return { json, holds: sql<boolean>`(${isText} and ${isVisible("left")} and ${isVisible("right")})` };
}

interface Texts {
  readonly values: readonly ValueInSql[];
  readonly userName: UserNameInSql;
}

/** `when` the person's values are of the form `then` the app holds just them. */
function caseOf(app: SubjectApp, form: AttributeForm, { values, userName }: Texts): RawBuilder<unknown> | undefined {
  const pattern = values.map((value, index) => isOfKind(value, form.kinds[index]));
  if (form.kinds.length !== values.length || !pattern.every((part) => part !== undefined)) return undefined;
  const places = new Map<string, RawBuilder<string>>([
    [USER_NAME, userName.json],
    [EXTERNAL_ID, jsonOfText(sql`person_id`)],
    ...values.map(({ json }, index) => [textMarker(index), json] as const),
  ]);
  const desired = { kind: "present", attributes: form.marked, passwordPending: false } as const;
  const wanted = wantedAttributes(app.dialect, { ...desired, userName: USER_NAME, externalId: EXTERNAL_ID });
  return sql`when ${sql.join([sql`true`, ...pattern], sql` and `)} then known::text = ${jsonTextInSql(wanted, places)}`;
}

/** Whether a value is of a form's kind; undefined when SQL cannot say. */
function isOfKind(value: ValueInSql, kind: string | undefined): RawBuilder<boolean> | undefined {
  if (value === FIXED) return sql`true`;
  if (kind === TEXT) return value.isText;
  return kind === EMPTY ? value.isEmpty : undefined;
}
