import { notifyDone, PageHeader } from "@lockstep/ui";
import { Paper } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { createGroup } from "../../api/groups.ts";
import { ButtonLink } from "../../links.tsx";
import { messages } from "../../messages.ts";
import { GroupForm } from "./group-form.tsx";

const t = messages.groupNew;

/** Creates a group. */
export function GroupNewPage(): ReactNode {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  return (
    <>
      <PageHeader title={t.title} crumbs={[{ label: messages.groups.title, href: "/groups" }]} />
      <Paper p="lg" maw={560}>
        <GroupForm
          initial={{ name: "", description: null }}
          submitLabel={t.submit}
          failedTitle={t.failed}
          onSubmit={async (input) => {
            const group = await createGroup(input);
            await queryClient.invalidateQueries({ queryKey: ["groups"] });
            notifyDone(t.done(group.profile.name));
            await navigate({ to: "/groups/$groupId", params: { groupId: group.id } });
          }}
          cancel={
            <ButtonLink to="/groups" variant="default">
              {messages.actions.cancel}
            </ButtonLink>
          }
        />
      </Paper>
    </>
  );
}
