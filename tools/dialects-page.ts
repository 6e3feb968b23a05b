/**
 * `docs/reference/dialects.md` from the source: `node --conditions=source tools/dialects-page.ts` writes it, and dialects-page.test.ts
 * fails when it is not up to date.
 */
import { writeFileSync } from "node:fs";
import { DIALECTS } from "../packages/engine/dialects.ts";
import { SWITCHES, type SwitchKind } from "../packages/engine/switches.ts";

/** Where the page is. */
export const DIALECTS_PAGE = new URL("../docs/reference/dialects.md", import.meta.url);

const INTRODUCTION = `# Dialects: what targets differ in

An app speaks to its target in a **dialect**: verbs, shapes and gaps as one row of a table. Where one target differs from its
dialect, single fields are set otherwise by the **switches** of its connection. The engine never asks for a target's name: a plan
reads fields, and a preview shows what they come to.

| dialect | for |
|---|---|
| \`okta-catalogue\` | what Okta's catalogue integrations send: PUT for profiles, PATCH without path for the rest. The default |
| \`okta-wizard\` | what an app of Okta's integration wizard sends: a read and a PUT of the whole resource, for everything |
| \`rfc\` | the smallest PATCH with paths, by RFC 7644 §3.5.2 |
| \`aws\` | AWS IAM Identity Center |
| \`github\` | GitHub enterprises with managed users |

The dialect is \`settings.provisioning.dialect\` of the app (\`POST\`, \`PUT /api/v1/apps/{id}\`). Switches are read and replaced as a whole by
\`GET\`, \`PUT /api/lockstep/v1/apps/{id}/target-switches\`:

\`\`\`json
{ "switches": { "patch": false, "neverSent": ["externalId"], "memberChunkMax": 50 } }
\`\`\`

\`patch: false\` stands for \`userUpdate\`, \`userLifecycle\`, \`password\` and \`group\` as \`PUT\`; \`null\` takes a switch back. A switch that does not
exist, or a value that it does not take, is refused with its name, and nothing is stored. After a change every account is read and
compared anew.

Each switch is tested against a target that needs it: it refuses something without the switch and takes everything with it
(\`packages/engine/run/switches.test.ts\`). This page is written by \`tools/dialects-page.ts\` from \`packages/engine/switches.ts\` and
\`packages/engine/dialects.ts\`.`;

const CHOICES = `## What no switch changes

| topic | what the engine does |
|---|---|
| rows of a look-up | are compared here before one is linked; a target that ignores filters links nobody |
| two rows that match | are never chosen between: a task says which they are |
| an account that the target hides or answers with 404 after we switched it off | is switched on under its old id before a new one is created |
| an empty answer, 204, a missing \`Location\` | is no fault; a create without an id is looked up |
| booleans as texts in answers | are read |
| a lost answer | is followed by a question, never by a blind repetition |
| accounts and groups that the directory did not create, link or confirm | are never changed |`;

/** The page as it must be. */
export function dialectsPage(): string {
  return `${[INTRODUCTION, table(), meanings(), CHOICES].join("\n\n")}\n`;
}

function table(): string {
  const dialects = Object.values(DIALECTS);
  const rows = SWITCHES.map(
    ({ name }) => `| \`${name}\` | ${dialects.map((dialect) => cell(dialect[name])).join(" | ")} |`,
  );
  return [
    "## The table",
    "",
    `| switch | ${dialects.map(({ name }) => `\`${name}\``).join(" | ")} |`,
    `|---|${dialects.map(() => "---|").join("")}`,
    ...rows,
  ].join("\n");
}

function cell(value: unknown): string {
  if (Array.isArray(value)) return value.map((item) => `\`${String(item)}\``).join(", ");
  return typeof value === "boolean" ? (value ? "yes" : "no") : String(value);
}

function meanings(): string {
  const rows = SWITCHES.map(
    ({ name, kind, meaning, neededBy }) =>
      `| \`${name}\` | ${takes(kind)} | ${meaning.replaceAll("|", "\\|")} | ${neededBy} |`,
  );
  return [
    "## What the switches mean",
    "",
    "| switch | takes | meaning | needed by |",
    "|---|---|---|---|",
    ...rows,
  ].join("\n");
}

function takes(kind: SwitchKind): string {
  switch (kind.type) {
    case "choice":
      return kind.choices.map((choice) => `\`${choice}\``).join(", ");
    case "boolean":
      return "true or false";
    case "integer":
      return `a whole number from ${kind.min} to ${kind.max}`;
    case "paths":
      return "a list of attribute paths";
  }
}

if (import.meta.main) writeFileSync(DIALECTS_PAGE, dialectsPage());
