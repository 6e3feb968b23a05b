import { afterEach, describe, expect, it } from "vitest";
import { createScimClient } from "./index.ts";
import { createPinnedFetch, type PinnedFetchOptions } from "./node.ts";
import { type Answerer, startWireServer, type WireServer } from "./testing/wire-server.ts";

const servers: WireServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function serve(answer: Answerer = (_request, response) => response.end("{}")): Promise<WireServer> {
  const server = await startWireServer(answer);
  servers.push(server);
  return server;
}

/** A name server whose answers change: what each look-up of the name gives, the last one from then on. */
function nameServer(...answers: readonly (readonly string[])[]) {
  const asked: string[] = [];
  const resolve = async (host: string): Promise<readonly string[]> => {
    asked.push(host);
    return answers[Math.min(asked.length, answers.length) - 1] ?? [];
  };
  return { asked, resolve };
}

const get = (options: PinnedFetchOptions) => {
  const fetch = createPinnedFetch(options);
  return async (url: string) => await (await fetch(url, { method: "GET" })).text();
};

describe("a fetch to addresses that people enter", () => {
  it("goes to the address that was checked, under the name that was asked for", async () => {
    const hosts: (string | undefined)[] = [];
    const { port } = await serve((request, response) => {
      hosts.push(request.headers.host);
      response.end("{}");
    });
    const { asked, resolve } = nameServer(["127.0.0.1"]);
    expect(await get({ reach: "loopback", resolve })(`http://app.test:${port}/x`)).toBe("{}");
    expect([asked, hosts]).toEqual([["app.test"], [`app.test:${port}`]]);
  });

  it("is refused when the name has come to point inside since the connection was tested", async () => {
    const { port, connections } = await serve();
    const { resolve } = nameServer(["127.0.0.1"], ["10.0.0.7"], ["127.0.0.1", "169.254.169.254"], ["0.0.0.0"], []);
    const send = get({ reach: "loopback", resolve });
    await send(`http://app.test:${port}/`);
    for (const words of [
      "lies in a private network",
      "lies in a private network",
      "cannot be the address",
      "has no address",
    ]) {
      await expect(send(`https://app.test:${port}/`)).rejects.toThrow(words);
    }
    expect(connections()).toBe(1);
  });

  it("asks for the name at each send, keeps the connection while the address stays, and leaves it when it changes", async () => {
    const { port, connections } = await serve();
    const { asked, resolve } = nameServer(["127.0.0.1"], ["127.0.0.1"], ["127.0.0.1", "127.0.0.1"], ["127.0.0.1"]);
    const send = get({ reach: "loopback", resolve });
    const url = `http://app.test:${port}/`;
    await send(url);
    await send(url);
    expect(connections()).toBe(1);
    await send(url);
    expect(connections()).toBe(2);
    await send(url);
    expect([connections(), asked.length]).toEqual([2, 4]);
  });

  it("shares one look-up among sends of the same moment only", async () => {
    const { port } = await serve();
    const { asked, resolve } = nameServer(["127.0.0.1"]);
    const send = get({ reach: "loopback", resolve });
    await Promise.all([1, 2, 3].map(() => send(`http://app.test:${port}/`)));
    expect(asked).toHaveLength(1);
    await send(`http://app.test:${port}/`);
    expect(asked).toHaveLength(2);
  });

  it("follows no redirect, be it asked to", async () => {
    const other = await serve();
    const { port } = await serve((_request, response) =>
      response.writeHead(307, { location: `http://127.0.0.1:${other.port}/` }).end(),
    );
    const answer = await createPinnedFetch({ reach: "loopback" })(`http://127.0.0.1:${port}/`, {
      headers: { authorization: "Bearer secret" },
      redirect: "follow",
    });
    expect([answer.status, answer.headers.get("location")]).toEqual([307, `http://127.0.0.1:${other.port}/`]);
    expect(other.connections()).toBe(0);
  });

  it("carries text, bytes and form values, and gives back status, headers and body", async () => {
    const got: string[] = [];
    const { port } = await serve((request, response) => {
      let text = "";
      request.on("data", (chunk: Buffer) => {
        text += chunk.toString("utf8");
      });
      request.on("end", () => {
        got.push(`${request.method} ${request.headers["content-length"]} ${text}`);
        response.writeHead(text === "é" ? 201 : 204, { "x-request-id": "r1", "set-cookie": ["a=1", "b=2"] });
        response.end(text === "é" ? "made" : undefined);
      });
    });
    const fetch = createPinnedFetch({ reach: "loopback" });
    const url = `http://127.0.0.1:${port}/`;
    const made = await fetch(url, { method: "POST", body: "é" });
    expect([made.status, made.headers.get("x-request-id"), made.headers.getSetCookie(), await made.text()]).toEqual([
      201,
      "r1",
      ["a=1", "b=2"],
      "made",
    ]);
    const empty = await fetch(url, { method: "PUT", body: new Uint8Array([97]) });
    expect([empty.status, empty.body]).toEqual([204, null]);
    await fetch(url, { method: "POST", body: new URLSearchParams({ a: "1 2" }) });
    expect(got).toEqual(["POST 2 é", "PUT 1 a", "POST 5 a=1+2"]);
    await expect(fetch(url, { method: "POST", body: new FormData() })).rejects.toThrow("must be text, bytes or form");
  });

  it("gives back an answer that does not say its length, whether it is short, long, or cut off", async () => {
    const pieces: Readonly<Record<string, readonly number[]>> = {
      "/short": [1, 2],
      "/edge": [65_536],
      "/long": [10, 65_536, 200_000, 3],
      "/cut": [10],
    };
    const { port } = await serve((request, response) => {
      const path = request.url ?? "";
      const write = ([length, ...more]: readonly number[], index = 0): void => {
        if (length !== undefined) response.write(String(index).repeat(length), () => write(more, index + 1));
        else if (path === "/cut") response.destroy();
        else response.end();
      };
      write(pieces[path] ?? []);
    });
    const fetch = createPinnedFetch({ reach: "loopback" });
    const textOf = async (path: string) =>
      await (await fetch(`http://127.0.0.1:${port}${path}`, { method: "GET" })).text();
    for (const path of ["/short", "/edge", "/long"]) {
      const whole = (pieces[path] ?? []).map((length, index) => String(index).repeat(length)).join("");
      expect((await textOf(path)) === whole, path).toBe(true);
    }
    await expect(textOf("/cut")).rejects.toThrow();
  });

  it("ends with its signal: before the name is found, and while the answer is awaited", async () => {
    const fetch = createPinnedFetch({ reach: "loopback", resolve: () => new Promise(() => undefined) });
    await expect(fetch("http://app.test/", { signal: AbortSignal.abort(new Error("enough")) })).rejects.toThrow(
      "enough",
    );
    const abort = new AbortController();
    const { port } = await serve(() => abort.abort(new Error("enough")));
    await expect(fetch(`http://127.0.0.1:${port}/`, { signal: abort.signal })).rejects.toThrow();
  });
});

it("a header beyond ASCII is the same with a text, with bytes and without a body", async () => {
  const seen: unknown[] = [];
  const { port } = await serve((request, response) => {
    request.setEncoding("utf8").on("data", (text) => seen.push(text));
    request.on("end", () => response.end("{}"));
    seen.push(request.headers["x-word"]);
  });
  const fetch = createPinnedFetch({ reach: "loopback" });
  for (const body of ["Zoë", Buffer.from("Zoë"), undefined]) {
    const init = body === undefined ? { method: "GET" } : { method: "POST", body };
    await fetch(`http://127.0.0.1:${port}/`, { ...init, headers: { "X-Word": "caf\u00e9" } });
  }
  expect(seen).toEqual(["caf\u00e9", "Zoë", "caf\u00e9", "Zoë", "caf\u00e9"]);
});

describe("a request that may not leave any more", () => {
  it("once its name is found opens no connection, and once the connection stands sends no byte over it", async () => {
    const seen: (string | undefined)[] = [];
    const { port, connections } = await serve((request, response) => {
      seen.push(request.method);
      response.end("{}");
    });
    const fetch = createPinnedFetch({ reach: "loopback" });
    const send = (allowed: number) => {
      let asked = 0;
      const mayLeave = () => {
        asked += 1;
        return asked <= allowed;
      };
      return fetch(`http://127.0.0.1:${port}/`, { method: "POST", body: "{}", mayLeave });
    };
    await expect(send(0)).rejects.toMatchObject({ code: "heldBack" });
    expect(connections()).toBe(0);
    await expect(send(1)).rejects.toMatchObject({ code: "heldBack" });
    await send(2);
    expect([seen, connections()]).toEqual([["POST"], 2]);
  });
});

describe("a SCIM client over it", () => {
  it("says that the request was not sent, why, and what to do", async () => {
    const { resolve } = nameServer(["10.0.0.7"]);
    const client = createScimClient({
      baseUrl: "https://app.test/scim",
      credential: { scheme: "TOKEN", token: "t" },
      fetch: createPinnedFetch({ reach: "public", resolve }),
      clock: { now: () => 0 },
      timeout: () => new AbortController().signal,
    });
    expect(await client.send({ method: "GET", path: "/Users" }, { traceparent: "t" })).toEqual({
      kind: "unreachable",
      code: "targetRefused",
      reason:
        "app.test (10.0.0.7) lies in a private network. Use the public address of the application, or let the operator allow private targets.",
      durationMs: 0,
    });
  });
});
