/** Clock, randomness and a client over the in-memory target, the same for each test. */
import type { Clock, Random } from "@lockstep/ports";
import { createScimClient, type ScimClient } from "@lockstep/scim-client";
import { type DesiredUser, DIALECTS, type DialectName, type KnownUser, type ToAppFeatures } from "../index.ts";
import type { UserRunInput } from "../run/user.ts";
import type { MemoryTarget } from "./memory-target.ts";
import { USER_SHAPE } from "./memory-target.ts";

/** A clock that stands still. */
export const CLOCK: Clock = { now: () => Date.parse("2026-03-01T12:00:00Z") };

/** Random bytes that are the same in each run of a test. */
export function createTestRandom(seed = 1): Random {
  let state = seed;
  return {
    bytes(length) {
      const bytes = new Uint8Array(length);
      for (let index = 0; index < length; index += 1) {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
        bytes[index] = state >>> 24;
      }
      return bytes;
    },
  };
}

/** A client of the target. */
export function clientOf(target: MemoryTarget): ScimClient {
  return createScimClient({
    baseUrl: target.baseUrl,
    credential: { scheme: "TOKEN", token: "test-token" },
    fetch: target.fetch,
    clock: CLOCK,
    timeout: () => new AbortController().signal,
  });
}

/** Raised in place of an answer when the worker dies. */
export class Killed extends Error {}

/** A client whose worker dies at the `count`-th request (from 0): before it leaves, or after the target has carried it out. */
export function dyingClient(client: ScimClient, count: number, moment: "before" | "after"): ScimClient {
  let sent = 0;
  return {
    async send(request, options) {
      const isLast = sent === count;
      sent += 1;
      if (isLast && moment === "before") throw new Killed();
      const answer = await client.send(request, options);
      if (isLast) throw new Killed();
      return answer;
    },
  };
}

/** All To App features on. */
export const ALL_ON: ToAppFeatures = {
  createUsers: true,
  updateUserAttributes: true,
  deactivateUsers: true,
  syncPassword: true,
};

/** Nobody known yet. */
export const NOT_LINKED: KnownUser = { externalId: undefined, attributes: undefined, active: undefined };

/** Jane, as the directory wants her to be. */
export function jane(
  changes: Partial<Extract<DesiredUser, { kind: "present" }>> = {},
): Extract<DesiredUser, { kind: "present" }> {
  return {
    kind: "present",
    userName: "jane@example.com",
    externalId: "00ujane",
    attributes: {
      name: { givenName: "Jane", familyName: "Doe" },
      emails: [{ value: "jane@example.com", type: "work", primary: true }],
      displayName: "Jane Doe",
    },
    passwordPending: false,
    ...changes,
  };
}

/** The input of a run with everything filled in. */
export function runInput(
  target: MemoryTarget,
  changes: Partial<UserRunInput> & { readonly dialectName?: DialectName } = {},
): UserRunInput {
  const { dialectName = "okta-catalogue", ...rest } = changes;
  return {
    desired: jane(),
    known: NOT_LINKED,
    features: ALL_ON,
    dialect: DIALECTS[dialectName],
    shape: USER_SHAPE,
    client: clientOf(target),
    random: createTestRandom(),
    clock: CLOCK,
    secret: () => Promise.resolve(undefined),
    ...rest,
  };
}
