import type { DirectoryApp, PushRule } from "@lockstep/directory-app/contract";
import { ErrorNotice, notifyDone, PageStack, Section } from "@lockstep/ui";
import { Box, Button, Menu, SegmentedControl, Stack, Switch } from "@mantine/core";
import { IconChevronDown, IconFilter, IconUsersGroup } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { appQuery, updateApp } from "../../api/apps.ts";
import { messages } from "../../messages.ts";
import { PUSH_VIEWS } from "../../search-choices.ts";
import { AddPushDialog } from "./add-push-dialog.tsx";
import { DriftList } from "./drift-list.tsx";
import { DriftSettingsSection } from "./drift-settings.tsx";
import { LeftOutDialog } from "./left-out-dialog.tsx";
import { PushGroupList } from "./push-group-list.tsx";
import { PushExclusions, PushRules } from "./push-rules.tsx";
import { RuleDialog } from "./rule-dialog.tsx";

const route = getRouteApi("/signed-in/applications/$appId/push-groups");
const t = messages.pushGroups;

/** *Push Groups*: which groups stand in the app as well, by name and by rule, and what keeps one from getting there. */
export function PushGroupsTab(): ReactNode {
  const { appId } = route.useParams();
  const { mapping: shown, view = "groups" } = route.useSearch();
  const navigate = route.useNavigate();
  const app = useQuery(appQuery(appId));
  const [isAdding, setAdding] = useState(false);
  const [rule, editRule] = useState<PushRule | "new">();
  return (
    <PageStack>
      <Section
        title={t.title}
        description={t.description}
        isFlush
        actions={<AddMenu onByName={() => setAdding(true)} onByRule={() => editRule("new")} />}
      >
        <Box px="lg" pb="xs">
          <SegmentedControl
            aria-label={t.views}
            size="sm"
            data={PUSH_VIEWS.map((value) => ({ value, label: t.viewLabels[value] }))}
            value={view}
            onChange={(value) => {
              const chosen = PUSH_VIEWS.find((known) => known === value);
              void navigate({ search: chosen === undefined || chosen === "groups" ? {} : { view: chosen } });
            }}
          />
        </Box>
        {view === "rules" && <PushRules appId={appId} onEdit={editRule} />}
        {view === "drift" && <DriftList appId={appId} />}
        {view === "groups" && <PushGroupList appId={appId} label={app.data?.label ?? ""} />}
      </Section>
      {view === "rules" && <PushExclusions appId={appId} />}
      {app.data !== undefined && <RenameSetting app={app.data} />}
      <DriftSettingsSection appId={appId} />
      {isAdding && <AddPushDialog appId={appId} onClose={() => setAdding(false)} />}
      {rule !== undefined && (
        <RuleDialog
          appId={appId}
          rule={rule === "new" ? undefined : rule}
          onClose={() => {
            editRule(undefined);
            void navigate({ search: { view: "rules" } });
          }}
        />
      )}
      {shown !== undefined && (
        <LeftOutDialog
          appId={appId}
          pushId={shown}
          onClose={() => void navigate({ search: ({ mapping: _mapping, ...rest }) => rest, replace: true })}
        />
      )}
    </PageStack>
  );
}

function AddMenu(props: { onByName: () => void; onByRule: () => void }): ReactNode {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button rightSection={<IconChevronDown size={16} aria-hidden />}>{t.push}</Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconUsersGroup size={16} aria-hidden />} onClick={props.onByName}>
          {t.find}
        </Menu.Item>
        <Menu.Item leftSection={<IconFilter size={16} aria-hidden />} onClick={props.onByRule}>
          {t.findByRule}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
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
