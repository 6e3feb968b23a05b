import { expect, it } from "vitest";
import { markedPart } from "./expression-input.tsx";

it("underlines what is at fault, the word at its place when no end is told, and nothing beyond the text", () => {
  expect(markedPart("user.nope + 1", { position: 0, end: 9 })).toEqual({ start: 0, end: 9 });
  expect(markedPart("a + user.nope", { position: 4 })).toEqual({ start: 4, end: 13 });
  expect(markedPart("a + (", { position: 4, end: null })).toEqual({ start: 4, end: 5 });
  expect(markedPart("a +", { position: 3 })).toEqual({ start: 3, end: 3 });
  expect(markedPart("a", { position: 9, end: 12 })).toEqual({ start: 1, end: 1 });
});
