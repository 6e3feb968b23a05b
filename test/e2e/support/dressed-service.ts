/** Fills the sample's service with what its pages show: credentials, a webhook, requests that needed a tolerance or were refused. */
import { type Api, basic, createApi } from "./api.ts";
import type { FirstRun } from "./program.ts";

/** Nobody answers there: RFC 2606 keeps the name free. */
const WEBHOOK_URL = "https://hooks.meridian.example/lockstep";

/** Does nothing when it was done before. */
export async function dressService(first: FirstRun, owner: Api): Promise<void> {
  const webhooks = await owner.ok<{ readonly items: readonly unknown[] }>("GET", "/api/webhooks");
  if (webhooks.items.length > 0) return;
  await owner.ok("POST", "/api/webhooks", {
    url: WEBHOOK_URL,
    description: "Expense reports",
    resourceTypes: ["User"],
  });
  await owner.ok("POST", "/api/credentials", { kind: "apiKey", name: "Okta production", profile: "okta" });
  await owner.ok("POST", "/api/credentials", { kind: "oauthClient", name: "Reporting", scopes: ["users:read"] });
  const { username, password } = first.service.provisioning ?? { username: "", password: "" };
  const scim = createApi(first.service.scimBaseUrl, {
    authorization: basic(username, password),
    "content-type": "application/scim+json",
  });
  const user = await scim.ok<{ readonly id: string }>("POST", "/Users", {
    userName: "visitor@meridian.example",
    name: { givenName: "Vera", familyName: "Visitor" },
    active: "True",
  });
  await scim.call("PATCH", `/Users/${user.id}`, { Operations: [{ op: "Replace", path: "nickNames", value: "V" }] });
  await scim.call("GET", "/Users?filter=userName%20eq");
  await scim.call("POST", "/Users", { userName: "visitor@meridian.example" });
}
