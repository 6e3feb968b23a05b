/** A CSV file of people as checked rows, or every error with its row and column. Pure: nothing is looked up. */
import { CsvError, parse } from "csv-parse";
import type { CsvRowError } from "../../contract.ts";
import { type PasswordPolicySettings, passwordProblem } from "../password-policy/settings.ts";
import { ownerOf } from "../person-password.ts";
import { profileText, readProfile } from "../profile.ts";
import type { ProfileSchema } from "../profile-schema/attribute.ts";
import { valueFromText } from "../profile-schema/check-value.ts";
import type { Profile } from "../tables.ts";
import { checkHeader, csvColumns } from "./columns.ts";

/** What the rows are held against. */
export interface CsvRules {
  readonly schema: ProfileSchema;
  readonly policy: PasswordPolicySettings;
}

/** One person of a file. */
export interface CsvPerson {
  /** Counts from 2: the header is row 1. */
  readonly row: number;
  /** Without the manager, which is resolved against the directory. */
  readonly profile: Profile;
  /** Login of the manager; "" when the column is empty, undefined when the file has no such column. */
  readonly managerLogin: string | undefined;
  readonly groups: readonly string[];
  readonly password: string | undefined;
}

/** The rows of a file and what is wrong with them. */
export interface CsvContent {
  readonly people: readonly CsvPerson[];
  /** Attributes that the file speaks of: others of an existing person stay as they are. */
  readonly attributes: readonly string[];
  readonly rows: number;
  readonly errors: readonly CsvRowError[];
}

/** Rows of one file at most. */
const ROWS_MAX = 100_000;
/** Errors are collected up to here; the rest of the file is not read then. */
export const ERRORS_MAX = 1000;
const GROUP_NAME_LENGTH_MAX = 255;
const OTHER_COLUMNS: ReadonlySet<string> = new Set(["groups", "manager", "password"]);

/** Reads a whole text. The first row names the columns; empty lines are passed over; the delimiter is a comma. */
export async function readRows(text: string, rules: CsvRules): Promise<CsvContent> {
  const reader = new Reader(rules);
  const parser = parse(text, {
    bom: true,
    relaxColumnCount: true,
    skipEmptyLines: true,
    trim: true,
    maxRecordSize: 100_000,
  });
  try {
    for await (const record of parser) {
      if (!reader.add(record as readonly string[])) break;
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    reader.fail(error.message);
  }
  return reader.finish();
}

class Reader {
  readonly #rules: CsvRules;
  readonly #people: CsvPerson[] = [];
  readonly #errors: CsvRowError[] = [];
  readonly #rowByLogin = new Map<string, number>();
  #header: readonly string[] | undefined;
  #rows = 0;

  constructor(rules: CsvRules) {
    this.#rules = rules;
  }

  /** Whether reading should go on. */
  add(record: readonly string[]): boolean {
    if (this.#header === undefined) return this.#readHeader(record);
    this.#rows += 1;
    if (this.#rows > ROWS_MAX) {
      this.#error(this.#row(), null, `The file has more than ${ROWS_MAX} rows: split it`);
      return false;
    }
    this.#readPerson(this.#header, record);
    return this.#errors.length < ERRORS_MAX;
  }

  fail(message: string): void {
    this.#error(this.#row() + 1, null, `The row cannot be read as CSV: ${message}`);
  }

  finish(): CsvContent {
    if (this.#header === undefined && this.#errors.length === 0)
      this.#error(1, null, "The file is empty: the first row names the columns");
    else if (this.#rows === 0 && this.#errors.length === 0) this.#error(2, null, "The file has a header and no rows");
    const attributes = (this.#header ?? []).filter((name) => !OTHER_COLUMNS.has(name));
    return { people: this.#people, attributes, rows: this.#rows, errors: this.#errors };
  }

  #row(): number {
    return this.#rows + 1;
  }

  #error(row: number, column: string | null, message: string): void {
    this.#errors.push({ row, column, message });
  }

  #readHeader(record: readonly string[]): boolean {
    this.#header = record;
    if (record.length === 1 && /[;\t]/.test(record[0] ?? "")) {
      this.#error(1, null, "The columns must be separated by commas; this file uses semicolons or tabs");
      return false;
    }
    for (const { column, message } of checkHeader(record, csvColumns(this.#rules.schema)))
      this.#error(1, column, message);
    return this.#errors.length === 0;
  }

  #readPerson(header: readonly string[], record: readonly string[]): void {
    const row = this.#row();
    if (record.length !== header.length) {
      this.#error(
        row,
        null,
        `The row has ${record.length} values, the header ${header.length} columns: is a comma unquoted?`,
      );
      return;
    }
    if (record.some((value) => value.includes("\u0000"))) {
      this.#error(row, null, "The row holds a NUL character: is the file really text?");
      return;
    }
    const values = new Map(header.map((name, index) => [name, record[index] ?? ""]));
    const { schema, policy } = this.#rules;
    const attributes = [...values].flatMap(([name, value]) => {
      const attribute = OTHER_COLUMNS.has(name) ? undefined : schema.byName.get(name);
      return attribute === undefined ? [] : [[name, valueFromText(attribute, value)] as const];
    });
    const result = readProfile(schema, Object.fromEntries(attributes));
    if (!result.ok) {
      for (const { attribute, message } of result.problems) this.#error(row, attribute, message);
      return;
    }
    this.#checkLogin(row, profileText(result.profile, "login"));
    const password = values.get("password") || undefined;
    const weakness = password === undefined ? undefined : passwordProblem(policy, password, ownerOf(result.profile));
    if (weakness !== undefined) this.#error(row, "password", weakness);
    const groups = this.#readGroups(row, values.get("groups") ?? "");
    this.#people.push({ row, profile: result.profile, managerLogin: values.get("manager"), groups, password });
  }

  #checkLogin(row: number, login: string): void {
    const folded = login
      .toLowerCase()
      .normalize("NFD")
      .replaceAll(/[\u0300-\u036f]/g, "");
    const first = this.#rowByLogin.get(folded);
    if (first === undefined) this.#rowByLogin.set(folded, row);
    else
      this.#error(
        row,
        "login",
        `The login ${login} stands in row ${first} already (letter case and diacritics do not count)`,
      );
  }

  #readGroups(row: number, text: string): readonly string[] {
    const names = new Map<string, string>();
    for (const name of text.split(";").map((part) => part.trim())) {
      if (name === "") continue;
      if (name.length > GROUP_NAME_LENGTH_MAX)
        this.#error(row, "groups", `A group name has at most ${GROUP_NAME_LENGTH_MAX} characters`);
      else if (!names.has(name.toLowerCase())) names.set(name.toLowerCase(), name);
    }
    return [...names.values()];
  }
}
