/** Runs SQL text: the statements of the store are few, hot and hand-written. */
import { CompiledQuery, type QueryResult } from "kysely";

/** What a statement needs of a transaction, whatever tables it knows. */
export interface Executor {
  executeQuery<Row>(query: CompiledQuery<Row>): Promise<QueryResult<Row>>;
}

/** The rows of one statement. */
export async function run<Row>(
  executor: Executor,
  text: string,
  parameters: readonly unknown[],
): Promise<readonly Row[]> {
  const result = await executor.executeQuery(CompiledQuery.raw(text, [...parameters]) as CompiledQuery<Row>);
  return result.rows;
}
