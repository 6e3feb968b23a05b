import { describe, expect, it } from "vitest";
import { factsOf, parseExpression } from "./index.ts";

function facts(text: string) {
  const parsed = parseExpression(text);
  if (!parsed.ok) throw new Error(parsed.message);
  return factsOf([parsed.expression]);
}

describe("what an expression asks for", () => {
  it.each([
    [
      "user.email + appuser.title + source.city + bare",
      { attributes: ["bare", "city", "email"], groups: false, apps: [], related: [] },
    ],
    ["!(isMemberOfGroup('x') ? true : false)", { groups: true, apps: [], related: [] }],
    ["user.getGroups().![id][0]", { groups: true, apps: [], related: [] }],
    ["{zendesk.email, zendesk_app.label}", { groups: false, apps: ["zendesk_app", "zendesk"], related: [] }],
    [
      "hasWorkdayUser() ?: findDirectoryUser().x",
      { groups: false, apps: ["active_directory", "workday"], related: [] },
    ],
    ['getManagerUser("active_directory").email', { groups: false, apps: [], related: [{ relation: "manager" }] }],
    [
      'getAssistantAppUser("active_directory", "google").email + user.getLinkedObject("buddy").email',
      { groups: false, apps: [], related: [{ relation: "buddy" }, { relation: "assistant", app: "google" }] },
    ],
  ])("%s", (text, expected) => {
    expect(facts(text)).toEqual({ attributes: [], ...expected });
  });
});
