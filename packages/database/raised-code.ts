/** What errors of the server tell beyond constraints. */

/** Codes that functions of ours raise: SQLSTATEs of the class `LS`, which PostgreSQL itself does not use. */
const OWN = /^LS\d{3}$/;
/** PostgreSQL, appendix A: data exception, integrity constraint violation, raised by a function; and our own. */
const REFUSED = /^(?:22|23|P0|LS)/;
/** Transaction rollback: serialization failure, deadlock. */
const ROLLED_BACK = /^40/;
const CAUSES_MAX = 8;

/** The code that a function of ours raised behind `error` or one of its causes, such as `LS001`; undefined for any other fault. */
export function raisedCodeOf(error: unknown): string | undefined {
  let current = error;
  for (let depth = 0; depth < CAUSES_MAX && current instanceof Error; depth += 1) {
    const code = codeOf(current);
    if (OWN.test(code)) return code;
    current = current.cause;
  }
  return undefined;
}

/** Whether the server surely stored nothing of the statement: it refused it, or rolled it back for reasons that may be gone now. */
export function undoneBy(error: unknown): "refusal" | "conflict" | undefined {
  const code = codeOf(error);
  if (ROLLED_BACK.test(code)) return "conflict";
  return REFUSED.test(code) ? "refusal" : undefined;
}

function codeOf(error: unknown): string {
  const code = error instanceof Error ? (error as Error & { readonly code?: unknown }).code : undefined;
  return typeof code === "string" && code.length === 5 ? code : "";
}
