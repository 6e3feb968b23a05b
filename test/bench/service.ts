/**
 * Speed and size of the service against the numbers of DESIGN §8: `npm run bench:service -- [options]`. Everything runs on this machine, on
 * one embedded database with durable commits: the service, the raw limit (the leanest handler, `raw-target.ts`), the load generator.
 */
import { parseArgs } from "node:util";
import { compareWithRawLimit } from "./measure/raw-limit.ts";
import { type Row, report } from "./measure/report.ts";
import { compareSizes } from "./measure/size.ts";
import { startTargets } from "./measure/targets.ts";

const HELP = `npm run bench:service -- [options]

  --check            end with 1 and name what missed its target
  --part NAME        "raw" (beside the raw limit) or "size" (a million users); default: both
  --seconds NUMBER   of one measurement; default 5
  --rounds NUMBER    of which the median counts; default 5
  --users NUMBER     of the large account; default 1000000
  --members NUMBER   of its group; default 100000
  --profile FOLDER   writes a processor profile of the service there

  npm run bench:service -- --seconds 1 --rounds 1 --users 20000 --members 2000    tries everything in a few minutes
`;

const { values } = parseArgs({
  options: {
    check: { type: "boolean", default: false },
    part: { type: "string" },
    seconds: { type: "string", default: "5" },
    rounds: { type: "string", default: "5" },
    users: { type: "string", default: "1000000" },
    members: { type: "string", default: "100000" },
    profile: { type: "string" },
    help: { type: "boolean", default: false },
  },
});

if (values.help) console.log(HELP);
else await run();

async function run(): Promise<void> {
  const { part, profile } = values;
  const [seconds, rounds, users, members] = [values.seconds, values.rounds, values.users, values.members].map(Number);
  const targets = await startTargets(profile);
  const rows: Row[] = [];
  try {
    const length = { seconds: seconds ?? 5, rounds: rounds ?? 5 };
    if (part !== "size") rows.push(...(await compareWithRawLimit(targets, length)));
    if (part !== "raw") {
      rows.push(...(await compareSizes(targets, { ...length, users: users ?? 0, members: members ?? 0 })));
    }
  } finally {
    await targets.stop();
  }
  report(rows, values.check);
}
