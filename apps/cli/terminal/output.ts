/** Where the program tells a person what it does: a line at a time, and on a terminal one line that is rewritten. */
export interface Output {
  /** One finished line. */
  line(text: string): void;
  /** The state of something that is under way; the next call or line replaces it. Without a terminal it is thinned to one line every few seconds. */
  progress(text: string): void;
}

/** Milliseconds between two progress lines where they cannot be rewritten in place. */
const PLAIN_PROGRESS_INTERVAL_MS = 3000;

/** An output over a stream such as `process.stdout`; `now` is milliseconds since the epoch. */
export function createOutput(
  stream: { write(text: string): unknown; readonly isTTY?: boolean },
  now: () => number,
): Output {
  const rewrites = stream.isTTY === true;
  let open = false;
  let lastPlainMs = Number.NEGATIVE_INFINITY;
  return {
    line(text) {
      stream.write(open ? `\r\u001b[2K${text}\n` : `${text}\n`);
      open = false;
    },
    progress(text) {
      if (rewrites) {
        stream.write(`\r\u001b[2K${text}`);
        open = true;
        return;
      }
      if (now() - lastPlainMs < PLAIN_PROGRESS_INTERVAL_MS) return;
      lastPlainMs = now();
      stream.write(`${text}\n`);
    },
  };
}

/** `[##########··········] 30/60` for a count out of a total. */
export function progressBar(done: number, total: number, width = 24): string {
  const share = total <= 0 ? 1 : Math.min(done / total, 1);
  const filled = Math.round(share * width);
  return `[${"#".repeat(filled)}${"·".repeat(width - filled)}] ${done}/${total}`;
}

/** Rows as an aligned plain table; the first row is the head. */
export function formatTable(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, index) => {
      widths[index] = Math.max(widths[index] ?? 0, cell.length);
    });
  }
  const lines = rows.map((row) =>
    row
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  const rule = widths.map((width) => "─".repeat(width)).join("  ");
  return [lines[0] ?? "", rule, ...lines.slice(1)].join("\n");
}

/** `0.8 s`, `12.4 s`, `2 min 05 s` from milliseconds. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 60_000) return `${(milliseconds / 1000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1000);
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, "0")} s`;
}
