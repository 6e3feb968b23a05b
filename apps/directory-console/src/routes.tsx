/** Every page of the console: its address, its typed search parameters, and the chunk that holds it. */
import { isSignedOut, present, textParam } from "@lockstep/ui";
import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { sessionQuery } from "./api/session.ts";
import { SignedInFrame } from "./frame.tsx";
import { RootPage } from "./pages/root.tsx";
import { SignInPage } from "./pages/sign-in.tsx";

/** What loaders and guards are given. */
export interface RouterContext {
  readonly queryClient: QueryClient;
}

const root = createRootRouteWithContext<RouterContext>()({ component: RootPage });

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (search: Record<string, unknown>) => present({ redirect: textParam(search.redirect) }),
  component: SignInPage,
});

/** Everything below needs a session; without one the way leads over the sign-in page and back. */
const signedIn = createRoute({
  getParentRoute: () => root,
  id: "signed-in",
  beforeLoad: async ({ context, location }) => {
    try {
      await context.queryClient.ensureQueryData(sessionQuery);
    } catch (error) {
      if (!isSignedOut(error)) throw error;
      throw redirect({ to: "/sign-in", search: location.href === "/" ? {} : { redirect: location.href } });
    }
  },
  component: SignedInFrame,
});

const overview = createRoute({
  getParentRoute: () => signedIn,
  path: "/",
  component: lazyRouteComponent(() => import("./pages/overview/overview-page.tsx"), "OverviewPage"),
});

/** The tree of all pages. */
export const routeTree = root.addChildren([signIn, signedIn.addChildren([overview])]);
