import { ConsoleRoot, createConsoleQueryClient, LinkProvider, PageLoading } from "@lockstep/ui";
import { createRouter, RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { SIGNED_OUT_EVENT } from "./api/client.ts";
import { sessionQuery } from "./api/session.ts";
import { NotFoundPage, PageFailure } from "./pages/root.tsx";
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

// Without a known session the guard of the pages leads to the sign-in page; this is for sessions that end while a page is open.
window.addEventListener(SIGNED_OUT_EVENT, () => {
  if (queryClient.getQueryData(sessionQuery.queryKey) === undefined) return;
  const { pathname, href } = router.state.location;
  // Not at once: the failing call may be the session's own query, which must not be cancelled while it ends.
  setTimeout(() => {
    queryClient.removeQueries({ queryKey: sessionQuery.queryKey });
    if (pathname !== "/sign-in") void router.navigate({ to: "/sign-in", search: { redirect: href } });
  }, 0);
});

const container = document.getElementById("root");
if (container === null) throw new Error("index.html has no element with the id root");
createRoot(container).render(
  <StrictMode>
    <ConsoleRoot queryClient={queryClient}>
      <LinkProvider onNavigate={(href) => router.history.push(href)}>
        <RouterProvider router={router} />
      </LinkProvider>
    </ConsoleRoot>
  </StrictMode>,
);
