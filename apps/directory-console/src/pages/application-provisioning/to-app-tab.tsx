import { ErrorNotice, SectionSkeleton } from "@lockstep/ui";
import { Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { appQuery } from "../../api/apps.ts";
import { toAppQuery } from "../../api/provisioning.ts";
import { ButtonLink } from "../../links.tsx";
import { messages } from "../../messages.ts";
import { ForceSync } from "./force-sync.tsx";
import { Mappings } from "./mappings.tsx";
import { ToAppForm } from "./to-app-form.tsx";

const route = getRouteApi("/signed-in/applications/$appId/provisioning/to-app");
const t = messages.toApp;

/** *To App*: what the directory sends to the app. */
export function ToAppTab(): ReactNode {
  const { appId } = route.useParams();
  const app = useQuery(appQuery(appId));
  const feature = useQuery(toAppQuery(appId));
  if (feature.data === undefined) {
    if (!feature.isError) return <SectionSkeleton lines={9} />;
    return (
      <ErrorNotice
        title={t.loadFailed}
        error={feature.error}
        hint={t.loadHint}
        onRetry={() => void feature.refetch()}
        actions={
          <ButtonLink to="/applications/$appId/provisioning/integration" params={{ appId }} size="xs">
            {t.toIntegration}
          </ButtonLink>
        }
      />
    );
  }
  return (
    <Stack gap="lg">
      <ToAppForm
        key={JSON.stringify(feature.data.capabilities)}
        appId={appId}
        label={app.data?.label ?? ""}
        saved={feature.data.capabilities}
      />
      <Mappings appId={appId} />
      <ForceSync appId={appId} />
    </Stack>
  );
}
