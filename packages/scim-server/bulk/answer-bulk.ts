/**
 * Bulk (RFC 7644 §3.7): many requests in one. Each operation is a request of its own through the functions that answer single
 * ones: authorised on its own, a transaction on its own, so that repeating a bulk request makes nothing twice.
 */
import { BULK_RESPONSE_SCHEMA, type BulkOperation, readBulkRequest, ScimError } from "@lockstep/scim";
import type { Answer } from "../answer.ts";
import { requireMethod } from "../answer-resource.ts";
import type { Exchange } from "../context.ts";
import { BulkRun, type BulkTools } from "./bulk-run.ts";
import { orderOperations } from "./order.ts";
import { referencesOf } from "./references.ts";

/** Answers a bulk request; its results stand in the order of its operations. */
export async function answerBulk(exchange: Exchange, tools: BulkTools): Promise<Answer> {
  const { bulkOperations } = exchange.provider.limits;
  if (bulkOperations === 0) throw new ScimError("notImplemented", "Bulk is not offered; see /ServiceProviderConfig.");
  requireMethod(exchange, ["POST"]);
  const { operations, failOnErrors } = readBulkRequest(await exchange.readBody(), bulkOperations);
  const run = new BulkRun(exchange, tools, operations);
  for (const place of orderOperations(needsOf(operations))) {
    await run.run(place);
    if (failOnErrors !== undefined && run.errorCount >= failOnErrors) break;
  }
  await run.end();
  // RFC 9110 §10.2.3: an operation has no headers of its own, so the whole answer says when to come back.
  const headers = run.retryAfter === undefined ? {} : { "retry-after": run.retryAfter };
  return { status: 200, headers, body: { schemas: [BULK_RESPONSE_SCHEMA], Operations: run.results() } };
}

/** RFC 7644 §3.7.1: which operations each one needs, so that what it refers to exists before it. */
function needsOf(operations: readonly BulkOperation[]): readonly (readonly number[])[] {
  const places = new Map(
    operations.flatMap(({ method, bulkId }, place) => (method === "POST" ? [[bulkId ?? "", place] as const] : [])),
  );
  return operations.map((operation) => [...referencesOf(operation)].flatMap((bulkId) => places.get(bulkId) ?? []));
}
