/** A mail server that takes what it is given, or refuses everything (RFC 5321, as little as a client needs). */
import { createServer, type Socket } from "node:net";

export interface TestSmtpServer {
  readonly url: string;
  /** Messages as they were sent, headers included. */
  readonly messages: string[];
  close(): Promise<void>;
}

export async function startSmtpServer(options: { readonly refuses: boolean }): Promise<TestSmtpServer> {
  const messages: string[] = [];
  const server = createServer((socket) => converse(socket, options.refuses, messages));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `smtp://127.0.0.1:${port}`,
    messages,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function converse(socket: Socket, refuses: boolean, messages: string[]): void {
  let pending = "";
  let message: string[] | undefined;
  const say = (line: string) => socket.write(`${line}\r\n`);
  const hear = (line: string) => {
    if (message !== undefined) {
      if (line !== ".") {
        message.push(line);
        return;
      }
      messages.push(message.join("\n"));
      message = undefined;
      say("250 taken");
      return;
    }
    const verb = line.slice(0, 4).toUpperCase();
    if (verb === "EHLO" || verb === "HELO") say("250 test");
    else if (verb === "RCPT" && refuses) say("550 no such mailbox");
    else if (verb === "DATA") {
      message = [];
      say("354 go on");
    } else if (verb === "QUIT") {
      say("221 bye");
      socket.end();
    } else say("250 fine");
  };
  socket.on("error", () => socket.destroy());
  socket.on("data", (chunk) => {
    const lines = (pending + chunk.toString("utf8")).split("\r\n");
    pending = lines.pop() ?? "";
    for (const line of lines) hear(line);
  });
  say("220 test");
}
