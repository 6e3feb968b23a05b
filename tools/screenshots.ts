/**
 * `npm run screenshots -- [--console service] [--page /users] [--language nl] [--out DIR]`: renders every page of both consoles, light
 * and dark, wide and narrow, over a sample company in a temporary home. Exit code 1 when a page wrote an error to its console.
 */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startBrowser } from "../test/e2e/support/browser.ts";
import { directoryPages, servicePages } from "../test/e2e/support/console-pages.ts";
import { createHome, ROOT, startProgram } from "../test/e2e/support/program.ts";
import { findBrowser } from "./check/browser.ts";
import { type Picture, renderConsole } from "./screenshots/render.ts";

const values = readOptions();

function readOptions() {
  try {
    return parseArgs({
      options: {
        console: { type: "string" },
        page: { type: "string" },
        language: { type: "string", default: "en" },
        out: { type: "string", default: join(ROOT, "screenshots") },
      },
    }).values;
  } catch (error) {
    process.stderr.write(
      `${error instanceof Error ? error.message : String(error)}\nOptions: --console, --page, --language, --out.\n`,
    );
    process.exit(1);
  }
}

process.exitCode = await run();

async function run(): Promise<number> {
  const found = findBrowser(process.env);
  if (found.path === undefined) {
    process.stderr.write(`${found.message}\n`);
    return 1;
  }
  process.env["LOCKSTEP_BROWSER"] = found.path;
  const consoles = [directoryPages, servicePages].filter(
    ({ name }) => values.console === undefined || values.console === name,
  );
  if (consoles.length === 0) {
    process.stderr.write(`--console is directory or service, not ${values.console}.\n`);
    return 1;
  }
  await mkdir(values.out, { recursive: true });
  const home = await createHome();
  const program = await startProgram({ home: home.path, sample: true });
  try {
    await program.ready;
    const browser = await startBrowser();
    const first = await program.firstRun();
    const pictures: Picture[] = [];
    for (const pages of consoles) {
      pictures.push(
        ...(await renderConsole({
          browser,
          first,
          pages,
          only: values.page,
          folder: values.out,
          locale: values.language,
        })),
      );
    }
    await browser.close();
    return report(pictures);
  } finally {
    await program.stop();
    await home.remove();
  }
}

function report(pictures: readonly Picture[]): number {
  const faulty = pictures.filter(({ errors }) => errors.length > 0);
  for (const { file, errors } of faulty) process.stderr.write(`${file}: ${errors.join(" | ")}\n`);
  process.stdout.write(`${pictures.length} pictures in ${values.out}, ${faulty.length} with errors\n`);
  return faulty.length === 0 && pictures.length > 0 ? 0 : 1;
}
