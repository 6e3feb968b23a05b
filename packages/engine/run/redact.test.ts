import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formsOf, type Outcome, PLACEHOLDER, redactSecret } from "../index.ts";

const SECRET = `Zq7"\\<&>'%+/= ü🙂9`;

function detailOf(detail: string, secret = SECRET): string {
  const outcome: Outcome = { kind: "rejected", status: 400, scimType: undefined, detail };
  const redacted = redactSecret(outcome, secret);
  return redacted.kind === "rejected" ? redacted.detail : "";
}

describe("a secret that a target quotes", () => {
  it.each(formsOf(SECRET).map((form) => [form]))("goes in the form %s", (form) => {
    expect(detailOf(`before ${form} after`)).toBe(`before ${PLACEHOLDER.password} after`);
  });

  it("goes where the quotation was cut, at the end or in the middle", () => {
    expect(detailOf(`The value ${SECRET.slice(0, 5)}…`)).toBe(`The value ${PLACEHOLDER.password}`);
    expect(detailOf(`The value ${SECRET.slice(2, 12)} | ${SECRET.slice(2, 12)}!`)).toBe(
      `The value ${PLACEHOLDER.password} | ${PLACEHOLDER.password}!`,
    );
  });

  it("goes out of a returned resource, and leaves everything else as it was", () => {
    const outcome: Outcome = {
      kind: "done",
      status: 200,
      durationMs: 1,
      resource: { id: "1", note: [`a ${SECRET}`], done: true },
    };
    expect(redactSecret(outcome, SECRET)).toEqual({
      ...outcome,
      resource: { id: "1", note: [`a ${PLACEHOLDER.password}`], done: true },
    });
    expect(redactSecret(outcome, undefined)).toBe(outcome);
    expect(redactSecret({ kind: "done", status: 200, durationMs: 1, resource: undefined }, "done")).toEqual({
      kind: "done",
      status: 200,
      durationMs: 1,
      resource: undefined,
    });
  });

  it("goes in base64 of a whole body, wherever in it the secret stands", () => {
    for (let offset = 0; offset < 6; offset += 1) {
      const body = Buffer.from(`${"x".repeat(offset)}${SECRET}tail`).toString("base64");
      expect(detailOf(`Body: ${body}`)).toContain(PLACEHOLDER.password);
    }
  });

  it("never survives whatever stands around it", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 8, maxLength: 40 }), fc.string(), fc.string(), (secret, before, after) => {
        const clean = detailOf(`${before}${secret}${after}`, secret).replaceAll(PLACEHOLDER.password, "");
        return PLACEHOLDER.password.includes(secret) || !clean.includes(secret);
      }),
    );
  });

  it("never survives in a resource, in no key and no value", () => {
    const words = fc.string({ unit: "binary" });
    fc.assert(
      fc.property(fc.string({ unit: "binary", minLength: 8, maxLength: 20 }), words, words, (secret, before, after) => {
        const quoted = `${before}${secret}${after}`;
        const resource = { [quoted]: [quoted, { note: quoted }], done: true };
        const redacted = redactSecret({ kind: "done", status: 200, durationMs: 1, resource }, secret);
        const left = "resource" in redacted ? redacted.resource : undefined;
        const texts = Object.entries(left ?? {}).flatMap(([key, value]) =>
          Array.isArray(value) ? [key, String(value[0]), String((value[1] as { note: string }).note)] : [],
        );
        expect(texts).toHaveLength(3);
        return texts.every(
          (text) =>
            PLACEHOLDER.password.includes(secret) || !text.replaceAll(PLACEHOLDER.password, "").includes(secret),
        );
      }),
    );
  });
});
