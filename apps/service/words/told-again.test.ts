/** Sentences of the console API in the language that is asked for (ADR 50); programs are answered in English. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  basic,
  type Client,
  OWNER,
  PROVISIONING,
  startTestService,
  type TestService,
} from "../testing/test-service.ts";

const DUTCH = { "accept-language": "nl-NL, en;q=0.5" };

let service: TestService;
let owner: Client;
beforeAll(async () => {
  service = await startTestService();
  await service.seed();
  owner = await service.signedIn(OWNER.email, OWNER.password);
});
afterAll(() => service.close());

async function faultOf(method: string, path: string, body?: unknown): Promise<{ code: string; message: string }> {
  const answer = await owner.call(method, path, body, DUTCH);
  expect(answer.status, answer.text).toBeGreaterThanOrEqual(400);
  expect(answer.headers.get("content-language")).toBe("nl");
  return answer.body.error;
}

describe("the service in Dutch", () => {
  it("refuses a sign-in before anybody is signed in", async () => {
    const answer = await service
      .browser()
      .call("POST", "/api/session", { email: OWNER.email, password: "wrong" }, DUTCH);
    expect(answer.body.error).toEqual({
      code: "signInFailed",
      message:
        "De e-mail of het wachtwoord klopt niet, of de gebruiker is gedeactiveerd. Controleer beide, of herstel het wachtwoord.",
    });
  });

  it("tells what is wrong with a form, beside the field's name and the stable code", async () => {
    expect(await faultOf("POST", "/api/organisations", { name: "", code: "X", parentId: null })).toMatchObject({
      code: "invalidField",
      field: "name",
      message: "name: geef de administratie een naam",
    });
    expect(await faultOf("PUT", "/api/me/password", { currentPassword: "x", newPassword: "short" })).toMatchObject({
      message: expect.stringMatching(/^newPassword: kies minstens \d+ tekens$/),
    });
    expect((await faultOf("GET", "/api/users/7")).message).toBe(
      "Dit bestaat niet in uw account (gebruiker); ga terug naar de lijst en kies iets anders.",
    );
  });

  it("tells what is wrong with a definition, and where", async () => {
    const schema = { id: "urn:example:scim:schemas:core:2.0:Thing", attributes: [{ name: "9lives" }] };
    expect((await faultOf("POST", "/api/schemas", schema)).message).toMatch(
      /^attributes.* "9lives" is geen naam van een attribuut: een letter of "\$"/,
    );
    expect((await faultOf("POST", "/api/schemas", { colour: 1 })).message).toMatch(
      /^colour is geen eigenschap die hier bekend is; bekend zijn /,
    );
  });

  it("tells an administrator what a client was told, which is English for the client", async () => {
    const scim = service.scim(basic(PROVISIONING));
    const refused = await scim.call("GET", '/Users?filter=nickname%20xx%20"a"', undefined, DUTCH);
    expect(refused.body.detail).toContain("The operator is not one of eq, ne");
    const english = (await owner.call("GET", "/api/requests?outcome=fault")).body.items;
    const dutch = (await owner.call("GET", "/api/requests?outcome=fault", undefined, DUTCH)).body.items;
    expect(english[0]?.detail).toBe(refused.body.detail);
    expect(dutch[0]?.detail).toMatch(/^Het filter is niet geldig op positie \d+: De operator is geen van eq, ne/);
    const { items } = (await owner.call("GET", "/api/traffic", undefined, DUTCH)).body;
    expect(items[0]?.lastFault.detail).toBe(dutch[0]?.detail);
  });
});
