import type { DirectoryApp, GroupPushMapping } from "@lockstep/directory-app/contract";
import { DataList, EmptyState, ErrorNotice, notifyDone, notifyFailed, Section } from "@lockstep/ui";
import { Box, Stack, Switch } from "@mantine/core";
import { IconUsersGroup } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { appQuery, updateApp } from "../../api/apps.ts";
import { addPushGroup, pushGroupsQuery, pushNow, setPushActive } from "../../api/push-groups.ts";
import { tasksQuery } from "../../api/tasks.ts";
import { messages } from "../../messages.ts";
import { GroupPicker } from "../../parts/group-picker.tsx";
import { ClashDialog } from "./clash-dialog.tsx";
import { LeftOutDialog } from "./left-out-dialog.tsx";
import { pushGroupColumns } from "./push-group-columns.tsx";
import { UnlinkDialog } from "./unlink-dialog.tsx";

const route = getRouteApi("/signed-in/applications/$appId/push-groups");
const t = messages.pushGroups;

/** *Push Groups*: which groups stand in the app as well, and what keeps one from getting there. */
export function PushGroupsTab(): ReactNode {
  const { appId } = route.useParams();
  const { mapping: shown } = route.useSearch();
  const navigate = route.useNavigate();
  const queryClient = useQueryClient();
  const app = useQuery(appQuery(appId));
  const mappings = useQuery(pushGroupsQuery(appId));
  const tasks = useQuery(tasksQuery({ state: "OPEN", appId }));
  const [unlinking, unlink] = useState<GroupPushMapping>();
  const [clashing, resolve] = useState<GroupPushMapping>();
  const clashes = new Set(
    (tasks.data?.items ?? []).filter(({ cause }) => cause === "groupNameTaken").map(({ subject }) => subject.id),
  );
  const refresh = () => queryClient.invalidateQueries({ queryKey: ["app", appId] });
  const add = useMutation({
    mutationFn: (group: { id: string; name: string }) => addPushGroup(appId, { sourceGroupId: group.id }),
    onSuccess: async (_, group) => {
      await refresh();
      notifyDone(t.added(group.name));
    },
  });
  const act = useMutation({
    mutationFn: ({ run }: { run: () => Promise<unknown>; done: string; failed: string }) => run(),
    onSuccess: async (_, { done }) => {
      await refresh();
      notifyDone(done);
    },
    onError: (error, { failed }) => notifyFailed(failed, error),
  });
  return (
    <Stack gap="lg">
      {add.isError && <ErrorNotice title={t.addFailed(add.variables.name)} error={add.error} />}
      <Section title={t.title} description={t.description} isFlush>
        <Box px="lg" pb="sm" maw={420}>
          <GroupPicker
            label={t.find}
            exclude={mappings.data?.map(({ sourceGroupId }) => sourceGroupId) ?? []}
            isBusy={add.isPending}
            onPick={(group) => add.mutate({ id: group.id, name: group.profile.name })}
          />
        </Box>
        <DataList
          label={t.title}
          rows={mappings.data}
          keyOf={(mapping) => mapping.id}
          error={mappings.error}
          onRetry={() => void mappings.refetch()}
          columns={pushGroupColumns({
            clashes,
            onResolve: resolve,
            onLeftOut: (mapping) => void navigate({ search: { mapping: mapping.id } }),
            onUnlink: unlink,
            onPush: (mapping) =>
              act.mutate({
                run: () => pushNow(appId, mapping.id),
                done: t.pushed(mapping.sourceGroupName),
                failed: t.pushFailed(mapping.sourceGroupName),
              }),
            onSwitch: (mapping, isActive) =>
              act.mutate({
                run: () => setPushActive(appId, mapping.id, isActive),
                done: isActive ? t.activated(mapping.sourceGroupName) : t.deactivated(mapping.sourceGroupName),
                failed: t.switchFailed(mapping.sourceGroupName),
              }),
          })}
          empty={
            <EmptyState icon={<IconUsersGroup size={26} />} title={t.none}>
              {t.noneDetail}
            </EmptyState>
          }
        />
      </Section>
      {app.data !== undefined && <RenameSetting app={app.data} />}
      {unlinking !== undefined && <UnlinkDialog appId={appId} mapping={unlinking} onClose={() => unlink(undefined)} />}
      {clashing !== undefined && (
        <ClashDialog
          appId={appId}
          label={app.data?.label ?? ""}
          mapping={clashing}
          onClose={() => resolve(undefined)}
        />
      )}
      <LeftOutDialog
        mapping={mappings.data?.find(({ id }) => id === shown)}
        onClose={() => void navigate({ search: {}, replace: true })}
      />
    </Stack>
  );
}

function RenameSetting({ app }: { app: DirectoryApp }): ReactNode {
  const queryClient = useQueryClient();
  const change = useMutation({
    mutationFn: (renameAppGroups: boolean) => updateApp(app, { renameAppGroups }),
    onSuccess: (changed) => {
      queryClient.setQueryData(appQuery(app.id).queryKey, changed);
      notifyDone(t.settingSaved);
    },
  });
  return (
    <Section title={t.settings}>
      <Stack gap="sm">
        {change.isError && <ErrorNotice title={t.settingFailed} error={change.error} />}
        <Switch
          label={t.rename}
          description={t.renameDetail}
          checked={app.settings.provisioning.renameAppGroups}
          disabled={change.isPending}
          onChange={(event) => change.mutate(event.currentTarget.checked)}
        />
      </Stack>
    </Section>
  );
}
