import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CursorBinding, createCursorSealer } from "./cursor.ts";
import { newCaller } from "./testing/shapes.ts";

const KEY = new Uint8Array(32).fill(1);
const caller = newCaller();
const BINDING: CursorBinding = { caller, query: ["/Users", 'title eq "x"', null], count: 10 };

describe("a cursor [S-14]", () => {
  let now = Date.UTC(2026, 0, 1);
  const sealer = createCursorSealer(KEY, { now: () => now, timeoutSeconds: 60 });

  it("holds any position in unreserved characters", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary", maxLength: 300 }), async (position) => {
        const cursor = await sealer.seal(BINDING, position);
        expect(cursor).toMatch(/^[A-Za-z0-9\-._~]+$/);
        expect(await sealer.open(BINDING, cursor)).toBe(new TextDecoder().decode(new TextEncoder().encode(position)));
      }),
      { numRuns: 50 },
    );
  });

  it("is opened by every process that has the key, and by no other", async () => {
    const cursor = await sealer.seal(BINDING, "here");
    const second = createCursorSealer(KEY, { now: () => now, timeoutSeconds: 60 });
    expect(await second.open(BINDING, cursor)).toBe("here");
    const stranger = createCursorSealer(new Uint8Array(32).fill(2), { now: () => now, timeoutSeconds: 60 });
    await expect(stranger.open(BINDING, cursor)).rejects.toMatchObject({ code: "invalidCursor" });
  });

  it("is for the same caller with the same rights and the same query; others get the answer for an unknown one", async () => {
    const cursor = await sealer.seal(BINDING, "here");
    const unknown = await sealer.open(BINDING, "abc.def").catch((error: unknown) => error);
    expect(unknown).toMatchObject({ code: "invalidCursor", status: 400, scimType: "invalidCursor" });
    const foreign: readonly Partial<CursorBinding>[] = [
      { caller: newCaller() },
      { caller: { ...caller, credentialId: "credential-2" } },
      { caller: { ...caller, scopes: ["users:read"] } },
      { query: ["/Groups", 'title eq "x"', null] },
      { query: ["/Users", 'title eq "X"', null] },
      { query: ["/Users", 'title eq "x"'] },
    ];
    for (const change of foreign) {
      await expect(sealer.open({ ...BINDING, ...change }, cursor)).rejects.toEqual(unknown);
    }
    const reordered = { ...caller, scopes: [...caller.scopes].reverse() };
    expect(await sealer.open({ ...BINDING, caller: reordered }, cursor)).toBe("here");
  });

  it("breaks when a single character is changed, and reads nothing that it did not write", async () => {
    const cursor = await sealer.seal(BINDING, "here");
    for (let index = 0; index < cursor.length; index += 1) {
      const other = cursor.charAt(index) === "A" ? "B" : "A";
      const changed = `${cursor.slice(0, index)}${other}${cursor.slice(index + 1)}`;
      await expect(sealer.open(BINDING, changed)).rejects.toMatchObject({ code: "invalidCursor" });
    }
    for (const text of [".", "a", `${cursor}.`, `${cursor}.a`, ` ${cursor}`, "x".repeat(100_000), "%00.%00", "é.é"]) {
      await expect(sealer.open(BINDING, text)).rejects.toMatchObject({ code: "invalidCursor" });
    }
  });

  it("tells a changed count, and that it has expired", async () => {
    const cursor = await sealer.seal(BINDING, "here");
    const other = sealer.open({ ...BINDING, count: 11 }, cursor);
    await expect(other).rejects.toMatchObject({ code: "invalidCount", detail: expect.stringContaining("it was 10") });
    now += 59_999;
    expect(await sealer.open(BINDING, cursor)).toBe("here");
    now += 1;
    const late = sealer.open(BINDING, cursor);
    await expect(late).rejects.toMatchObject({ code: "expiredCursor", detail: expect.stringContaining("60 seconds") });
  });

  it("is refused, not cut, when the place is too long for a URL; and so is a short key", async () => {
    await expect(sealer.seal(BINDING, "x".repeat(5_000))).rejects.toMatchObject({ code: "invalidValue" });
    expect(() => createCursorSealer(new Uint8Array(16), { now: () => now, timeoutSeconds: 1 })).toThrow(
      /32 are needed/,
    );
  });
});
