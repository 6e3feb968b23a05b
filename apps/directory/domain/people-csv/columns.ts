/** The columns of a CSV file of people. */
import type { ProfileAttribute, ProfileSchema } from "../profile-schema/attribute.ts";

/** One column, as the API describes it. */
export interface CsvColumn {
  readonly name: string;
  readonly required: boolean;
  readonly description: string;
  /** How the cell is read; of an array also `string array`, its values separated by semicolons. */
  readonly type: string;
}

/** Columns that are no attributes: memberships, the manager by login, and a first password. */
const OTHERS: readonly CsvColumn[] = [
  {
    name: "groups",
    required: false,
    type: "string array",
    description: "Names of groups, separated by semicolons; missing ones are created",
  },
  {
    name: "manager",
    required: false,
    type: "string",
    description: "Login of the manager, who is in the directory or in this file",
  },
  {
    name: "password",
    required: false,
    type: "string",
    description: "Password of a person who is new; an existing person's password stays",
  },
];

/** Every column that a file may have: base attributes, custom ones, and the others. */
export function csvColumns(schema: ProfileSchema): readonly CsvColumn[] {
  return [
    ...schema.attributes
      .filter(({ name }) => name !== "manager" && name !== "managerId")
      .map((attribute) => ({
        name: attribute.name,
        required: attribute.required === true,
        type: typeOf(attribute),
        description:
          attribute.kind === "base"
            ? `Profile attribute ${attribute.name}`
            : (attribute.description ?? attribute.title),
      })),
    ...OTHERS,
  ];
}

function typeOf({ type, items }: ProfileAttribute): string {
  return type === "array" ? `${items?.type ?? "string"} array` : type;
}

/** What is wrong with a header, one sentence each. Names are compared as they are written: `firstName`, not `firstname`. */
export function checkHeader(
  header: readonly string[],
  columns: readonly CsvColumn[],
): readonly { readonly column: string; readonly message: string }[] {
  const problems: { column: string; message: string }[] = [];
  const known = new Set(columns.map((column) => column.name));
  for (const { name } of columns.filter((column) => column.required)) {
    if (!header.includes(name)) problems.push({ column: name, message: missingColumn(name, header) });
  }
  header.forEach((name, index) => {
    if (header.indexOf(name) !== index) problems.push({ column: name, message: `The column ${name} occurs twice` });
    else if (!known.has(name)) problems.push({ column: name, message: unknownColumn(name, known) });
  });
  return problems;
}

function missingColumn(name: string, header: readonly string[]): string {
  const similar = header.find((candidate) => candidate.toLowerCase() === name.toLowerCase());
  return similar === undefined
    ? `The column ${name} is missing`
    : `The column ${name} is missing: the file spells it ${similar}`;
}

function unknownColumn(name: string, known: ReadonlySet<string>): string {
  const similar = [...known].find((candidate) => candidate.toLowerCase() === name.toLowerCase());
  if (name === "") return "A column has no name";
  return similar === undefined
    ? `The column ${name.slice(0, 100)} is not known; leave it out`
    : `The column ${name} is not known: it is spelt ${similar}`;
}
