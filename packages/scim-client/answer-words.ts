/** An answer in words for people: the target's own ones first. */
import { isJsonObject, type Json } from "@lockstep/scim";
import type { ScimAnswer } from "./types.ts";

const REASONS: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  409: "Conflict",
  412: "Precondition Failed",
  413: "Payload Too Large",
  415: "Unsupported Media Type",
  422: "Unprocessable Content",
  429: "Too Many Requests",
  500: "Internal Server Error",
  501: "Not Implemented",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout",
};

const WORDS_MAX = 1_000;

/** One line that says what the target answered: reason phrase and the remote words, or why there is no answer. */
export function describeAnswer(answer: ScimAnswer): string {
  if (answer.kind !== "answer") return answer.reason;
  const reason = REASONS[answer.status] ?? `Status ${answer.status}`;
  if (answer.status >= 300 && answer.status < 400) {
    return `Status ${answer.status}: a redirect${answer.location === undefined ? "" : ` to ${answer.location}`}, which is not followed.`;
  }
  const detail = errorDetail(answer);
  return detail === undefined ? `${reason}.` : `${reason}. Errors reported by remote server: ${detail}`;
}

/** The `detail` of a SCIM error (RFC 7644 §3.12), or what stands in its place in other error bodies. */
export function errorDetail(answer: Extract<ScimAnswer, { kind: "answer" }>): string | undefined {
  if (answer.notJson !== undefined) return `Invalid JSON: ${collapse(answer.notJson)}`;
  const found = isJsonObject(answer.body) ? (readWords(answer.body) ?? readErrors(answer.body["Errors"])) : undefined;
  return found === undefined ? undefined : collapse(found);
}

/** The `scimType` of a SCIM error body. */
export function errorType(body: Json | undefined): string | undefined {
  const type = isJsonObject(body) && Object.hasOwn(body, "scimType") ? body["scimType"] : undefined;
  return typeof type === "string" && type !== "" ? type : undefined;
}

/** Whether an error's words say that the account lacks the SCIM module (plan, subscription) rather than the user a right. */
export function speaksOfModule(detail: string | undefined): boolean {
  return (
    detail !== undefined &&
    /\bmodule\b|\bsubscription\b|\bpricing\b|not enabled for (?:this|the|your) account/i.test(detail)
  );
}

function readWords(body: Readonly<Record<string, Json | undefined>>): string | undefined {
  for (const key of ["detail", "message", "error_description", "error", "title"]) {
    const value = Object.hasOwn(body, key) ? body[key] : undefined;
    if (typeof value === "string" && value.trim() !== "") return value;
  }
  return undefined;
}

/** SCIM 1.1 §3.9: `{"Errors":[{"description","code"}]}`, still sent by some 2.0 targets. */
function readErrors(errors: Json | undefined): string | undefined {
  const first = Array.isArray(errors) ? errors[0] : undefined;
  const description = isJsonObject(first) ? first["description"] : undefined;
  return typeof description === "string" ? description : undefined;
}

function collapse(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > WORDS_MAX ? `${line.slice(0, WORDS_MAX)}…` : line;
}
