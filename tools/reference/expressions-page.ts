import { listFunctions, type NamedFunction, type Value } from "../../packages/expression/index.ts";
import { EXAMPLES, type Example } from "../../packages/expression/testing/examples.ts";
import { pageHead, table } from "./markdown.ts";

const INTRODUCTION = `Mappings, application user names and group rules are written in Okta's Expression Language. Every example on this page is run by
\`packages/expression/examples.test.ts\`, and so is every example of [Okta's own page](https://developer.okta.com/docs/reference/okta-expression-language/).
The shown results belong to one made-up person, Winston Churchill.`;

const LANGUAGE = `## What an expression reads

| written | meaning |
|---|---|
| \`user.email\` | an attribute of the person |
| \`source.email\`, \`email\` | the same in mappings to an app; on import an attribute of the app's user |
| \`appuser.title\` | an attribute of the person's app user in this app |
| \`zendesk.email\`, \`zendesk_app.label\` | the person's app user in the app with the name \`zendesk\`; that app itself |
| \`app.label\` · \`org.name\` | this app · the company |
| \`user.getInternalProperty("status")\` | the person's \`id\` or \`status\` |

An attribute that was never set is \`null\`, one that was emptied is \`""\`. Unset values count as nothing in texts and as false in conditions.

## Values and operators

| written | meaning |
|---|---|
| \`'text'\`, \`"text"\` | text. A doubled quote stands for one; a backslash is a character like any other |
| \`12\`, \`3.5\`, \`true\`, \`null\`, \`{1, 2}\` | number, truth value, no value, list |
| \`a + b\` | the sum of two numbers; anything else is joined as text |
| \`- * / %\` | numbers, also from texts that hold nothing else |
| \`== != < > <= >=\` | comparison. An unset value comes before all others; texts are compared by their characters |
| \`AND\`, \`OR\`, \`!\` (also \`&&\`, \`\\|\\|\`, \`NOT\`) | conditions |
| \`c ? a : b\` | \`a\` when the condition holds, else \`b\` |
| \`a ?: b\` | \`a\`, or \`b\` when \`a\` is unset or empty |
| \`list[0]\`, \`x.email\`, \`list.![name]\` | an item, an attribute of a person or group, the attribute of each item |
| \`text matches 'pattern'\` | whether the whole text matches a regular expression: literals, \`.\`, classes, groups, \`\\|\`, \`* + ? {n,m}\` |

User name formats are templates: text with \`\${…}\` around each expression.

## Bounds

Length 10,000 characters, depth 50, 1,000 operators, 1,000 values in one list; at run time 10,000 steps, texts of 100,000 characters, lists of
10,000 values. Beyond them an expression ends with a message that names the place. Regular expressions are matched in steps that are
counted, never by backtracking.

## Checks before saving

Unknown names (with the nearest right one), numbers and types of arguments, and whether the result fits the attribute that it is
for: \`gives text, and age is a whole number. Write Convert.toInt(…) around it.\` Each message names the first and last character of what it is about.
`;

const NOTES = `## Deprecated short names

\`toLowerCase\`, \`toUpperCase\`, \`substring\`, \`substringBefore\`, \`substringAfter\` and the other \`String.\` functions are also known without \`String.\`, and in templates
with \`fn:\` before them.

## Not supported

Session and identity provider attributes (\`session.amr\`, \`idpuser.…\`), which belong to sign-on, and what Okta's language inherits from Spring but does not describe.
`;

/** The page of the expression language. */
export function expressionsPage(): string {
  return `${pageHead("Expressions", INTRODUCTION)}\n${LANGUAGE}\n${functionTables()}\n${NOTES}`;
}

const PARTS: readonly { readonly title: string; readonly has: (name: string) => boolean }[] = [
  { title: "Text", has: (name) => name.startsWith("String.") },
  { title: "Lists", has: (name) => name.startsWith("Arrays.") },
  { title: "Conversions", has: (name) => name.startsWith("Convert.") },
  { title: "Countries", has: (name) => name.startsWith("Iso3166Convert.") },
  { title: "Times", has: (name) => name.startsWith("Time.") },
  { title: "Groups", has: (name) => /Group|isMemberOf/.test(name) },
  { title: "People", has: () => true },
];

function functionTables(): string {
  const partOf = (name: string) => PARTS.find(({ has }) => has(name))?.title;
  const tables = PARTS.map(({ title }) => {
    const rows = listFunctions()
      .filter(({ name }) => partOf(name) === title)
      .map(functionRow);
    return `### ${title}\n\n${table(["function", "meaning", "example"], rows)}\n`;
  });
  return `## Functions\n\n${tables.join("\n")}`;
}

function functionRow({ name, signature, meaning }: NamedFunction): readonly string[] {
  const example =
    EXAMPLES.find((candidate) => candidate.scope === undefined && startsWith(candidate, name)) ??
    EXAMPLES.find((candidate) => startsWith(candidate, name));
  return [
    `\`${name}${signature}\``,
    meaning,
    example === undefined ? "" : `\`${example.expression}\` → ${resultText(example.result)}`,
  ];
}

function startsWith({ expression }: Example, name: string): boolean {
  return expression.includes(`${name}(`);
}

function resultText(value: Value): string {
  if (value === null) return "no value";
  return Array.isArray(value)
    ? `\`{${value.map((item) => JSON.stringify(item)).join(", ")}}\``
    : `\`${String(value)}\``;
}
