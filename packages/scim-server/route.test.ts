import { describe, expect, it } from "vitest";
import { createRouter } from "./route.ts";
import { GROUP_SHAPE, USER_SHAPE } from "./testing/shapes.ts";

const route = createRouter("/SCIM/v2/", [USER_SHAPE, GROUP_SHAPE]);
const USER_URN = "urn:ietf:params:scim:schemas:core:2.0:User";

describe("the router", () => {
  it.each(["/SCIM/v2/Users", "/scim/V2/users", "/SCIM/v2/Users/", "//SCIM//v2//Users", "/ScIm/v2/USERS//"])(
    "finds the users at %s",
    (path) => {
      expect(route(path)).toEqual({ kind: "collection", shape: USER_SHAPE });
    },
  );

  it("keeps the letter case of an id and decodes it", () => {
    expect(route("/scim/v2/Groups/aB%20c")).toEqual({ kind: "resource", shape: GROUP_SHAPE, id: "aB c" });
    expect(route("/SCIM/v2/Users/a%2Fb/")).toEqual({ kind: "resource", shape: USER_SHAPE, id: "a/b" });
  });

  it("finds the documents, the plural of ServiceProviderConfig, and a schema by raw or encoded URN", () => {
    for (const path of ["/SCIM/v2/ServiceProviderConfig", "/scim/v2/serviceproviderconfigs/"]) {
      expect(route(path)).toEqual({ kind: "discovery", document: "ServiceProviderConfig", id: undefined });
    }
    for (const id of [USER_URN, encodeURIComponent(USER_URN)]) {
      expect(route(`/SCIM/v2/Schemas/${id}`)).toEqual({ kind: "discovery", document: "Schemas", id: USER_URN });
    }
    expect(route("/SCIM/v2/ResourceTypes/User")).toEqual({ kind: "discovery", document: "ResourceTypes", id: "User" });
  });

  it("finds what is no type's own: the base, searches, /Me and /Bulk", () => {
    for (const path of ["/SCIM/v2", "/scim/V2/"]) expect(route(path)).toEqual({ kind: "root" });
    expect(route("/SCIM/v2/.search")).toEqual({ kind: "search", shape: undefined });
    expect(route("/SCIM/v2/users/.SEARCH/")).toEqual({ kind: "search", shape: USER_SHAPE });
    expect(route("/SCIM/v2/Groups/%2Esearch")).toEqual({ kind: "search", shape: GROUP_SHAPE });
    expect(route("/SCIM/v2/me")).toEqual({ kind: "me" });
    expect(route("/SCIM/v2/Bulk/")).toEqual({ kind: "bulk" });
  });

  it("tells another version of the protocol from an address that means nothing", () => {
    expect(route("/SCIM/v1/Users")).toEqual({ kind: "version", version: "v1" });
    expect(route("/scim/V1.1")).toEqual({ kind: "version", version: "V1.1" });
    for (const path of ["/", "/SCIM", "/SCIM/vx/Users", "/other/v1/Users", "/api/users"]) {
      expect(route(path), path).toEqual({ kind: "unknown" });
    }
  });

  it.each([
    "/SCIM/v2/Printers",
    "/SCIM/v2/Users/1/2",
    "/SCIM/v2/Schemas/a/b",
    "/SCIM/v2/Users/%zz",
    "/SCIM/v2/Me/1",
    "/SCIM/v2/Bulk/1",
    "/SCIM/v2/.search/1",
    "/SCIM/v2/constructor",
    "/SCIM/v2/__proto__",
  ])("knows nothing at %s", (path) => {
    expect(route(path)).toEqual({ kind: "unknown" });
  });
});
