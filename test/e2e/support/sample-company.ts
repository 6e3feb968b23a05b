/** The program over the sample company, and a browser: what the browser tests begin with. */
import type { Browser } from "playwright-core";
import { startBrowser } from "./browser.ts";
import { createHome, type FirstRun, startProgram } from "./program.ts";

export interface SampleCompany {
  readonly first: FirstRun;
  readonly browser: Browser;
  /** Ends the browser and the program, and removes the data directory. */
  close(): Promise<void>;
}

/** Starts both; resolves when the sample company is provisioned. */
export async function startSampleCompany(): Promise<SampleCompany> {
  const home = await createHome();
  const [program, browser] = await Promise.all([startProgram({ home: home.path, sample: true }), startBrowser()]);
  await program.ready;
  return {
    first: await program.firstRun(),
    browser,
    async close() {
      await browser.close();
      await program.stop();
      await home.remove();
    },
  };
}
