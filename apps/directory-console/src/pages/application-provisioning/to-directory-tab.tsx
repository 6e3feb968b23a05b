import { ErrorNotice, SectionSkeleton } from "@lockstep/ui";
import { Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { appQuery } from "../../api/apps.ts";
import { toDirectoryQuery } from "../../api/provisioning.ts";
import { ButtonLink } from "../../links.tsx";
import { messages } from "../../messages.ts";
import { ImportHookSection } from "./import-hook.tsx";
import { ImportMappings } from "./import-mappings.tsx";
import { ImportSafeguardSection } from "./import-safeguard.tsx";
import { ToDirectoryForm } from "./to-directory-form.tsx";

const route = getRouteApi("/signed-in/applications/$appId/provisioning/to-directory");
const t = messages.toDirectory;

/** *To Directory* ("To Okta" in the guide): when people are imported from the app, and how they are matched. */
export function ToDirectoryTab(): ReactNode {
  const { appId } = route.useParams();
  const app = useQuery(appQuery(appId));
  const feature = useQuery(toDirectoryQuery(appId));
  if (feature.data === undefined) {
    if (!feature.isError) return <SectionSkeleton lines={9} />;
    return (
      <ErrorNotice
        title={t.loadFailed}
        error={feature.error}
        hint={messages.toApp.loadHint}
        onRetry={() => void feature.refetch()}
        actions={
          <ButtonLink to="/applications/$appId/provisioning/integration" params={{ appId }} size="xs">
            {messages.toApp.toIntegration}
          </ButtonLink>
        }
      />
    );
  }
  return (
    <Stack gap="lg" maw={760}>
      <ToDirectoryForm
        key={JSON.stringify(feature.data.capabilities)}
        appId={appId}
        label={app.data?.label ?? ""}
        saved={feature.data.capabilities}
      />
      <ImportMappings appId={appId} />
      <ImportSafeguardSection appId={appId} />
      <ImportHookSection appId={appId} />
    </Stack>
  );
}
