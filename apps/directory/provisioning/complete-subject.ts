/** What a subject needs beyond its own row: facts that its app's expressions ask for, and the people that its mappings refer to. */
import type { ExpressionFacts } from "@lockstep/expression";
import type { Kysely } from "kysely";
import { factsAsked } from "../domain/facts-asked.ts";
import type { DirectoryTables } from "../domain/tables.ts";
import { loadFacts } from "./expression-facts.ts";
import { isReference, withReferences } from "./references.ts";
import type { SubjectApp, UserSubject } from "./user-subject.ts";

/** What the expressions of an app ask for besides the profile. */
export function factsAskedBy(app: SubjectApp): ExpressionFacts {
  return factsAsked({
    mappings: app.mappings.flatMap(({ expression, source = "EXPRESSION" }) =>
      source === "EXPRESSION" ? [expression] : [],
    ),
    userName: app.userName.type === "NONE" ? undefined : app.userName.template,
  });
}

/** Whether the app's subjects are whole as their rows are read: nothing is to be looked up for each of them. */
export function isWholeByRow(app: SubjectApp): boolean {
  const { groups, apps, related } = factsAskedBy(app);
  const asksForMore = groups || apps.length > 0 || related.length > 0;
  return !asksForMore && !app.mappings.some(({ attribute }) => isReference({ app }, attribute));
}

/** The subject with facts and references looked up. `asked`: of its app. */
export async function completeSubject(
  db: Kysely<DirectoryTables>,
  subject: UserSubject,
  asked: ExpressionFacts,
): Promise<UserSubject> {
  return await withReferences(db, { ...subject, facts: await loadFacts(db, subject.person, asked) });
}
