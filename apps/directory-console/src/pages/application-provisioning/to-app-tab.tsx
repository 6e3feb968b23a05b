import type { DirectoryApp, PlanApplied, PlanProposal } from "@lockstep/directory-app/contract";
import { ErrorNotice, Notice, notifyDone, SectionSkeleton } from "@lockstep/ui";
import { Stack } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { type ReactNode, useRef } from "react";
import { appQuery } from "../../api/apps.ts";
import { saveMappings } from "../../api/mappings.ts";
import { startPlan } from "../../api/plans.ts";
import { toAppQuery } from "../../api/provisioning.ts";
import { ButtonLink } from "../../links.tsx";
import { messages } from "../../messages.ts";
import { PlanReview } from "../../parts/plan/plan-review.tsx";
import { BudgetSection } from "./budget-form.tsx";
import { EnginePolicies } from "./engine-policies.tsx";
import { ForceSync } from "./force-sync.tsx";
import { Mappings } from "./mappings.tsx";
import { ProtectedPeople } from "./protected-people.tsx";
import { ToAppForm } from "./to-app-form.tsx";

const route = getRouteApi("/signed-in/applications/$appId/provisioning/to-app");
const t = messages.toApp;

/** *To App*: what the directory sends to the app. What would change somebody's account is planned before it is saved. */
export function ToAppTab(): ReactNode {
  const { appId } = route.useParams();
  const app = useQuery(appQuery(appId));
  const feature = useQuery(toAppQuery(appId));
  if (feature.data === undefined || app.data === undefined) {
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
  return <ToAppSections app={app.data} capabilities={feature.data.capabilities} />;
}

function ToAppSections(props: {
  app: DirectoryApp;
  capabilities: Parameters<typeof ToAppForm>[0]["saved"];
}): ReactNode {
  const { app } = props;
  const { plan, unmapped } = route.useSearch();
  const navigate = route.useNavigate();
  const queryClient = useQueryClient();
  // What is saved beside the plan once that is applied, such as password options: a plan has no place for them.
  const afterwards = useRef<() => Promise<unknown>>(undefined);
  const isConnected = app.settings.provisioning.enabled && app.status === "ACTIVE";
  const showPlan = async (proposal?: PlanProposal, then?: () => Promise<unknown>) => {
    const run = await startPlan(app.id, proposal);
    afterwards.current = then;
    await navigate({ search: (rest) => ({ ...rest, plan: run.id }) });
  };
  const closePlan = () => navigate({ search: ({ plan: _plan, ...rest }) => rest, replace: true });
  const finish = async (result: PlanApplied) => {
    await afterwards.current?.();
    await queryClient.invalidateQueries({ queryKey: ["app", app.id] });
    await closePlan();
    notifyDone(
      result.leftOut > 0
        ? messages.planReview.appliedLeftOut(result.leftOutNames, result.leftOut)
        : messages.planReview.applied(result.applied),
    );
  };
  return (
    <Stack gap="lg">
      {!isConnected && <NotConnected appId={app.id} />}
      <ToAppForm
        key={JSON.stringify(props.capabilities)}
        appId={app.id}
        label={app.label}
        saved={props.capabilities}
        isConnected={isConnected}
        onPlan={showPlan}
      />
      <Mappings
        key={`mappings ${app.lastUpdated}`}
        appId={app.id}
        isUnmappedShown={unmapped === "shown"}
        onUnmappedShown={(isShown) =>
          void navigate({
            search: ({ unmapped: _unmapped, ...rest }) => (isShown ? { ...rest, unmapped: "shown" } : rest),
            replace: true,
          })
        }
        onSave={async (mappings) => {
          if (isConnected) return await showPlan({ mappings });
          await saveMappings(app.id, mappings);
          await queryClient.invalidateQueries({ queryKey: ["app", app.id] });
          return notifyDone(messages.mappings.saved);
        }}
      />
      {isConnected && <ForceSync appId={app.id} onPlan={() => showPlan()} />}
      <BudgetSection appId={app.id} label={app.label} />
      <ProtectedPeople />
      <EnginePolicies appId={app.id} label={app.label} />
      {plan !== undefined && (
        <PlanReview appId={app.id} planId={plan} onClose={() => void closePlan()} onApplied={finish} />
      )}
    </Stack>
  );
}

function NotConnected({ appId }: { appId: string }): ReactNode {
  return (
    <Notice tone="neutral" title={t.notConnected}>
      <Stack gap="xs" align="flex-start">
        {t.loadHint}
        <ButtonLink to="/applications/$appId/provisioning/integration" params={{ appId }} size="xs">
          {t.toIntegration}
        </ButtonLink>
      </Stack>
    </Notice>
  );
}
