/**
 * `docs/reference/tolerance.md` from the source: `node tools/tolerance-page.ts` writes it, and tolerance-page.test.ts fails when
 * it is not up to date.
 */
import { writeFileSync } from "node:fs";
import { TOLERANCE_PROFILES } from "../packages/scim-server/tolerance/profiles.ts";
import { TOLERANCE_SWITCHES } from "../packages/scim-server/tolerance/switches.ts";

/** Where the page is. */
export const TOLERANCE_PAGE = new URL("../docs/reference/tolerance.md", import.meta.url);

const INTRODUCTION = `# Tolerance: what clients may do besides the RFCs

The core of the service reads RFC 7643 and RFC 7644 strictly. In front of it a layer brings requests into the strict form, as far
as the **switches** of the request's credential allow. A credential has a **profile**, which is a set of switches, and may
override single switches. Without a choice the profile is \`generic\`.

- The server never asks which client it talks to, only whether a switch is on.
- Each switch that was needed to understand a request is counted, by credential and request; a request in strict form counts
  nothing and is not copied.
- What cannot be read in one way only is refused in every profile, with an error that names the place.

This page is written by \`tools/tolerance-page.ts\` from \`packages/scim-server/tolerance/switches.ts\` and
\`packages/scim-server/tolerance/profiles.ts\`. What the clients send is data in \`packages/conformance/transcripts/\`, and every
transcript is run over the service under each profile that it names.`;

const CHOICES = `## Choices that no switch changes

| topic | what we do |
|---|---|
| \`remove\` with a list of values | removes the listed ones or is refused; it never empties an attribute |
| a path-less value | says nothing about what it does not name: members stay |
| \`id\` in a path-less value | the resource's own id is ignored, another one is 400 \`mutability\` |
| values | are kept as they were sent: clients compare what they get back |
| \`filter\` on \`/Schemas\` and \`/ResourceTypes\` | 403; ignored on \`/ServiceProviderConfig\` |
| unknown sub-attribute in brackets | 400 \`invalidFilter\`, which names it |
| two users with the \`externalId\` that \`managerId\` names | nobody is picked: the name stays as it is |
| \`status\` of an error | a text |`;

/** The page as it must be. */
export function tolerancePage(): string {
  return [INTRODUCTION, profiles(), table(), meanings(), CHOICES, ""].join("\n\n").replace(/\n\n$/, "\n");
}

function profiles(): string {
  const rows = TOLERANCE_PROFILES.map(({ name, meaning, on }) => `| \`${name}\` | ${meaning} | ${on.size} |`);
  return ["## Profiles", "", "| profile | for whom | switches on |", "|---|---|---|", ...rows].join("\n");
}

function table(): string {
  const names = TOLERANCE_PROFILES.map(({ name }) => `\`${name}\``);
  const rows = TOLERANCE_SWITCHES.map(({ name }) => {
    const cells = TOLERANCE_PROFILES.map(({ on }) => (on.has(name) ? "on" : ""));
    return `| \`${name}\` | ${cells.join(" | ")} |`;
  });
  return [
    "## Switches by profile",
    "",
    `| switch | ${names.join(" | ")} |`,
    `|---|${names.map(() => "---|").join("")}`,
    ...rows,
  ].join("\n");
}

function meanings(): string {
  const rows = TOLERANCE_SWITCHES.map(({ name, meaning, neededBy }) => {
    return `| \`${name}\` | ${meaning.replaceAll("|", "\\|")} | ${neededBy} |`;
  });
  return ["## What the switches mean", "", "| switch | meaning when on | needed by |", "|---|---|---|", ...rows].join(
    "\n",
  );
}

if (import.meta.main) writeFileSync(TOLERANCE_PAGE, tolerancePage());
