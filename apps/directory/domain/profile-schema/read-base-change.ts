/** What may change of a base attribute: permissions, the source of its value, whether first and last name are required, and the login's pattern (okta-management-api §7.1). */
import type { AttributeDefinition, ProfileAttribute } from "./attribute.ts";
import { masterOf, type PropertyInput } from "./read-definition.ts";

/** The properties that differ, or what cannot change. */
export type BaseChangeResult =
  | { readonly ok: true; readonly changed: Partial<AttributeDefinition> }
  | { readonly ok: false; readonly problems: readonly string[] };

const NULLABLE: ReadonlySet<string> = new Set(["firstName", "lastName"]);
/** Properties that clients send back as they read them. */
const FIXED = ["title", "description", "type", "minLength", "maxLength", "format"] as const;
/** The two forms that Okta has: anything, or a set of characters. Both are matched in linear time. */
const LOGIN_PATTERN = /^(?:\.\+|\[(?:[^\\[\]^]|\\[^A-Za-z0-9])+\]\+)$/;
const LOGIN_LENGTH_MIN = 5;

/** Reads a change. What is sent as it is already changes nothing. */
export function readBaseChange(attribute: ProfileAttribute, input: PropertyInput): BaseChangeResult {
  const problems: string[] = [];
  const changed: Record<string, unknown> = {};
  for (const key of FIXED) {
    if (input[key] !== undefined && (input[key] ?? undefined) !== attribute[key])
      problems.push(`${key}: Cannot be changed on a base attribute`);
  }
  if (input.permissions && JSON.stringify(input.permissions) !== JSON.stringify(attribute.permissions))
    changed["permissions"] = input.permissions;
  const master = masterOf(input);
  if (master !== undefined && JSON.stringify(master) !== JSON.stringify(attribute.master)) changed["master"] = master;
  if (input.required !== undefined && (input.required ?? false) !== (attribute.required ?? false)) {
    if (NULLABLE.has(attribute.name)) changed["required"] = input.required ?? false;
    else problems.push("required: Can be changed on firstName and lastName only");
  }
  if (input.pattern !== undefined && (input.pattern ?? undefined) !== attribute.pattern) {
    const problem = patternProblem(attribute, input.pattern);
    if (problem === undefined) Object.assign(changed, patternChange(input.pattern));
    else problems.push(`pattern: ${problem}`);
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, changed };
}

function patternProblem(attribute: ProfileAttribute, pattern: string | null): string | undefined {
  if (attribute.name !== "login") return "Only the login can have a pattern";
  if (pattern === null) return undefined;
  const isReadable = LOGIN_PATTERN.test(pattern) && isRegularExpression(pattern);
  return isReadable
    ? undefined
    : 'Must be ".+" for anything, or a set of characters such as "[-a-z0-9_@.]+" with the hyphen first';
}

function isRegularExpression(pattern: string): boolean {
  try {
    new RegExp(pattern);
    return true;
  } catch {
    return false;
  }
}

/** JSON has no undefined: the e-mail form is stored as null. Whoever may have any login may have a short one. */
function patternChange(pattern: string | null): Readonly<Record<string, unknown>> {
  return { pattern, minLength: pattern === ".+" ? 1 : LOGIN_LENGTH_MIN };
}
