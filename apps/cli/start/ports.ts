import { createServer } from "node:net";
import { StartupError } from "@lockstep/database";

/** A listener to be: which side, where, and the variable that moves it. */
export interface WantedPort {
  readonly side: string;
  readonly port: number;
  readonly variable: string;
}

/** Throws StartupError when one of the ports cannot be had: said before any work begins, not after it. */
export async function assertPortsFree(host: string, wanted: readonly WantedPort[]): Promise<void> {
  for (const candidate of wanted) {
    const code = await tryListen(host, candidate.port);
    if (code !== undefined) throw portError(host, candidate, code);
  }
}

function tryListen(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen(port, host, () => server.close(() => resolve(undefined)));
  });
}

function portError(host: string, { side, port, variable }: WantedPort, code: string): StartupError {
  if (code === "EADDRINUSE") {
    return new StartupError(
      `Port ${port} on ${host}, meant for the ${side}, is in use: stop the program that uses it, or set ${variable} to another port.`,
    );
  }
  if (code === "EACCES") {
    return new StartupError(
      `This user may not listen on port ${port} for the ${side}: set ${variable} to a port above 1023.`,
    );
  }
  return new StartupError(
    `The ${side} cannot listen on ${host}:${port} (${code}): set LOCKSTEP_HOST to an address of this machine, such as 127.0.0.1 or 0.0.0.0.`,
  );
}
