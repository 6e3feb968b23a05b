/** What stands in a page's place: while it loads, and when it failed as a whole. */
import { Box, Stack } from "@mantine/core";
import type { ReactNode } from "react";
import { ErrorNotice } from "./error-notice.tsx";
import { SectionSkeleton } from "./section.tsx";

/** Stands for a page while its chunk loads. */
export function PageLoading(): ReactNode {
  return (
    <Stack>
      <SectionSkeleton lines={2} />
      <SectionSkeleton lines={6} />
    </Stack>
  );
}

/** Shown instead of a page that failed as a whole. */
export function PageFailed(props: { title: string; error: unknown; onRetry: () => void }): ReactNode {
  return (
    <Box component="section" maw={640} mx="auto" my="xl" px="md">
      <ErrorNotice {...props} />
    </Box>
  );
}
