/** Everything that surrounds a console: theme, notifications, query cache. */
import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "./console.css";
import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ApiFailure } from "./api-failure.ts";
import { useFocusReturn } from "./focus-return.ts";
import { consoleTheme, consoleVariables } from "./theme.ts";

const RETRIES_MAX = 2;

/** Query cache of a console: answers stay fresh for ten seconds, and only silence and 5xx are tried again. */
export function createConsoleQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        retry: (count, error) => count < RETRIES_MAX && isWorthAnotherTry(error),
      },
      mutations: { retry: false },
    },
  });
}

function isWorthAnotherTry(error: unknown): boolean {
  return error instanceof ApiFailure && (error.code === "unreachable" || error.status >= 502);
}

/** Wraps a console in its theme and caches, and gives the focus back after dialogs. */
export function ConsoleRoot({ queryClient, children }: { queryClient: QueryClient; children: ReactNode }): ReactNode {
  useFocusReturn();
  return (
    <MantineProvider theme={consoleTheme} cssVariablesResolver={consoleVariables} defaultColorScheme="auto">
      <QueryClientProvider client={queryClient}>
        <Notifications position="bottom-right" limit={4} />
        {children}
      </QueryClientProvider>
    </MantineProvider>
  );
}
