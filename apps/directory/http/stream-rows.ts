/** Exports: rows as CSV (RFC 4180) or as JSON lines, page by page, so that memory does not grow with their number. */
import type { Context } from "hono";
import { invalidField } from "../domain/error.ts";

/** How an export is written. */
export type ExportFormat = "csv" | "jsonl";

/** Rows of an export: what stands in each column, and what an object of its own. */
export interface ExportRows<Row> {
  /** Name of the file without its ending. */
  readonly name: string;
  readonly columns: Readonly<Record<string, (row: Row) => unknown>>;
  readonly toJson: (row: Row) => unknown;
  readonly pages: AsyncIterable<readonly Row[]>;
}

/** Reads `format`: `csv`, or `jsonl` by default. */
export function readFormat(context: Context): ExportFormat {
  const format = context.req.query("format") || "jsonl";
  if (format === "csv" || format === "jsonl") return format;
  throw invalidField("format", "Must be csv or jsonl");
}

/** The answer that streams the rows. A fault on the way cuts it, so that nobody takes a part for the whole. */
export function streamRows<Row>(rows: ExportRows<Row>, format: ExportFormat): Response {
  const iterator = write(rows, format)[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = await iterator.next();
      if (done === true) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await iterator.return?.(undefined);
    },
  });
  const type = format === "csv" ? "text/csv; charset=utf-8" : "application/x-ndjson; charset=utf-8";
  return new Response(body, {
    headers: { "content-type": type, "content-disposition": `attachment; filename="${rows.name}.${format}"` },
  });
}

async function* write<Row>(rows: ExportRows<Row>, format: ExportFormat): AsyncGenerator<string> {
  const columns = Object.entries(rows.columns);
  if (format === "csv") yield `${columns.map(([name]) => name).join(",")}\r\n`;
  for await (const page of rows.pages) {
    const lines = page.map((row) =>
      format === "csv"
        ? `${columns.map(([, read]) => toCell(read(row))).join(",")}\r\n`
        : `${JSON.stringify(rows.toJson(row))}\n`,
    );
    if (lines.length > 0) yield lines.join("");
  }
}

/** A text that a spreadsheet would take for a formula gets an apostrophe in front. */
function toCell(value: unknown): string {
  if (value === null || value === undefined) return "";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const safe = /^[=+\-@\t\r]/.test(text) && typeof value === "string" ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
