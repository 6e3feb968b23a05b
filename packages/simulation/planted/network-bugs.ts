/** Mistakes in what is sent and in what is made of the answers. */
import { type JsonObject, PATCH_OP_SCHEMA } from "@lockstep/scim";
import type { Bug } from "../bugs.ts";
import type { Fetch } from "../world/network.ts";

const json = (status: number, body: JsonObject): Response =>
  new Response(JSON.stringify(body), { status, headers: { "content-type": "application/scim+json" } });

const NO_ROWS = { schemas: ["urn:ietf:params:scim:api:messages:2.0:ListResponse"], totalResults: 0, Resources: [] };

function bodyOf(init: RequestInit): JsonObject {
  return typeof init.body === "string" ? (JSON.parse(init.body) as JsonObject) : {};
}

function operationsOf(init: RequestInit): readonly JsonObject[] {
  return (bodyOf(init)["Operations"] ?? []) as unknown as readonly JsonObject[];
}

const isLookupOf = (collection: string, url: string, init: RequestInit) =>
  init.method === "GET" && url.includes(`/${collection}?filter=`);

/** Answers some requests without sending them. */
const answering =
  (answer: (url: string, init: RequestInit) => Response | undefined) =>
  (fetch: Fetch): Fetch =>
  async (url, init) =>
    answer(url, init) ?? (await fetch(url, init));

/** Whether a request sets `active` to this, in whatever shape. */
function setsActive(init: RequestInit, active: boolean): boolean {
  if (init.method !== "PATCH") return false;
  return operationsOf(init).some(
    ({ path, value }) => (path === "active" && value === active) || (value as JsonObject | null)?.["active"] === active,
  );
}

/** Whether a request takes members away. */
function removesMembers(url: string, init: RequestInit): boolean {
  return url.includes("/Groups/") && init.method === "PATCH" && operationsOf(init).some(({ op }) => op === "remove");
}

export const NETWORK_BUGS = {
  skipLookup: {
    mistake: "A person is created without looking whether the account is there.",
    fetch: answering((url, init) => (isLookupOf("Users", url, init) ? json(200, NO_ROWS) : undefined)),
  },
  retryCreateBlindly: {
    mistake: "A create whose answer got lost is simply sent again.",
    fetch: (fetch) => async (url, init) => {
      const isCreate = init.method === "POST" && url.endsWith("/Users");
      const first = await fetch(url, init).catch((error: unknown) => error);
      const isGood = first instanceof Response && first.status < 500;
      if (isCreate && !isGood && init.signal?.aborted !== true) return await fetch(url, init);
      if (first instanceof Response) return first;
      throw first;
    },
  },
  dropRemoval: {
    mistake: "Members are added to groups and never removed.",
    fetch: answering((url, init) => (removesMembers(url, init) ? new Response(null, { status: 204 }) : undefined)),
  },
  reorderMembers: {
    mistake:
      "A removal of members goes out after the change that was made later: additions and removals are reordered.",
    fetch: (fetch) => {
      const held = new Map<string, RequestInit>();
      return async (url, init) => {
        if (!url.includes("/Groups/") || init.method !== "PATCH") return await fetch(url, init);
        const late = held.get(url);
        if (late === undefined && removesMembers(url, init)) {
          held.set(url, init);
          return new Response(null, { status: 204 });
        }
        const answer = await fetch(url, init);
        held.delete(url);
        if (late !== undefined) await fetch(url, { ...late, signal: null });
        return answer;
      };
    },
  },
  reactivateMissing: {
    mistake: "Somebody who comes back gets the profile, and the account stays inactive.",
    fetch: answering((_, init) => (setsActive(init, true) ? json(200, {}) : undefined)),
  },
  deactivateMissing: {
    mistake: "Somebody who leaves is forgotten without switching the account off.",
    fetch: answering((_, init) => (setsActive(init, false) ? json(200, {}) : undefined)),
  },
  takeOverGroupByName: {
    mistake: "A group of the app that bears the same name is taken for the one that is pushed.",
    fetch:
      (fetch, { directory }) =>
      async (url, init) => {
        const name = /displayName eq "([^"]*)"/.exec(decodeURIComponent(url))?.[1];
        const answer = await fetch(url, init);
        if (name === undefined || !isLookupOf("Groups", url, init) || answer.status !== 200) return answer;
        const own = (await directory.view()).groups.find((group) => group.name === name);
        const list = (await answer.json().catch(() => NO_ROWS)) as JsonObject;
        const rows = (list["Resources"] ?? []) as unknown as readonly JsonObject[];
        const taken = rows.map((row): JsonObject => ({ ...row, externalId: own?.id ?? null }));
        return json(200, { ...list, Resources: taken });
      },
  },
  takeAnyAccount: {
    mistake: "The first account of an answer is linked, whoever it belongs to.",
    fetch: (fetch) => async (url, init) => {
      const wanted = /userName eq "([^"]*)"/.exec(decodeURIComponent(url))?.[1];
      if (wanted === undefined || !isLookupOf("Users", url, init)) return await fetch(url, init);
      const answer = await fetch(url.replace(/filter=[^&]*/, `filter=${encodeURIComponent('userName sw "g"')}`), init);
      const list = (await answer.json().catch(() => NO_ROWS)) as JsonObject;
      const [row] = (list["Resources"] ?? []) as unknown as readonly JsonObject[];
      if (answer.status !== 200 || row === undefined) return json(answer.status, list);
      return json(200, { ...NO_ROWS, totalResults: 1, Resources: [{ ...row, userName: wanted }] });
    },
  },
  recordBeforeAnswer: {
    mistake: "A change counts as made as soon as it is sent.",
    fetch: (fetch) => async (url, init) => {
      if (init.method !== "PATCH" && init.method !== "PUT") return await fetch(url, init);
      void fetch(url, init).catch(() => undefined);
      return json(200, {});
    },
  },
  renameAsEmptyReplace: {
    mistake: "A group's rename is sent as a replace of nothing.",
    fetch: (fetch) => async (url, init) => {
      const isRename =
        url.includes("/Groups/") &&
        init.method === "PATCH" &&
        JSON.stringify(operationsOf(init)).includes("displayName");
      if (!isRename) return await fetch(url, init);
      const empty = { schemas: [PATCH_OP_SCHEMA], Operations: [{ op: "replace", value: {} }] };
      return await fetch(url, { ...init, body: JSON.stringify(empty) });
    },
  },
  missingTakenForDone: {
    mistake: "An account that is gone counts as changed.",
    fetch: (fetch) => async (url, init) => {
      const answer = await fetch(url, init);
      return url.includes("/Users/") && answer.status === 404 ? json(200, { id: url.split("/").at(-1) ?? "" }) : answer;
    },
  },
  clearedValueStays: {
    mistake: "An attribute that the directory clears is left in the account.",
    fetch: (fetch) => async (url, init) => {
      if (!url.includes("/Users/") || init.method !== "PATCH") return await fetch(url, init);
      const kept = operationsOf(init).filter(({ op }) => op !== "remove");
      if (kept.length === 0) return json(200, {});
      return await fetch(url, { ...init, body: JSON.stringify({ ...bodyOf(init), Operations: kept as JsonObject[] }) });
    },
  },
} satisfies Readonly<Record<string, Bug>>;
