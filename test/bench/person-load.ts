/**
 * The load generator of a first push, a process of its own: repeats the look-up and the creation that a target was seen to get from the
 * engine, for other people, as fast as the connections allow. `node person-load.ts '{"url": …}'`; prints one line of JSON.
 */
import autocannon from "autocannon";
import type { PersonLoad, PersonLoadResult } from "./measure/person-load.ts";

const load = JSON.parse(process.argv[2] ?? "{}") as PersonLoad;
/** What belongs to one connection or one body. */
const DROPPED = new Set(["host", "connection", "content-length"]);
const headersOf = ({ headers }: PersonLoad["lookup"]) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !DROPPED.has(name)));
const nameOf = (turn: number) => load.name.replace("#", String(turn));

let turn = 0;
let failed = 0;
const startedAt = performance.now();
const result = await autocannon({
  url: load.url,
  connections: load.connections,
  // Each connection sends whole pairs.
  amount: Math.ceil(load.people / load.connections) * load.connections * 2,
  requests: [
    {
      method: "GET",
      setupRequest: (request, context) => {
        turn += 1;
        Object.assign(context as object, { name: nameOf(turn) });
        const path = load.lookup.path.replaceAll(encodeURIComponent(load.seenName), encodeURIComponent(nameOf(turn)));
        return { ...request, path, headers: headersOf(load.lookup) };
      },
      onResponse: (status) => {
        if (status !== 200) failed += 1;
      },
    },
    {
      method: "POST",
      setupRequest: (request, context) => {
        const { name } = context as { readonly name: string };
        const body = load.create.body.replaceAll(load.seenName, name).replaceAll(load.seenId, name);
        return { ...request, path: load.create.path, headers: headersOf(load.create), body };
      },
      onResponse: (status) => {
        if (status !== 201) failed += 1;
      },
    },
  ],
});
const measured: PersonLoadResult = {
  perSecond: load.people / ((performance.now() - startedAt) / 1_000),
  failed: failed + result.errors,
};
console.log(JSON.stringify(measured));
