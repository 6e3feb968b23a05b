import { QueryClient } from "@tanstack/react-query";
import { createMemoryHistory, createRouter } from "@tanstack/react-router";
import { describe, expect, it } from "vitest";
import { directoryPages, routesOf } from "../../../test/e2e/support/console-pages.ts";
import { routeTree } from "./routes.tsx";

describe("the pages of the console", () => {
  it("are all in the list that the browser test and the screenshots go through", () => {
    const router = createRouter({
      routeTree,
      context: { queryClient: new QueryClient() },
      history: createMemoryHistory(),
    });
    const pages = Object.values(router.routesById)
      .filter((route) => route.children === undefined && route.options.component !== undefined)
      .map((route) => route.fullPath);
    expect(pages.toSorted()).toEqual(routesOf(directoryPages));
  });
});
