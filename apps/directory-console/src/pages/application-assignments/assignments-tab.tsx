import { Section } from "@lockstep/ui";
import { Box, Button, Group, Menu, SegmentedControl } from "@mantine/core";
import { IconChevronDown, IconUser, IconUsersGroup } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { appQuery } from "../../api/apps.ts";
import { messages } from "../../messages.ts";
import { ASSIGNMENT_VIEWS } from "../../search-choices.ts";
import { AssignDialog } from "./assign-dialog.tsx";
import { AssignedGroups } from "./assigned-groups.tsx";
import { AssignedPeople } from "./assigned-people.tsx";
import { PlanDialog } from "./plan-dialog.tsx";

const route = getRouteApi("/signed-in/applications/$appId/assignments");
const t = messages.assignments;

/** *Assignments*: who has the app, directly or through a group, and what became of it. */
export function AssignmentsTab(): ReactNode {
  const { appId } = route.useParams();
  const { view = "people", preview } = route.useSearch();
  const navigate = route.useNavigate();
  const app = useQuery(appQuery(appId));
  const [assigning, assign] = useState<"people" | "groups">();
  return (
    <Section
      title={t.title}
      description={t.description}
      isFlush
      actions={
        <Menu position="bottom-end">
          <Menu.Target>
            <Button rightSection={<IconChevronDown size={16} aria-hidden />}>{t.assign}</Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconUser size={16} aria-hidden />} onClick={() => assign("people")}>
              {t.assignPeople}
            </Menu.Item>
            <Menu.Item leftSection={<IconUsersGroup size={16} aria-hidden />} onClick={() => assign("groups")}>
              {t.assignGroups}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      }
    >
      <Box px="lg" pb="xs">
        <Group>
          <SegmentedControl
            aria-label={t.views}
            size="sm"
            data={ASSIGNMENT_VIEWS.map((value) => ({ value, label: t.viewLabels[value] }))}
            value={view}
            onChange={(value) => void navigate({ search: value === "groups" ? { view: "groups" } : {} })}
          />
        </Group>
      </Box>
      {view === "people" ? (
        <AssignedPeople appId={appId} label={app.data?.label ?? ""} />
      ) : (
        <AssignedGroups appId={appId} label={app.data?.label ?? ""} />
      )}
      {assigning !== undefined && (
        <AssignDialog appId={appId} label={app.data?.label ?? ""} kind={assigning} onClose={() => assign(undefined)} />
      )}
      {preview !== undefined && (
        <PlanDialog
          appId={appId}
          personId={preview}
          onClose={() => void navigate({ search: ({ preview: _preview, ...rest }) => rest, replace: true })}
        />
      )}
    </Section>
  );
}
