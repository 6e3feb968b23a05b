import { ConfirmAction, notifyDone, Section } from "@lockstep/ui";
import { Box, Button, Group, Menu, SegmentedControl } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconArrowsExchange, IconChevronDown, IconSend, IconUser, IconUsersGroup } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { appQuery } from "../../api/apps.ts";
import { provisionWaiting } from "../../api/assignments.ts";
import { messages } from "../../messages.ts";
import { ASSIGNMENT_VIEWS } from "../../search-choices.ts";
import { AssignDialog } from "./assign-dialog.tsx";
import { AssignedGroups } from "./assigned-groups.tsx";
import { AssignedPeople } from "./assigned-people.tsx";
import { ConvertDialog } from "./convert-dialog.tsx";
import { EditPersonDialog } from "./edit-person-dialog.tsx";
import { PlanDialog } from "./plan-dialog.tsx";
import { WhyDialog } from "./why-dialog.tsx";

const route = getRouteApi("/signed-in/applications/$appId/assignments");
const t = messages.assignments;

/** *Assignments*: who has the app, directly or through a group, and what became of it. */
export function AssignmentsTab(): ReactNode {
  const { appId } = route.useParams();
  const { view = "people", preview, edit, why } = route.useSearch();
  const navigate = route.useNavigate();
  const app = useQuery(appQuery(appId));
  const [assigning, assign] = useState<"people" | "groups">();
  const [isConverting, converting] = useDisclosure(false);
  const [isProvisioning, provisioning] = useDisclosure(false);
  const label = app.data?.label ?? "";
  const close = () =>
    void navigate({ search: ({ preview: _preview, edit: _edit, why: _why, ...rest }) => rest, replace: true });
  return (
    <Section
      title={t.title}
      description={t.description}
      isFlush
      actions={
        <>
          <Menu position="bottom-end">
            <Menu.Target>
              <Button variant="default" rightSection={<IconChevronDown size={16} aria-hidden />}>
                {t.forAll}
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item leftSection={<IconSend size={16} aria-hidden />} onClick={provisioning.open}>
                {t.provisionAll}
              </Menu.Item>
              <Menu.Item leftSection={<IconArrowsExchange size={16} aria-hidden />} onClick={converting.open}>
                {messages.convert.all}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
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
        </>
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
        <AssignedPeople appId={appId} label={label} />
      ) : (
        <AssignedGroups appId={appId} label={label} />
      )}
      {assigning !== undefined && (
        <AssignDialog appId={appId} label={label} kind={assigning} onClose={() => assign(undefined)} />
      )}
      {preview !== undefined && <PlanDialog appId={appId} personId={preview} onClose={close} />}
      {edit !== undefined && <EditPersonDialog appId={appId} personId={edit} onClose={close} />}
      {why !== undefined && <WhyDialog appId={appId} label={label} personId={why} onClose={close} />}
      {isConverting && <ConvertDialog appId={appId} personIds={undefined} onClose={converting.close} />}
      <ProvisionAll appId={appId} label={label} isOpen={isProvisioning} onClose={provisioning.close} />
    </Section>
  );
}

function ProvisionAll(props: { appId: string; label: string; isOpen: boolean; onClose: () => void }): ReactNode {
  const queryClient = useQueryClient();
  return (
    <ConfirmAction
      opened={props.isOpen}
      onClose={props.onClose}
      title={t.provisionAllQuestion(props.label)}
      consequences={t.provisionAllConsequences}
      confirmLabel={t.provisionAllConfirm}
      isHarmless
      onConfirm={async () => {
        const { count } = await provisionWaiting(props.appId);
        await queryClient.invalidateQueries({ queryKey: ["app", props.appId] });
        notifyDone(t.provisionAllDone(count));
      }}
    />
  );
}
