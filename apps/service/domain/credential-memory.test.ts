import type { AccountId, ResourceId } from "@lockstep/ports";
import { describe, expect, it } from "vitest";
import { createCredentialMemory, REMEMBERED_MAX, REMEMBERED_MS } from "./credential-memory.ts";

const credential = { accountId: "a" as AccountId, userId: "u" as ResourceId, credentialVersion: 1 };

describe("Remembered credentials", () => {
  it("are forgotten after their time", () => {
    let now = 0;
    const memory = createCredentialMemory({ now: () => now });
    memory.remember("digest", credential);
    now = REMEMBERED_MS - 1;
    expect(memory.find("digest")).toMatchObject(credential);
    now = REMEMBERED_MS;
    expect(memory.find("digest")).toBeUndefined();
  });

  it("are bounded: the oldest goes first", () => {
    const memory = createCredentialMemory({ now: () => 0 });
    for (let index = 0; index <= REMEMBERED_MAX; index += 1) memory.remember(`digest ${index}`, credential);
    expect(memory.find("digest 0")).toBeUndefined();
    expect(memory.find("digest 1")).toMatchObject(credential);
    expect(memory.find(`digest ${REMEMBERED_MAX}`)).toMatchObject(credential);
    memory.forget("digest 1");
    expect(memory.find("digest 1")).toBeUndefined();
  });
});
