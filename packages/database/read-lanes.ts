/**
 * Short reads share few connections: the statements that arrive together leave in one write and are answered in order.
 * Perf: a connection of its own for each of sixteen readers costs a system call and a wake-up per statement, which is more than an
 * indexed read itself (test/bench/service.ts, rows "get" and "find").
 */
import type { Client, ClientConfig, QueryConfig, QueryResult, QueryResultRow } from "pg";
import { ForgetfulClient } from "./forgetful-client.ts";

/** Connections that are shared, and how many statements wait on each before another one is opened. */
const LANES_MAX = 2;
const WAITING_BEFORE_GROWTH = 4;

/** Shared connections for short reads. */
export interface ReadLanes {
  /** Runs one prepared statement in a transaction of its own. It must not wait for locks: others wait behind it. */
  run<Row extends QueryResultRow>(query: QueryConfig): Promise<QueryResult<Row>>;
  close(): Promise<void>;
}

interface Lane {
  readonly client: Promise<Client>;
  waiting: number;
  isCorked: boolean;
}

/** Opens connections when they are first needed; one that is lost is replaced by the next read. */
export function createReadLanes(config: ClientConfig, onLost: (error: Error) => void): ReadLanes {
  const lanes: Lane[] = [];
  let isClosed = false;

  function open(): Lane {
    const client: Client = new ForgetfulClient({ ...config, pipeline: true } as ClientConfig);
    const lane: Lane = {
      waiting: 0,
      isCorked: false,
      client: client.connect().then(
        () => client,
        (error: unknown) => {
          forget();
          throw error;
        },
      ),
    };
    const forget = () => {
      const place = lanes.indexOf(lane);
      if (place >= 0) lanes.splice(place, 1);
    };
    client.on("error", (error: Error) => {
      forget();
      if (!isClosed) onLost(error);
    });
    client.on("end", forget);
    lanes.push(lane);
    return lane;
  }

  function choose(): Lane {
    let best: Lane | undefined;
    for (const lane of lanes) if (best === undefined || lane.waiting < best.waiting) best = lane;
    if (best === undefined || (best.waiting >= WAITING_BEFORE_GROWTH && lanes.length < LANES_MAX)) return open();
    return best;
  }

  return {
    run: async <Row extends QueryResultRow>(query: QueryConfig) => {
      if (isClosed) throw new Error("The database is closed");
      const lane = choose();
      lane.waiting += 1;
      try {
        const client = await lane.client;
        holdBack(lane, client);
        return await client.query<Row>(query);
      } finally {
        lane.waiting -= 1;
      }
    },
    close: async () => {
      isClosed = true;
      await Promise.all(
        [...lanes].map(async (lane) => {
          const client = await lane.client.catch(() => undefined);
          await client?.end();
        }),
      );
    },
  };
}

/** What is written until the event loop has handed out all that came in leaves in one system call. */
function holdBack(lane: Lane, client: Client): void {
  if (lane.isCorked) return;
  const { stream } = (client as Client & { readonly connection: { readonly stream: NodeJS.WritableStream } })
    .connection;
  const corkable = stream as NodeJS.WritableStream & { cork(): void; uncork(): void };
  lane.isCorked = true;
  corkable.cork();
  setImmediate(() => {
    lane.isCorked = false;
    corkable.uncork();
  });
}
