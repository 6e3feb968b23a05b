import { readFileSync } from "node:fs";
import { EVENT_CATALOGUE } from "../../apps/directory/domain/event-catalogue.ts";
import { pageHead, table } from "./markdown.ts";
import { sourceFiles } from "./source-files.ts";

const INTRODUCTION = `What the directory's System Log tells of (\`GET /api/v1/logs\`). Types are spelled as in Okta's catalogue, so that searches, rules and SIEM content written for
it hold here too; *own* marks the few that Okta has no name for.`;

/** First parts of event types; a text of the source that begins so and goes on is one. */
const TYPE =
  /["'`]((?:application|app\.oauth2|group|policy|system|user\.(?:account|lifecycle|session|mfa|credential))\.[^"'`\s]*(?:\$\{[^}]*\}[^"'`\s]*)*)["'`]/g;

/** Event types that the directory's source writes, with what is in no catalogue and where. */
export interface WrittenEvents {
  readonly types: readonly string[];
  readonly unknown: readonly string[];
}

/** Reads the source for event types. A template with a variable part stands for every type that it can make. */
export function findWrittenEvents(): WrittenEvents {
  const types = new Set<string>();
  const unknown: string[] = [];
  for (const path of sourceFiles("apps/directory")) {
    if (path.endsWith("event-catalogue.ts")) continue;
    for (const text of typesIn(readFileSync(path, "utf8"))) {
      const found = Object.keys(EVENT_CATALOGUE).filter((type) => patternOf(text).test(type));
      for (const type of found) types.add(type);
      if (found.length === 0) unknown.push(`${path}: ${text}`);
    }
  }
  return { types: Object.keys(EVENT_CATALOGUE).filter((type) => types.has(type)), unknown };
}

/**
 * Texts with two dots or more; what stands alone before a dot, such as `group.name`, is a column or an expression, and
 * what ends in `%` asks for many types and writes none.
 */
function typesIn(source: string): readonly string[] {
  return [...source.matchAll(TYPE)].flatMap(([, text = ""]) =>
    text.split(".").length >= 3 && !text.endsWith("%") ? [text] : [],
  );
}

function patternOf(text: string): RegExp {
  const parts = text.split(/(\$\{[^}]*\})/);
  const pattern = parts.map((part) => {
    if (!part.startsWith("${")) return part.replaceAll(".", "\\.");
    const choices = [...part.matchAll(/"([^"]+)"/g)].map(([, choice = ""]) => choice);
    return choices.length > 0 ? `(?:${choices.join("|")})` : "\\w+";
  });
  return new RegExp(`^${pattern.join("")}$`);
}

/** The page of event types. */
export function eventsPage(): string {
  const rows = findWrittenEvents().types.map((type) => {
    const entry = EVENT_CATALOGUE[type];
    return [`\`${type}\``, entry?.meaning ?? "", entry?.own === true ? "own" : ""];
  });
  return `${pageHead("Events of the directory", INTRODUCTION)}\n${table(["type", "meaning", ""], rows)}\n`;
}
