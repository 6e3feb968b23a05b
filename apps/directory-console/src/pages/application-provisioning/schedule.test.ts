import { describe, expect, test } from "vitest";
import { readSchedule, type Schedule, scheduleOfKind, writeSchedule } from "./schedule.ts";

describe("the import schedule", () => {
  test.each<[string | null, Schedule]>([
    [null, { kind: "never" }],
    ["", { kind: "never" }],
    ["15 * * * *", { kind: "hourly", minute: 15 }],
    ["0 3 * * *", { kind: "daily", hour: 3 }],
    ["0  23 * *  *", { kind: "daily", hour: 23 }],
    ["0 0 * * 6", { kind: "weekly", hour: 0, weekday: 6 }],
    ["0 24 * * *", { kind: "cron", expression: "0 24 * * *" }],
    ["60 * * * *", { kind: "cron", expression: "60 * * * *" }],
    ["30 3 * * *", { kind: "cron", expression: "30 3 * * *" }],
    ["0 0 * * 7", { kind: "cron", expression: "0 0 * * 7" }],
    ["*/10 * * * *", { kind: "cron", expression: "*/10 * * * *" }],
  ])("reads %j", (expression, schedule) => {
    expect(readSchedule(expression)).toEqual(schedule);
  });

  test.each(["5 * * * *", "0 7 * * *", "0 7 * * 1", "*/5 8-18 * * 1-5"])("writes %j as it was read", (expression) => {
    expect(writeSchedule(readSchedule(expression))).toBe(expression);
  });

  test("another kind keeps the hour where both have one", () => {
    expect(scheduleOfKind("weekly", { kind: "daily", hour: 9 })).toEqual({ kind: "weekly", weekday: 0, hour: 9 });
    expect(scheduleOfKind("cron", { kind: "daily", hour: 9 })).toEqual({ kind: "cron", expression: "0 9 * * *" });
    expect(scheduleOfKind("cron", { kind: "never" })).toEqual({ kind: "cron", expression: "0 3 * * *" });
  });
});
