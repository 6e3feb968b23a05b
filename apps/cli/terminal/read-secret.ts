/** Secrets for a command: never an argument, which other users of the machine can read and shells remember. */
import { createInterface } from "node:readline";
import { Writable } from "node:stream";

/** Characters of a secret at most. */
const SECRET_LENGTH_MAX = 16_384;

export interface SecretSources {
  /** The variable that may hold it. */
  readonly variable: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly input: NodeJS.ReadStream;
  /** Where the question is shown when the input is a terminal. */
  readonly output: NodeJS.WriteStream;
  /** What is asked for, such as `Password`. */
  readonly prompt: string;
}

/** The secret from its variable, else the first line of the input; typed at a terminal it is not shown. Throws when there is none. */
export async function readSecret(sources: SecretSources): Promise<string> {
  const { variable, environment, input, output, prompt } = sources;
  const secret = environment[variable] || (await readFirstLine(input, input.isTTY ? { output, prompt } : undefined));
  if (secret === "") throw new Error(`No secret was given: set ${variable}, or pass the secret on standard input.`);
  if (secret.length > SECRET_LENGTH_MAX) throw new Error("The secret is longer than any can be.");
  return secret;
}

/** With a terminal, readline edits the line and its echo goes nowhere. */
async function readFirstLine(
  input: NodeJS.ReadStream,
  terminal: { readonly output: NodeJS.WriteStream; readonly prompt: string } | undefined,
): Promise<string> {
  terminal?.output.write(`${terminal.prompt}: `);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface(terminal === undefined ? { input } : { input, output: silent, terminal: true });
  try {
    for await (const line of lines) return line;
    return "";
  } finally {
    lines.close();
    terminal?.output.write("\n");
  }
}
