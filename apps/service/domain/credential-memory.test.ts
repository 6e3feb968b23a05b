import { describe, expect, it } from "vitest";
import { createCredentialMemory, REMEMBERED_MAX, REMEMBERED_MS } from "./credential-memory.ts";

describe("Remembered credentials", () => {
  it("are forgotten after their time", () => {
    let now = 0;
    const memory = createCredentialMemory<string>({ now: () => now });
    memory.remember("digest", "pass");
    now = REMEMBERED_MS - 1;
    expect(memory.find("digest")).toBe("pass");
    now = REMEMBERED_MS;
    expect(memory.find("digest")).toBeUndefined();
  });

  it("are forgotten earlier when the credential itself ends", () => {
    let now = 0;
    const memory = createCredentialMemory<string>({ now: () => now });
    memory.remember("digest", "pass", 1_000);
    now = 999;
    expect(memory.find("digest")).toBe("pass");
    now = 1_000;
    expect(memory.find("digest")).toBeUndefined();
  });

  it("are bounded: the oldest goes first", () => {
    const memory = createCredentialMemory<number>({ now: () => 0 });
    for (let index = 0; index <= REMEMBERED_MAX; index += 1) memory.remember(`digest ${index}`, index);
    expect(memory.find("digest 0")).toBeUndefined();
    expect(memory.find("digest 1")).toBe(1);
    expect(memory.find(`digest ${REMEMBERED_MAX}`)).toBe(REMEMBERED_MAX);
    memory.forget("digest 1");
    expect(memory.find("digest 1")).toBeUndefined();
  });
});
