/** What real clients send, over the directory's own people and groups: each transcript under the profiles that it names, in a directory of its own. */
import { describe, expect, it } from "vitest";
import { readTranscripts, runTranscript } from "../../../packages/conformance/index.ts";
import { addPerson } from "../http/testing/test-directory.ts";
import { startInbound } from "./testing/inbound-world.ts";

const transcripts = readTranscripts(new URL("../../../packages/conformance/transcripts/", import.meta.url));

describe.each(transcripts)("$client/$file", ({ transcript }) => {
  it.each(transcript.profiles)(`${transcript.name}, under %s`, async (profile) => {
    const world = await startInbound(profile);
    try {
      // Clients test a connection by reading people: there are two.
      for (let count = 0; count < 2; count += 1) await addPerson(world.directory);
      const target = {
        send: world.scim,
        baseUrl: "http://directory.test/scim/v2",
        headers: { authorization: `Bearer ${world.token}` },
      };
      expect(await runTranscript(transcript, target)).toEqual([]);
      const switches = new Set(world.exchanges.flatMap((exchange) => Object.keys(exchange.normalisations)));
      expect([...switches].sort()).toEqual(transcript.normalises);
    } finally {
      await world.directory.close();
    }
  });
});
