import { ConsoleRoot, createConsoleQueryClient, LinkProvider } from "@lockstep/ui";
import { createRouter, RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { SIGNED_OUT_EVENT } from "./api/client.ts";
import { sessionQuery } from "./api/session.ts";
import { RouterAnchor } from "./links.tsx";
import { NotFoundPage, PageFailure, PageLoading } from "./pages/root.tsx";
import { routeTree } from "./routes.tsx";

const queryClient = createConsoleQueryClient();
const router = createRouter({
  routeTree,
  context: { queryClient },
  defaultPreload: "intent",
  defaultPreloadStaleTime: 0,
  scrollRestoration: true,
  defaultErrorComponent: PageFailure,
  defaultNotFoundComponent: NotFoundPage,
  defaultPendingComponent: PageLoading,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}

window.addEventListener(SIGNED_OUT_EVENT, () => {
  const { pathname, href } = router.state.location;
  // A query that is under way fails by itself; removing it would cancel it and hide why.
  queryClient.removeQueries({
    queryKey: sessionQuery.queryKey,
    predicate: (query) => query.state.fetchStatus === "idle",
  });
  if (pathname === "/sign-in" || router.state.status === "pending") return;
  void router.navigate({ to: "/sign-in", search: { redirect: href } });
});

const container = document.getElementById("root");
if (container === null) throw new Error("index.html has no element with the id root");
createRoot(container).render(
  <StrictMode>
    <ConsoleRoot queryClient={queryClient}>
      <LinkProvider value={RouterAnchor}>
        <RouterProvider router={router} />
      </LinkProvider>
    </ConsoleRoot>
  </StrictMode>,
);
