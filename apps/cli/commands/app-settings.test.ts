import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AppSettingsFile, SettingsReport } from "@lockstep/directory-app/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addApp, startTestDirectory, type TestDirectory } from "../../directory/http/testing/test-directory.ts";
import { type AppSettingsOptions, runAppApply, runAppExport } from "./app-settings.ts";

let directory: TestDirectory;
let folder = "";
let url = "";
beforeAll(async () => {
  directory = await startTestDirectory();
  url = `http://127.0.0.1:${(await directory.directory.listen()).port}`;
  folder = await mkdtemp(join(tmpdir(), "lockstep-app-"));
});
afterAll(async () => {
  await directory.directory.stop();
  await directory.close();
  await rm(folder, { recursive: true, force: true });
});

type Command = typeof runAppApply;

async function run(command: Command, file: string, options: AppSettingsOptions): Promise<readonly string[]> {
  const lines: string[] = [];
  const output = { line: (text: string) => void lines.push(text), progress: () => undefined };
  const code = await command(file, { url, token: directory.token, ...options }, { output, environment: {} });
  expect(code).toBe(0);
  return lines;
}

const path = (name: string) => join(folder, name);

describe("lockstep app", () => {
  it("exports an app's settings, says what a changed file would do, applies it, and has nothing to do the second time", async () => {
    await addApp(directory, "Expenses", true);
    const file = path("expenses.json");
    expect(await run(runAppExport, file, { app: "expenses" })).toEqual([
      `${file}: the settings of Expenses. It holds no secret.`,
    ]);
    expect(await run(runAppApply, file, {})).toEqual([`Expenses has the settings of ${file} already.`]);
    const settings = JSON.parse(await readFile(file, "utf8")) as AppSettingsFile;
    await writeFile(file, JSON.stringify({ ...settings, toApp: { ...settings.toApp, deactivateUsers: false } }));
    const difference = "  To App, Deactivate Users: on becomes off.";
    expect(await run(runAppApply, file, { dryRun: true })).toEqual([
      difference,
      "Expenses: 1 difference found, nothing was changed.",
    ]);
    const [json] = await run(runAppApply, file, { dryRun: true, json: true });
    expect(JSON.parse(json ?? "") as SettingsReport).toMatchObject({
      applied: false,
      changes: [{ path: "toApp.deactivateUsers", before: true, after: false }],
    });
    expect(await run(runAppApply, file, {})).toEqual([difference, "Expenses: 1 difference applied."]);
    expect(await run(runAppApply, file, {})).toEqual([`Expenses has the settings of ${file} already.`]);
  });

  it("makes the app of a file from its template when there is none, and takes it back when the file is refused", async () => {
    const { id } = await directory.ok<{ id: string }>("POST", "/api/v1/apps", {
      name: "scim2headerauth",
      label: "First",
      signOnMode: "AUTO_LOGIN",
    });
    const [text] = await run(runAppExport, "-", { app: id });
    const settings = { ...(JSON.parse(text ?? "") as AppSettingsFile), label: "Second" };
    const file = path("second.json");
    const broken = { ...settings, mappings: [{ attribute: "title", expression: "user.tilte", pushStatus: "PUSH" }] };
    await writeFile(file, JSON.stringify(broken));
    await expect(run(runAppApply, file, {})).rejects.toThrow(
      `${file}: nothing was applied.\n  title: There is no attribute "user.tilte". Did you mean "user.title"? (position 0)`,
    );
    const labels = async () =>
      (await directory.ok<readonly { label: string }[]>("GET", "/api/v1/apps?q=second")).map(({ label }) => label);
    expect(await labels()).toEqual([]);
    await writeFile(file, JSON.stringify(settings));
    expect(await run(runAppApply, file, { dryRun: true })).toEqual([
      '  Note: There is no app "Second": it would be made from scim2headerauth.',
    ]);
    await run(runAppApply, file, {});
    expect(await labels()).toEqual(["Second"]);
  });

  it.each<[string, string, AppSettingsOptions, string]>([
    ["no JSON", "{", {}, "is not JSON"],
    ["something else", '{"name":"x"}', {}, 'holds no settings of an app: write one with "lockstep app export"'],
    ["an app that is none", '{"name":"x","label":"y"}', { app: "Nobody" }, 'There is no app "Nobody"'],
  ])("refuses %s in one sentence", async (name, text, options, message) => {
    const file = path(`${name}.json`);
    await writeFile(file, text);
    await expect(run(runAppApply, file, options)).rejects.toThrow(message);
    await expect(run(runAppApply, path("nowhere.json"), {})).rejects.toThrow("cannot be read: check the path");
  });
});
