import { describe, expect, it } from "vitest";
import { handOvers } from "./last-word.ts";

const hr = { id: "1", label: "HR", attributes: ["firstName", "title", "department"] };
const phones = { id: "2", label: "Phones", attributes: ["title", "mobilePhone"] };
const desks = { id: "3", label: "Desks", attributes: ["department"] };
const ordered = new Set(["firstName", "title", "department", "mobilePhone"]);

describe("what another order of profile sources changes", () => {
  it("names what passes from one app to the other, and nothing else", () => {
    expect(handOvers([hr, phones, desks], [phones, hr, desks], ordered)).toEqual([
      { from: "HR", to: "Phones", attributes: ["title"] },
    ]);
    expect(handOvers([hr, phones, desks], [desks, hr, phones], ordered)).toEqual([
      { from: "HR", to: "Desks", attributes: ["department"] },
      { from: "Phones", to: "Desks", attributes: [] },
    ]);
  });

  it("leaves out attributes that do not follow the order", () => {
    expect(handOvers([hr, phones], [phones, hr], new Set(["firstName"]))).toEqual([
      { from: "HR", to: "Phones", attributes: [] },
    ]);
  });

  it("finds nothing where the order stays", () => {
    expect(handOvers([hr, phones], [hr, phones], ordered)).toEqual([]);
  });
});
