import { EmptyState, PageFailed } from "@lockstep/ui";
import { IconMapOff } from "@tabler/icons-react";
import { type ErrorComponentProps, Outlet, useRouter } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { ButtonLink } from "../links.tsx";
import { messages } from "../messages.ts";

/** Holds the page. */
export function RootPage(): ReactNode {
  return <Outlet />;
}

/** Shown instead of a page that failed as a whole. */
export function PageFailure({ error, reset }: ErrorComponentProps): ReactNode {
  const router = useRouter();
  return (
    <PageFailed
      title={messages.root.failed}
      error={error}
      onRetry={() => {
        reset();
        void router.invalidate();
      }}
    />
  );
}

/** Shown for an address that leads nowhere. */
export function NotFoundPage(): ReactNode {
  return (
    <main>
      <EmptyState
        isPage
        icon={<IconMapOff size={26} />}
        title={messages.root.notFound}
        actions={<ButtonLink to="/">{messages.root.toStart}</ButtonLink>}
      >
        {messages.root.notFoundDetail}
      </EmptyState>
    </main>
  );
}
