/**
 * The load generator, a process of its own so that it shares neither heap nor event loop with what it measures:
 * `node load.ts '{"url": …}'`; prints one line of JSON.
 */
import autocannon from "autocannon";
import { CONNECTIONS, type Load, type Measured } from "./measure/load.ts";
import { requestOf } from "./measure/requests.ts";

const load = JSON.parse(process.argv[2] ?? "{}") as Load;
let turn = load.firstTurn;
const result = await autocannon({
  url: load.url,
  connections: CONNECTIONS,
  ...(load.amount === undefined ? { duration: load.seconds } : { amount: load.amount }),
  headers: { authorization: load.authorization, "content-type": "application/scim+json" },
  requests: [
    {
      setupRequest: (request) => {
        turn += 1;
        return { ...request, ...requestOf(load, turn) };
      },
    },
  ],
});
const measured: Measured = {
  perSecond: result.requests.total / result.duration,
  p50Ms: result.latency.p50,
  p99Ms: result.latency.p99,
  total: result.requests.total,
  failed: result.non2xx + result.errors,
  lastTurn: turn,
};
console.log(JSON.stringify(measured));
