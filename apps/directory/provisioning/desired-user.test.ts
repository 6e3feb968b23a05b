import { DIALECTS, OKTA_PASSWORD } from "@lockstep/engine";
import type { AppId, PersonId } from "@lockstep/ports";
import { ENTERPRISE_USER_URN } from "@lockstep/scim";
import { describe, expect, it } from "vitest";
import { DEFAULT_MAPPINGS } from "../domain/default-mappings.ts";
import { desiredUser } from "./desired-user.ts";
import { NO_FACTS } from "./expression-scope.ts";
import { managedKnown } from "./subject-values.ts";
import type { MappingRow, UserSubject } from "./user-subject.ts";

const PROFILE = {
  login: "jane@corp.example",
  email: "Jane.Doe@example.com",
  firstName: "Jane",
  lastName: "Doe",
  title: "Controller",
};

function subject(change: Partial<UserSubject> = {}, mappings: readonly MappingRow[] = DEFAULT_MAPPINGS): UserSubject {
  return {
    appUserId: "0ua1",
    version: "1",
    attempts: 0,
    assigned: true,
    provisionRequested: true,
    userNameOverride: null,
    profileOverride: {},
    groupValues: [],
    reservedUserName: null,
    facts: NO_FACTS,
    externalId: null,
    origin: null,
    known: null,
    knownActive: null,
    userName: null,
    lastError: null,
    inDoubt: false,
    hasOpenTask: false,
    passwordPending: false,
    passwordSealed: null,
    passwordExpiredAt: null,
    approved: [],
    causes: [],
    isProtected: false,
    references: [],
    person: { id: "00u1" as PersonId, status: "ACTIVE", profile: PROFILE },
    app: {
      id: "0oa1" as AppId,
      label: "Declaree",
      baseUrl: null,
      authScheme: null,
      authUsername: null,
      authSettings: {},
      authSecretSealed: null,
      dialect: DIALECTS["okta-catalogue"],
      features: { createUsers: true, updateUserAttributes: true, deactivateUsers: true, syncPassword: true },
      passwordSeed: "RANDOM",
      passwordRule: OKTA_PASSWORD,
      suspendedPeople: "IGNORE",
      goneAccounts: "RECREATE",
      userName: { type: "BUILT_IN", template: `\${source.email}`, push: "PUSH" },
      mappings,
      name: "declaree",
      userNameSuffix: null,
      customAttributes: [],
      connectionTestedAt: null,
      rateLimitCount: 0,
      canSend: true,
      hasOpenTask: false,
      isTroubled: false,
      isUnswept: false,
      switches: {},
      passport: null,
    },
    ...change,
  };
}

const desire = (input: UserSubject, isNew = true) => desiredUser(input, { isNew, maybeCreated: false, now: 0 });

describe("desiredUser", () => {
  it("computes user name, external id and mapped attributes; what is empty is an order to clear", () => {
    expect(desire(subject())).toEqual({
      ok: true,
      desired: {
        kind: "present",
        userName: "Jane.Doe@example.com",
        externalId: "00u1",
        passwordPending: false,
        attributes: {
          name: { givenName: "Jane", familyName: "Doe" },
          displayName: "Jane Doe",
          emails: [{ type: "work", value: "Jane.Doe@example.com", primary: true }],
          title: "Controller",
          locale: null,
          [ENTERPRISE_USER_URN]: {
            employeeNumber: null,
            costCenter: null,
            organization: null,
            division: null,
            department: null,
          },
        },
      },
    });
  });

  it("leaves out an element that has labels but no value", () => {
    const mappings: readonly MappingRow[] = [
      { attribute: 'phoneNumbers[type eq "mobile"].value', expression: "user.mobilePhone", pushStatus: "PUSH" },
      { attribute: 'phoneNumbers[type eq "mobile"].primary', expression: "true", pushStatus: "PUSH" },
    ];
    expect(desire(subject({}, mappings))).toMatchObject({ ok: true, desired: { attributes: {} } });
    expect(JSON.stringify(desire(subject({}, mappings)))).not.toContain("mobile");
  });

  it("lets an override win over the mapping, and the assignment's own user name over the format", () => {
    const result = desire(subject({ profileOverride: { title: "CFO" }, userNameOverride: "jane" }));
    expect(result).toMatchObject({ ok: true, desired: { userName: "jane", attributes: { title: "CFO" } } });
  });

  it("leaves create-only values to the app once the account is there", () => {
    const mappings: readonly MappingRow[] = [{ attribute: "title", expression: "user.title", pushStatus: "DONT_PUSH" }];
    expect(desire(subject({}, mappings))).toMatchObject({ desired: { attributes: { title: "Controller" } } });
    const later = subject({ known: { title: "Trainee", nickName: "JJ" }, externalId: "r1" }, mappings);
    expect(desire(later, false)).toMatchObject({ desired: { attributes: {} } });
    // Neither wanted nor known to be ours: the engine takes nothing back.
    expect(managedKnown(later)).toEqual({ nickName: "JJ" });
    expect(managedKnown({ ...later, profileOverride: { title: "CFO" } })).toEqual({ title: "Trainee", nickName: "JJ" });
    expect(managedKnown({ ...later, known: null })).toBeUndefined();
  });

  it("keeps the user name of an account when the format applies to creation only", () => {
    const base = subject({ userName: "jane.old@example.com", externalId: "r1" });
    const input = { ...base, app: { ...base.app, userName: { ...base.app.userName, push: "DONT_PUSH" as const } } };
    expect(desire(input, false)).toMatchObject({ desired: { userName: "jane.old@example.com" } });
    expect(desire(input, true)).toMatchObject({ desired: { userName: "Jane.Doe@example.com" } });
  });

  it("gives text where the schema asks for text", () => {
    const mappings: readonly MappingRow[] = [{ attribute: "title", expression: "1 + 1", pushStatus: "PUSH" }];
    expect(desire(subject({}, mappings))).toMatchObject({ desired: { attributes: { title: "2" } } });
  });

  it("names the attribute and position of an expression that is broken", () => {
    const mappings: readonly MappingRow[] = [{ attribute: "title", expression: "user.title +", pushStatus: "PUSH" }];
    expect(desire(subject({}, mappings))).toMatchObject({ ok: false, problem: { attribute: "title", position: 12 } });
  });

  it("refuses an empty user name and a format that leaves it to the assignment", () => {
    const base = subject();
    const empty = { ...base, person: { ...base.person, profile: { ...PROFILE, email: "" } } };
    expect(desire(empty)).toMatchObject({ ok: false, problem: { attribute: "userName" } });
    const none = {
      ...base,
      app: { ...base.app, userName: { type: "NONE" as const, template: "", push: "PUSH" as const } },
    };
    expect(desire(none)).toMatchObject({
      ok: false,
      problem: {
        attribute: "userName",
        message: "The app's user names are entered by hand, and this assignment has none.",
      },
    });
  });

  it("needs no mapping for somebody who is to be absent", () => {
    const broken: readonly MappingRow[] = [{ attribute: "title", expression: "(", pushStatus: "PUSH" }];
    expect(desire(subject({ assigned: false }, broken))).toEqual({ ok: true, desired: { kind: "absent" } });
    expect(desiredUser(subject({ assigned: false }), { isNew: true, maybeCreated: true, now: 0 })).toEqual({
      ok: true,
      desired: { kind: "absent", externalId: "00u1" },
    });
  });

  it("waits with the directory's own password until there is one", () => {
    const base = subject({ passwordPending: true });
    expect(desire(base)).toMatchObject({ desired: { passwordPending: true } });
    const okta = { ...base, app: { ...base.app, passwordSeed: "OKTA" as const } };
    expect(desire(okta)).toMatchObject({ desired: { passwordPending: false } });
    expect(desire({ ...okta, passwordSealed: Buffer.from("x") })).toMatchObject({ desired: { passwordPending: true } });
    const off = { ...base, app: { ...base.app, features: { ...base.app.features, syncPassword: false } } };
    expect(desire(off)).toMatchObject({ desired: { passwordPending: false } });
  });
});
