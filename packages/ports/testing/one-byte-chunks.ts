/** Bodies whose bytes come one by one, and how much memory their reader holds when nearly all have come. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

const CHUNKS = 200_000;
/** Far less than a list of the chunks needs, more than the bytes themselves in a buffer that has doubled. */
export const GROWTH_MAX = 4 * 1024 * 1024;

/** JSON of `CHUNKS` bytes. */
export const ONE_BYTE_TEXT = JSON.stringify(
  Array.from({ length: CHUNKS - 2 }, (_, index) => String.fromCharCode(97 + (index % 23))).join(""),
);

/** Bytes in use, after what nobody refers to is collected. */
export function heldBytes(): number {
  setFlagsFromString("--expose_gc");
  const collect = runInNewContext("gc") as () => void;
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** A request with the text in chunks of one byte; `growth` tells what was held in addition when the last had been read. */
export function oneByteRequest(): { readonly request: Request; growth(): number } {
  const before = heldBytes();
  let sent = 0;
  let growth = Number.NaN;
  const body = new ReadableStream<Uint8Array>(
    {
      pull: (controller) => {
        if (sent === ONE_BYTE_TEXT.length) {
          growth = heldBytes() - before;
          controller.close();
          return;
        }
        controller.enqueue(new Uint8Array([ONE_BYTE_TEXT.charCodeAt(sent)]));
        sent += 1;
      },
    },
    { highWaterMark: 0 },
  );
  const init = { method: "POST", body, duplex: "half", headers: { "content-type": "application/json" } };
  return { request: new Request("http://chunks.test/", init as RequestInit), growth: () => growth };
}
