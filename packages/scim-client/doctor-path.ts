/** Finds the base URL that was meant: guides differ in /v2, in the trailing slash and in letter case. */
import { ERROR_SCHEMA, isJsonObject } from "@lockstep/scim";
import { readListPage } from "./list-page.ts";
import type { ScimAnswer } from "./types.ts";

type Answer = Extract<ScimAnswer, { kind: "answer" }>;

/** Whether an answer can come from a SCIM endpoint at this very path: a list, a SCIM error, or a refusal that hides the path. */
export function lookedLikeScim(answer: Answer): boolean {
  if (answer.status >= 300 && answer.status < 400) return false;
  if (answer.status === 404 || answer.status === 405 || answer.status === 410) return false;
  if (answer.status >= 200 && answer.status < 300) return isJsonObject(answer.body);
  // A proxy's page with 5xx says nothing about the path; do not blame it.
  return true;
}

/** Whether an answer is surely SCIM: what a variant must be before it is recommended. */
function isSurelyScim(answer: ScimAnswer): boolean {
  if (answer.kind !== "answer" || !lookedLikeScim(answer)) return false;
  if (answer.status === 200) return readListPage(answer.body) !== undefined;
  if (answer.status === 401) return answer.notJson === undefined;
  return (
    isJsonObject(answer.body) && Array.isArray(answer.body["schemas"]) && answer.body["schemas"].includes(ERROR_SCHEMA)
  );
}

/** The first variant of the base URL that answers as SCIM; undefined when none does. */
export async function findAnsweringBase(
  baseUrl: string,
  probe: (variant: string) => Promise<ScimAnswer>,
): Promise<string | undefined> {
  for (const variant of baseVariants(baseUrl)) {
    if (isSurelyScim(await probe(variant))) return variant;
  }
  return undefined;
}

/** Up to twelve other spellings of a base URL, likelier ones first. The origin never changes: a credential goes nowhere else. */
export function baseVariants(baseUrl: string): readonly string[] {
  const url = new URL(baseUrl.trim());
  const given = trimSlashes(url.pathname);
  const root = trimSlashes(given.replace(/\/(?:users|groups|serviceproviderconfig|schemas|resourcetypes)$/i, ""));
  const withoutVersion = trimSlashes(root.replace(/\/v\d+$/i, ""));
  const paths = [
    root,
    `${root}/v2`,
    withoutVersion,
    foldScim(root, "SCIM"),
    foldScim(root, "scim"),
    `${foldScim(withoutVersion, "SCIM")}/v2`,
    `${foldScim(withoutVersion, "scim")}/v2`,
    foldScim(withoutVersion, "SCIM"),
    foldScim(withoutVersion, "scim"),
    `${withoutVersion}/scim/v2`,
    `${withoutVersion}/SCIM/v2`,
    "/scim/v2",
    "/SCIM/v2",
  ];
  const others = new Set(paths.filter((path) => path !== given));
  return [...others].slice(0, 12).map((path) => `${url.origin}${path}/`);
}

function foldScim(path: string, spelling: "scim" | "SCIM"): string {
  return path.replace(/\/scim(?=\/|$)/i, `/${spelling}`).replace(/\/v(\d+)$/i, "/v$1");
}

function trimSlashes(path: string): string {
  return path.replace(/\/+$/, "");
}
