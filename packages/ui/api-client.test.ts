import { describe, expect, test } from "vitest";
import { createApiClient, nextCursor } from "./api-client.ts";
import { ApiFailure, fieldMessages, isNotFound, isSignedOut } from "./api-failure.ts";

interface Seen {
  url: string;
  init: RequestInit;
}

function clientAnswering(answer: Response | Error) {
  const seen: Seen[] = [];
  let signedOut = 0;
  const client = createApiClient({
    fetch: (url, init) => {
      seen.push({ url: String(url), init: init ?? {} });
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
    onSignedOut: () => {
      signedOut += 1;
    },
  });
  return { client, seen, signedOut: () => signedOut };
}

async function failureOf(promise: Promise<unknown>): Promise<ApiFailure> {
  const failure = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(failure instanceof ApiFailure)) throw new Error("expected an ApiFailure");
  return failure;
}

describe("the API client", () => {
  test("writes carry the cross-site guard header, reads do not", async () => {
    const writing = clientAnswering(new Response(null, { status: 204 }));
    await writing.client.post("/api/x", { a: 1 });
    expect(writing.seen[0]?.init.headers).toEqual({
      accept: "application/json",
      "accept-language": "en",
      "x-lockstep": "1",
      "content-type": "application/json",
    });
    const reading = clientAnswering(Response.json([]));
    await reading.client.get("/api/x", { q: "a b", empty: "", absent: undefined });
    expect(reading.seen[0]?.url).toBe("/api/x?q=a+b");
    expect(reading.seen[0]?.init.headers).toEqual({ accept: "application/json", "accept-language": "en" });
  });

  test("an Okta error body becomes a failure with code, causes and reference", async () => {
    const { client } = clientAnswering(
      Response.json(
        {
          errorCode: "E0000001",
          errorSummary: "Api validation failed: login",
          errorLink: "E0000001",
          errorId: "oae1",
          errorCauses: [{ errorSummary: "login: an object with this field already exists" }],
        },
        { status: 400 },
      ),
    );
    const failure = await failureOf(client.post("/api/v1/users", {}));
    expect(failure.code).toBe("E0000001");
    expect(failure.message).toBe("Api validation failed: login");
    expect(failure.reference).toBe("oae1");
    expect(fieldMessages(failure)).toEqual({ login: "An object with this field already exists" });
  });

  test("an answer that comes step by step is told as it comes, and ends with the report or with its failure", async () => {
    const lines = (...all: readonly object[]) =>
      new Response(all.map((line) => `${JSON.stringify(line)}\n`).join(""), {
        headers: { "content-type": "application/x-ndjson" },
      });
    const steps: string[] = [];
    const { client, seen } = clientAnswering(
      lines(
        { type: "step", step: "resolve" },
        { type: "step", step: "connect" },
        { type: "report", report: { ok: true } },
      ),
    );
    expect(await client.follow("/api/test", {}, { onStep: (step: string) => steps.push(step) })).toEqual({ ok: true });
    expect(steps).toEqual(["resolve", "connect"]);
    expect(seen[0]?.init.headers).toMatchObject({ accept: "application/x-ndjson, application/json" });
    const failing = clientAnswering(
      lines({
        type: "error",
        error: { errorCode: "E0000009", errorSummary: "Internal Server Error", errorId: "oae2" },
      }),
    );
    const failure = await failureOf(failing.client.follow("/api/test", {}, { onStep: () => undefined }));
    expect([failure.code, failure.reference]).toEqual(["E0000009", "oae2"]);
    const cut = clientAnswering(lines({ type: "step", step: "resolve" }));
    expect((await failureOf(cut.client.follow("/api/test", {}, { onStep: () => undefined }))).code).toBe("unreachable");
  });

  test("a house error body becomes a failure with its field", async () => {
    const { client } = clientAnswering(
      Response.json({ error: { code: "codeTaken", message: "The code is taken.", field: "code" } }, { status: 409 }),
    );
    const failure = await failureOf(client.post("/api/organisations", {}));
    expect(failure.status).toBe(409);
    expect(fieldMessages(failure)).toEqual({ code: "The code is taken." });
  });

  test("a message that begins with its field is shown as a sentence at that field", async () => {
    const { client } = clientAnswering(
      Response.json(
        { error: { code: "invalidField", message: "email: enter an e-mail", field: "email" } },
        { status: 400 },
      ),
    );
    const failure = await failureOf(client.post("/api/users", {}));
    expect(failure.message).toBe("Enter an e-mail");
    expect(fieldMessages(failure)).toEqual({ email: "Enter an e-mail" });
  });

  test("a session that is over is reported once per answer", async () => {
    const { client, signedOut } = clientAnswering(
      Response.json({ error: { code: "signedOut", message: "Sign in." } }, { status: 401 }),
    );
    const failure = await failureOf(client.get("/api/me"));
    expect(isSignedOut(failure)).toBe(true);
    expect(signedOut()).toBe(1);
  });

  test("a server that does not answer is a failure in words", async () => {
    const { client } = clientAnswering(new TypeError("fetch failed"));
    const failure = await failureOf(client.get("/api/me"));
    expect(failure.code).toBe("unreachable");
    expect(failure.message).toBe("The server did not answer. It may be stopped, or your connection is down.");
  });

  test("an error without a readable body still says the status", async () => {
    const { client } = clientAnswering(new Response("<html>", { status: 404 }));
    const failure = await failureOf(client.get("/api/me"));
    expect(failure.message).toBe("The server answered with status 404 and no explanation.");
    expect(isNotFound(failure)).toBe(true);
  });

  test("an answer that is not JSON is named as such", async () => {
    const { client } = clientAnswering(new Response("<html>", { status: 200 }));
    const failure = await failureOf(client.get("/api/me"));
    expect(failure.code).toBe("notJson");
  });

  test("a page brings its items and the cursor of the next page", async () => {
    const { client } = clientAnswering(
      Response.json([{ id: "1" }], {
        headers: { link: '<http://x/api?limit=1>; rel="self", <http://x/api?after=00u1&limit=1>; rel="next"' },
      }),
    );
    expect(await client.page("/api/v1/users")).toEqual({ items: [{ id: "1" }], next: "00u1" });
  });
});

describe("the next cursor", () => {
  test("is absent without a next link", () => {
    expect(nextCursor(null)).toBeUndefined();
    expect(nextCursor('<http://x/api?limit=1>; rel="self"')).toBeUndefined();
  });

  test("is decoded, and a comma inside a link does not split it", () => {
    expect(nextCursor('<http://x/a?search=a,b&after=x%2By>; rel="next"')).toBe("x+y");
  });
});
