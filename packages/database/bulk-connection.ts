/** A connection for filling tables in bulk: plain statements one after the other, and COPY. */
import { Client, type Connection, type QueryResultRow, type Submittable } from "pg";
import { connectionConfig } from "./connection.ts";
import type { DatabaseOptions } from "./types.ts";

/** One connection; not to be used by two at once. */
export interface BulkConnection {
  run<Row extends QueryResultRow>(text: string, values?: readonly unknown[]): Promise<readonly Row[]>;
  /** Runs a `copy … from stdin` in the text format over these lines. */
  copy(statement: string, lines: string): Promise<void>;
  close(): Promise<void>;
}

/** Connects under the app's role and schema. Its transactions may take as long as they need. */
export async function openBulkConnection(
  options: Pick<DatabaseOptions, "url" | "schema" | "role" | "applicationName">,
): Promise<BulkConnection> {
  const client = new Client(connectionConfig(options));
  await client.connect();
  return {
    run: async <Row extends QueryResultRow>(text: string, values: readonly unknown[] = []) =>
      (await client.query<Row>(text, [...values])).rows,
    copy: (statement, lines) =>
      new Promise((resolve, reject) => {
        client.query(new CopyIn(statement, lines, (error) => (error === undefined ? resolve() : reject(error))));
      }),
    close: () => client.end(),
  };
}

/** A value in the text format of COPY (PostgreSQL, `COPY`, "Text Format"). */
export function toCopyText(value: string): string {
  return value.replace(/[\\\n\r\t]/g, (character) => ESCAPES[character] ?? character);
}

const ESCAPES: Readonly<Record<string, string>> = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };

interface CopyConnection extends Connection {
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
}

/** What the driver hands a statement that it does not know: the messages of the server. */
class CopyIn implements Submittable {
  readonly #statement: string;
  readonly #lines: string;
  readonly #done: (error?: Error) => void;
  #error: Error | undefined;

  constructor(statement: string, lines: string, done: (error?: Error) => void) {
    this.#statement = statement;
    this.#lines = lines;
    this.#done = done;
  }

  submit(connection: Connection): void {
    (connection as Connection & { query(text: string): void }).query(this.#statement);
  }

  handleCopyInResponse(connection: CopyConnection): void {
    connection.sendCopyFromChunk(Buffer.from(this.#lines, "utf8"));
    connection.endCopyFrom();
  }

  handleError(error: Error): void {
    this.#error = error;
    this.#done(error);
  }

  handleReadyForQuery(): void {
    if (this.#error === undefined) this.#done();
  }

  handleCommandComplete(): void {}
  handleRowDescription(): void {}
  handleDataRow(): void {}
  handleEmptyQuery(): void {}
}
