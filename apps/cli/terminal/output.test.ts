import { describe, expect, it } from "vitest";
import { createOutput, formatDuration, formatTable, progressBar } from "./output.ts";

function recorder(isTTY: boolean) {
  const written: string[] = [];
  return { isTTY, written, write: (text: string) => written.push(text) };
}

describe("output", () => {
  it("rewrites progress in place on a terminal and clears it before a line", () => {
    const stream = recorder(true);
    const output = createOutput(stream, () => 0);
    output.progress("1 of 2");
    output.progress("2 of 2");
    output.line("done");
    expect(stream.written).toEqual(["\r\u001b[2K1 of 2", "\r\u001b[2K2 of 2", "\r\u001b[2Kdone\n"]);
  });

  it("thins progress to one line every three seconds without a terminal", () => {
    const stream = recorder(false);
    let now = 0;
    const output = createOutput(stream, () => now);
    output.progress("a");
    now = 2999;
    output.progress("b");
    now = 3000;
    output.progress("c");
    expect(stream.written).toEqual(["a\n", "c\n"]);
  });

  it("draws a bar that is full at the total and when there is nothing to do", () => {
    expect(progressBar(1, 2, 4)).toBe("[##··] 1/2");
    expect(progressBar(0, 0, 4)).toBe("[####] 0/0");
  });

  it("aligns the columns of a table under its head", () => {
    expect(
      formatTable([
        ["a", "b"],
        ["long", "c"],
      ]),
    ).toBe("a     b\n────  ─\nlong  c");
  });

  it("writes durations for people", () => {
    expect(formatDuration(840)).toBe("0.8 s");
    expect(formatDuration(125_000)).toBe("2 min 05 s");
  });
});
