/** What the tests of the contract work with. */
import { type JsonObject, requireFilter, ScimError, type ScimErrorCode } from "@lockstep/scim";
import { expect } from "vitest";
import type {
  Caller,
  MembershipStep,
  ResourceDraft,
  ResourceParts,
  ResourceQuery,
  ResourceStore,
  StoredResource,
} from "../../ports.ts";
import { GROUP_SHAPE, USER_SHAPE } from "../shapes.ts";

export const ALL: ResourceParts = { members: true, groups: true };
export const NONE: ResourceParts = { members: false, groups: false };
export const UNKNOWN_ID = "00000000-0000-7000-8000-00000000dead";

/** What every group of tests is handed. */
export interface ContractContext {
  readonly store: ResourceStore;
  readonly caller: Caller;
  readonly advance: (milliseconds: number) => void;
}

/** What a write shall leave behind. */
export function draft(attributes: JsonObject, membership: readonly MembershipStep[] = []): ResourceDraft {
  return { attributes, writeOnly: {}, membership };
}

/** A query of one page of a hundred, unless something else is said. */
export function query(overrides: Partial<ResourceQuery> & { readonly filterText?: string } = {}): ResourceQuery {
  const { filterText, ...rest } = overrides;
  const filter = filterText === undefined ? undefined : requireFilter(filterText);
  const plain = { sortBy: undefined, sortOrder: "ascending" as const, startIndex: 1, count: 100, include: NONE };
  return { filter, ...plain, ...rest };
}

/** Creates a user. */
export async function createUser(context: ContractContext, attributes: JsonObject): Promise<StoredResource> {
  return (await context.store.create(context.caller, USER_SHAPE, draft(attributes), NONE)).resource;
}

/** Creates a group with members. */
export async function createGroup(
  context: ContractContext,
  displayName: string,
  members: readonly string[] = [],
): Promise<StoredResource> {
  const steps: MembershipStep[] = [{ kind: "add", members }];
  return (await context.store.create(context.caller, GROUP_SHAPE, draft({ displayName }, steps), ALL)).resource;
}

/** Applies membership steps, leaving the attributes alone. */
export function changeMembers(context: ContractContext, id: string, ...steps: readonly MembershipStep[]) {
  return context.store.change(context.caller, GROUP_SHAPE, id, ({ attributes }) => draft(attributes, steps), {
    ifMatch: undefined,
    include: ALL,
  });
}

/** Ids of a group's members, in the order in which they are shown. */
export async function memberIds(context: ContractContext, id: string): Promise<readonly string[]> {
  const group = await context.store.find(context.caller, GROUP_SHAPE, id, ALL);
  return (group?.members ?? []).map((member) => member.value);
}

/** Waits for work to fail as a protocol error. */
export async function expectScimError(
  work: Promise<unknown>,
  code: ScimErrorCode,
  detail: string | RegExp,
): Promise<void> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ScimError);
  if (!(error instanceof ScimError)) return;
  expect(error.code).toBe(code);
  expect(error.detail).toMatch(detail);
}
