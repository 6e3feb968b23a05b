/** Measures a target step by step. It writes test users and test groups there, each noted before it is made, and touches nothing else. */

import { measureDelete, measureVersions } from "./end-traits.ts";
import { measureGroups } from "./group-traits.ts";
import {
  measureConflict,
  measureFilterCase,
  measureInactive,
  measurePaging,
  measureUserFilters,
} from "./identity-traits.ts";
import { latencyOf, PASSPORT_VERSION, type Passport } from "./passport.ts";
import { MeasuringStopped, Probe, type ProbeOptions } from "./probe.ts";
import { makeUser, patchTakes, putTakes, type TestUser } from "./test-user.ts";
import { measureUserPatch, measureUserPut } from "./user-traits.ts";

/** What a measuring needs besides its hold on the target. */
export interface MeasureOptions extends ProbeOptions {
  /** Members of one PATCH are tried up to this many: as many test users are made. */
  readonly membersMax: number;
  /** Told before each step. */
  readonly onProgress: (progress: MeasureProgress) => void | Promise<void>;
}

/** Where a measuring stands. */
export interface MeasureProgress {
  readonly step: MeasureStep;
  readonly done: number;
  readonly total: number;
}

/** The steps, in their order. */
export const MEASURE_STEPS = [
  "user",
  "changes",
  "conflict",
  "filters",
  "inactive",
  "users",
  "paging",
  "groups",
  "versions",
  "delete",
] as const;
/** The name of one. */
export type MeasureStep = (typeof MEASURE_STEPS)[number];

/** The passport, or why there is none. */
export type Measured =
  | { readonly ok: true; readonly passport: Passport }
  | { readonly ok: false; readonly isCancelled: boolean; readonly reason: string };

/** Test users that are made at once. */
const SIDE_BY_SIDE = 8;
/** Groups are changed with three members, and pages looked at with three users. */
export const MEMBERS_MIN = 3;

/** Measures. Never rejects for what the target does; what it made is left to `cleanUp`. */
export async function measurePassport(options: MeasureOptions): Promise<Measured> {
  const probe = new Probe(options);
  try {
    return { ok: true, passport: await takeSteps(probe, options) };
  } catch (error) {
    if (!(error instanceof MeasuringStopped)) throw error;
    return { ok: false, isCancelled: error.isCancelled, reason: error.message };
  }
}

async function takeSteps(probe: Probe, options: MeasureOptions): Promise<Passport> {
  const step = async <Result>(name: MeasureStep, work: () => Promise<Result>): Promise<Result> => {
    await options.onProgress({ step: name, done: MEASURE_STEPS.indexOf(name), total: MEASURE_STEPS.length });
    probe.assertGoesOn();
    return await work();
  };
  const user = await step("user", () => makeUser(probe));
  const { put, patch } = await step("changes", async () => ({
    put: await measureUserPut(probe, user),
    patch: await measureUserPatch(probe, user),
  }));
  const { conflict, uniqueIgnoresCase } = await step("conflict", () => measureConflict(probe, user));
  const { filters: userFilters, filterIgnoresCase } = await step("filters", async () => ({
    filters: await measureUserFilters(probe, user),
    filterIgnoresCase: await measureFilterCase(probe, user),
  }));
  const inactive = await step("inactive", () => whileSwitchedOff(probe, user, patch));
  const users = [user, ...(await step("users", () => makeUsers(probe, Math.max(options.membersMax, MEMBERS_MIN) - 1)))];
  const paging = await step("paging", () => measurePaging(probe));
  const { group, filters: groupFilters } = await step("groups", () => measureGroups(probe, users));
  const versions = await step("versions", () => measureVersions(probe, user, patch.path));
  const deletion = await step("delete", () => measureDelete(probe));
  return {
    version: PASSPORT_VERSION,
    user: { put, patch, ...inactive, filterIgnoresCase, uniqueIgnoresCase, ...deletion },
    conflict,
    group,
    filters: { ...userFilters, ...groupFilters },
    paging,
    versions,
    retryAfter: probe.retryAfter,
    latency: latencyOf(probe.durationsMs),
    notes: probe.notes,
  };
}

/** Looks for the user while it is inactive, by whatever verb makes it so. */
async function whileSwitchedOff(
  probe: Probe,
  user: TestUser,
  patch: Passport["user"]["patch"],
): Promise<Pick<Passport["user"], "inactiveFound" | "inactiveListed">> {
  const turn = (active: boolean) => {
    const holds = (after: { readonly active?: unknown }) => (after.active ?? true) === active;
    if (patch.pathless) return patchTakes(probe, user.path, { op: "replace", value: { active } }, holds);
    if (patch.path) return patchTakes(probe, user.path, { op: "replace", path: "active", value: active }, holds);
    return putTakes(probe, user.path, { active }, holds);
  };
  if (!(await turn(false))) {
    probe.notes.push("No verb switched the test user off.");
    return { inactiveFound: null, inactiveListed: null };
  }
  const seen = await measureInactive(probe, user);
  await turn(true);
  return seen;
}

async function makeUsers(probe: Probe, count: number): Promise<readonly TestUser[]> {
  const users: TestUser[] = [];
  while (users.length < count) {
    const next = Math.min(SIDE_BY_SIDE, count - users.length);
    // All of them are waited for: what was sent must have been noted before the measuring may end.
    const made = await Promise.allSettled(Array.from({ length: next }, () => makeUser(probe)));
    for (const result of made) {
      if (result.status === "rejected") throw result.reason;
      users.push(result.value);
    }
  }
  return users;
}
