import type { AccountId, ResourceId } from "@lockstep/ports";
import type { StoredResource } from "@lockstep/scim-server";
import { describe, expect, it } from "vitest";
import { createStateMemory } from "./state-memory.ts";

const AT = "2026-01-01T00:00:00.000Z";
const accountId = "00000000-0000-4000-8000-00000000000a" as AccountId;
const keyOf = (id: string) => ({ accountId, type: "User", id });
const stateOf = (id: string): StoredResource => ({
  id: id as ResourceId,
  version: 1,
  createdAt: AT,
  lastModifiedAt: AT,
  attributes: {},
});

describe("state memory", () => {
  it("keeps accounts and types apart", () => {
    const memory = createStateMemory();
    memory.remember(keyOf("a"), stateOf("a"), 10);
    expect(memory.find(keyOf("a"))).toEqual(stateOf("a"));
    expect(memory.find({ ...keyOf("a"), type: "Group" })).toBeUndefined();
    expect(
      memory.find({ ...keyOf("a"), accountId: "00000000-0000-4000-8000-00000000000b" as AccountId }),
    ).toBeUndefined();
  });

  it("forgets what it is told to, and what has grown too large", () => {
    const memory = createStateMemory();
    for (const id of ["a", "b"]) memory.remember(keyOf(id), stateOf(id), 10);
    memory.forget(keyOf("a"));
    memory.remember(keyOf("b"), stateOf("b"), 8_001);
    expect([memory.find(keyOf("a")), memory.find(keyOf("b"))]).toEqual([undefined, undefined]);
  });

  it("lets what was remembered longest ago go when there are too many, or they are too large together", () => {
    const memory = createStateMemory();
    for (let place = 0; place < 5_000; place += 1) memory.remember(keyOf(`id${place}`), stateOf(`id${place}`), 10);
    memory.remember(keyOf("id0"), stateOf("id0"), 10);
    memory.remember(keyOf("one more"), stateOf("one more"), 10);
    expect(memory.find(keyOf("id0"))).toBeDefined();
    expect(memory.find(keyOf("id1"))).toBeUndefined();
    for (let place = 0; place < 1_001; place += 1)
      memory.remember(keyOf(`large${place}`), stateOf(`large${place}`), 8_000);
    expect(memory.find(keyOf("one more"))).toBeUndefined();
    expect(memory.find(keyOf("large0"))).toBeUndefined();
    expect(memory.find(keyOf("large1"))).toBeDefined();
  });
});
