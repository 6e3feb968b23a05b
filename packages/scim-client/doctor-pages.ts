/** The steps that read: first page, filter, groups. */
import type { Random } from "@lockstep/ports";
import { describeAnswer } from "./answer-words.ts";
import { type Finding, failed, passed, skipped } from "./doctor-steps.ts";
import { readListPage } from "./list-page.ts";
import type { ScimAnswer } from "./types.ts";

type Answer = Extract<ScimAnswer, { kind: "answer" }>;
type Read = (path: string) => Promise<ScimAnswer>;

/** Okta's own test request, to the letter. */
export const FIRST_PAGE_PATH = "/Users?startIndex=1&count=2";
const GROUPS_PATH = "/Groups?startIndex=1&count=100";

/** Whether the first page of users is a list answer. */
export function checkFirstPage(answer: Answer): Finding {
  if (answer.status === 429 || answer.status === 503) {
    return failed(`The application asks to slow down. ${describeAnswer(answer)}`, "Wait a few minutes and test again.");
  }
  if (answer.status >= 500) {
    return failed(
      `The application failed to answer. ${describeAnswer(answer)}`,
      "Test again in a few minutes. If it stays so, show this message to the application's support.",
    );
  }
  if (answer.status !== 200) {
    return failed(
      `The list of users was refused. ${describeAnswer(answer)}`,
      "Show this message to the application's support: its SCIM interface should list users.",
    );
  }
  const page = readListPage(answer.body);
  if (page === undefined) {
    return failed(
      "The answer to the first page of users is not a SCIM list (ListResponse).",
      "Check that the base URL is the one of SCIM 2.0 and not of another interface of the application.",
    );
  }
  const deviations = page.deviations.length === 0 ? "" : ` Tolerated: ${page.deviations.join("; ")}.`;
  return passed(`The first page came: ${page.totalResults} users in the application.${deviations}`);
}

/** Whether looking for a name that nobody has finds nobody: everything that links accounts rests on it. */
export async function checkFilter(read: Read, random: Random): Promise<Finding> {
  let name = "lockstep-test-";
  for (const byte of random.bytes(12)) name += byte.toString(16).padStart(2, "0");
  const filter = encodeURIComponent(`userName eq "${name}@example.invalid"`);
  const answer = await read(`/Users?filter=${filter}&startIndex=1&count=100`);
  const page = answer.kind === "answer" && answer.status === 200 ? readListPage(answer.body) : undefined;
  if (page !== undefined && page.resources.length === 0 && page.totalResults === 0) {
    return passed("Looking for a user name that nobody has finds nobody.");
  }
  if (page !== undefined) {
    return failed(
      `Looking for a user name that nobody has finds ${Math.max(page.totalResults, page.resources.length)} users: the application ignores filters.`,
      "Ask the application's support to support the filter userName eq. Without it people could be linked to accounts of others. Where it has none, set the target switch lookupBy to LIST.",
    );
  }
  // Interop: some targets answer 404 with an error body for a filter without matches.
  if (answer.kind === "answer" && answer.status === 404 && answer.notJson === undefined) {
    return passed("Looking for a user name that nobody has finds nobody (answered with 404).");
  }
  return failed(
    `Looking for a user by name failed. ${describeAnswer(answer)}`,
    "Ask the application's support to support the filter userName eq: people are looked up by it before an account is created. Where it has none, set the target switch lookupBy to LIST.",
  );
}

/** Whether groups can be listed. An application without groups passes: only Push Groups needs them. */
export async function checkGroups(read: Read): Promise<Finding> {
  const answer = await read(GROUPS_PATH);
  if (answer.kind === "answer") {
    const page = answer.status === 200 ? readListPage(answer.body) : undefined;
    if (page !== undefined) return passed(`Groups can be listed: ${page.totalResults} in the application.`);
    if ([404, 405, 501].includes(answer.status)) {
      return skipped("The application offers no groups: Push Groups will not work, everything else will.");
    }
  }
  return failed(
    `The list of groups failed. ${describeAnswer(answer)}`,
    "Check that the provisioning account may see groups, or ask the application's support.",
  );
}
