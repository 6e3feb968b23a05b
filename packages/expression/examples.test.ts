import { describe, expect, it } from "vitest";
import { checkExpression, evaluateExpression, listFunctions, parseExpression, parseTemplate } from "./index.ts";
import { EXAMPLES, PAGES, WINSTON } from "./testing/examples.ts";

describe("every documented example", () => {
  it.each(EXAMPLES.map((example) => [example.expression, example] as const))("%s", (text, example) => {
    const parsed = example.isTemplate === true ? parseTemplate(text) : parseExpression(text);
    if (!parsed.ok) throw new Error(`${PAGES[example.page]}: ${parsed.message} at ${parsed.position}`);
    expect(evaluateExpression(parsed.expression, example.scope ?? WINSTON), PAGES[example.page]).toEqual(
      example.result,
    );
  });

  it.each(EXAMPLES.filter(({ isTemplate }) => isTemplate !== true).map(({ expression }) => expression))(
    "the check finds nothing wrong with %s",
    (text) => {
      const parsed = parseExpression(text);
      if (!parsed.ok) throw new Error(parsed.message);
      const apps = { zendesk: ["firstName"], zendesk_app: ["companySubDomain"], active_directory: ["managerUpn"] };
      expect(checkExpression(parsed.expression, apps)).toEqual([]);
    },
  );

  it("shows every function", () => {
    const texts = EXAMPLES.map(({ expression }) => expression).join("\n");
    expect(listFunctions().filter(({ name }) => !texts.includes(`${name}(`))).toEqual([]);
  });

  it("asks for the groups once, and only when an expression needs them", () => {
    let asked = 0;
    const groups = () => {
      asked += 1;
      return [];
    };
    const scope = { ...WINSTON, groups };
    const run = (text: string) => {
      const parsed = parseExpression(text);
      if (!parsed.ok) throw new Error(parsed.message);
      return evaluateExpression(parsed.expression, scope);
    };
    run("user.firstName");
    expect(asked).toBe(0);
    run('isMemberOfGroup("a") OR isMemberOfGroup("b") OR isMemberOfGroupName("c")');
    expect(asked).toBe(1);
  });
});
