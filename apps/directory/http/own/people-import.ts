/** `/api/lockstep/v1/people/…`: import from a CSV file, and the description of its columns. */
import { type Context, Hono } from "hono";
import { DirectoryError } from "../../domain/error.ts";
import { csvColumns } from "../../domain/people-csv/columns.ts";
import { importPeople } from "../../domain/people-csv/import-people.ts";
import { loadProfileSchema } from "../../domain/profile-schema/load-schema.ts";
import { actOf, type Env, type HttpDeps } from "../env.ts";
import { toErrorResponse } from "../error-response.ts";
import { readBytes } from "../read-body.ts";

/** Files are at most 16 MiB. */
const FILE_BYTES_MAX = 16 * 1024 * 1024;
const NDJSON = "application/x-ndjson";

/** Routes below `/api/lockstep/v1/people`. */
export function peopleImportRoutes(deps: HttpDeps): Hono<Env> {
  const routes = new Hono<Env>();

  routes.get("/schema", async (context) =>
    context.json({ columns: csvColumns(await loadProfileSchema(deps.database.kysely)) }),
  );

  routes.post("/import", async (context) => {
    requireCsvType(context);
    const bytes = await readBytes(context, FILE_BYTES_MAX);
    const dryRun = context.req.query("dryRun")?.toLowerCase() === "true";
    const act = actOf(deps, context);
    if (context.req.header("accept")?.includes(NDJSON) !== true) {
      return context.json(await importPeople(act, bytes, { dryRun, onProgress: () => undefined }));
    }
    return await streamLines(deps, (onProgress) => importPeople(act, bytes, { dryRun, onProgress }));
  });
  return routes;
}

function requireCsvType(context: Context): void {
  const type = context.req.header("content-type");
  const charset = /charset="?([\w-]+)/i.exec(type ?? "")?.[1]?.toLowerCase();
  if (
    type !== undefined &&
    !/^(text\/csv|text\/plain|application\/csv|application\/octet-stream)\s*(;|$)/i.test(type)
  ) {
    throw new DirectoryError("E0000021", { causes: ["Send the file as text/csv."] });
  }
  if (charset !== undefined && charset !== "utf-8" && charset !== "utf8") {
    throw new DirectoryError("E0000021", {
      causes: [`The file must be UTF-8, not ${charset}. Save it as UTF-8 and try again.`],
    });
  }
}

/**
 * Progress as lines while `work` runs, its result as the last line. What fails before the first line is an ordinary
 * error answer; what fails later is a line of type `error`.
 */
async function streamLines<Report>(
  deps: HttpDeps,
  work: (onProgress: (done: number, total: number) => void) => Promise<Report>,
): Promise<Response> {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>({}, { highWaterMark: 1024 });
  const writer = writable.getWriter();
  const encoder = new TextEncoder();
  // A client that went away must not stop the import: it is stored, and the same file again changes nothing.
  const write = (line: unknown) =>
    void writer.write(encoder.encode(`${JSON.stringify(line)}\n`)).catch(() => undefined);
  const started = Promise.withResolvers<void>();
  const finished = work((done, total) => {
    started.resolve();
    write({ type: "progress", done, total });
  });
  await Promise.race([started.promise, finished]);
  const ended = finished.then(
    (report) => write({ type: "report", report }),
    async (error: unknown) => write({ type: "error", error: await toErrorResponse(deps, error).json() }),
  );
  void ended.then(() => writer.close()).catch(() => undefined);
  return new Response(readable, { headers: { "content-type": NDJSON, "cache-control": "no-store" } });
}
