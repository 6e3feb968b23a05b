import { expect, it } from "vitest";
import { randomPassword } from "./random-password.ts";

it("the passwords of the sample are long, differ, and hold no letters that could be part of a user name", () => {
  const passwords = Array.from({ length: 1_000 }, randomPassword);
  expect(new Set(passwords).size).toBe(1_000);
  for (const password of passwords) expect(password).toMatch(/^Aa1-\d{30,44}$/);
});
