/** The application user name (Sign On, Credentials details): a template such as `${source.email}`, or a custom expression. */
import { ExpressionError, type ExpressionScope, evaluateExpression, parseTemplate } from "@lockstep/expression";
import { cachedParse } from "../domain/parse-cache.ts";
import type { MappingProblem } from "./attribute-mapping.ts";

/** How user names of an app are made. */
export interface UserNameFormat {
  readonly type: "BUILT_IN" | "CUSTOM" | "NONE";
  readonly template: string;
}

/** The user name, or why there is none. */
export type UserNameResult =
  | { readonly ok: true; readonly userName: string }
  | { readonly ok: false; readonly problem: MappingProblem };

/** Computes a person's user name in an app. Format NONE has none: it is entered with the assignment. */
export function computeUserName(format: UserNameFormat, scope: ExpressionScope): UserNameResult {
  if (format.type === "NONE") return missing("The app's user names are entered by hand, and this assignment has none.");
  const parsed = parseUserName(format.template);
  if (!parsed.ok)
    return {
      ok: false,
      problem: { attribute: "userName", message: parsed.message, position: parsed.position, end: parsed.end },
    };
  try {
    const value = evaluateExpression(parsed.expression, scope);
    const userName = value === null || Array.isArray(value) ? "" : String(value).trim();
    return userName === ""
      ? missing(`The format ${format.template} gives an empty user name for this person.`)
      : { ok: true, userName };
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    const { message, position, end } = error;
    return { ok: false, problem: { attribute: "userName", message, position, end } };
  }
}

const parseUserName = cachedParse(parseTemplate);

function missing(message: string): UserNameResult {
  return { ok: false, problem: { attribute: "userName", message, position: undefined } };
}
