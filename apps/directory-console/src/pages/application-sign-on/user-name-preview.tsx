import type { UserNameTemplate } from "@lockstep/directory-app/contract";
import { DataList, EmptyState, Section } from "@lockstep/ui";
import { IconUser } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { userNamePreviewQuery } from "../../api/apps.ts";
import { messages } from "../../messages.ts";

const t = messages.userNamePreview;

/** What a format gives for five real people. */
export function UserNamePreview({ appId, template }: { appId: string; template: UserNameTemplate }): ReactNode {
  const preview = useQuery({ ...userNamePreviewQuery(appId, template), enabled: template.type !== "NONE" });
  if (template.type === "NONE") return null;
  return (
    <Section title={t.title} description={t.description} isFlush>
      <DataList
        label={t.title}
        rows={preview.data?.items}
        keyOf={(row) => row.login}
        error={preview.error}
        columns={[
          { key: "login", header: t.login, render: (row) => row.login },
          {
            key: "userName",
            header: t.userName,
            render: (row) => (row.userName === null ? t.notComputed : <strong>{row.userName}</strong>),
          },
        ]}
        empty={
          <EmptyState icon={<IconUser size={26} />} title={t.none}>
            {t.noneDetail}
          </EmptyState>
        }
      />
    </Section>
  );
}
