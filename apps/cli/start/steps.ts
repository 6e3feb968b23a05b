import { formatDuration, type Output } from "../terminal/output.ts";

const TICK_MS = 1_000;

/** Runs one long step of the start while a line shows its title and the elapsed time; `note` adds a line of its own. */
export async function runStep<Result>(
  output: Output,
  title: string,
  work: (note: (line: string) => void) => Promise<Result>,
): Promise<Result> {
  const startedAt = performance.now();
  const elapsed = () => formatDuration(performance.now() - startedAt);
  output.progress(`${title} …`);
  const timer = setInterval(() => output.progress(`${title} … ${elapsed()}`), TICK_MS);
  try {
    const result = await work((line) => output.line(line));
    output.line(`${title} … ${elapsed()}`);
    return result;
  } catch (error) {
    output.line(`${title} … failed after ${elapsed()}`);
    throw error;
  } finally {
    clearInterval(timer);
  }
}
