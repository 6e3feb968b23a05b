import { Client } from "pg";

type Send = (...given: readonly unknown[]) => unknown;

/**
 * The driver's client, by whom a statement is forgotten with its answer. It is called as the driver's own.
 *
 * Perf: where the answer is a promise, the driver assigns a function to a property of the statement. V8 lets a function literal that is assigned to
 * a property be old from its birth, and whatever an old object reaches outlives all collections of young ones: each statement with all its values
 * was copied twice and stayed until the next full collection. A callback that is handed over with the statement is as young as the rest.
 */
export class ForgetfulClient extends Client {
  override query(...given: readonly unknown[]): never {
    const send: Send = (...all) => (super.query as Send).call(this, ...all);
    const isAnsweredOtherwise = typeof given.at(-1) === "function" || isSubmittable(given[0]);
    return (isAnsweredOtherwise ? send(...given) : answerOf(send, given)) as never;
  }
}

/** A statement that reads the server's messages itself. */
function isSubmittable(statement: unknown): boolean {
  return typeof statement === "object" && statement !== null && "submit" in statement;
}

async function answerOf(send: Send, given: readonly unknown[]): Promise<unknown> {
  try {
    return await new Promise((resolve, reject) => {
      send(...given, (error: Error | null | undefined, result: unknown) => (error ? reject(error) : resolve(result)));
    });
  } catch (error) {
    // Who asked, instead of the socket that the answer came from.
    if (error instanceof Error) Error.captureStackTrace(error);
    throw error;
  }
}
