import type { SignOnChange } from "@lockstep/directory-app/contract";
import { Address, DataList, EmptyState, Section } from "@lockstep/ui";
import { IconUser } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { userNamePreviewQuery } from "../../api/sign-on.ts";
import { messages } from "../../messages.ts";

const t = messages.userNamePreview;

/** What a format gives for five real people. */
export function UserNamePreview({ appId, format }: { appId: string; format: SignOnChange }): ReactNode {
  const preview = useQuery({ ...userNamePreviewQuery(appId, format), enabled: format.type !== "NONE" });
  if (format.type === "NONE") return null;
  return (
    <Section title={t.title} description={t.description} isFlush>
      <DataList
        label={t.title}
        rows={preview.data?.items}
        keyOf={(row) => row.login}
        error={preview.error}
        columns={[
          { key: "login", header: t.login, render: (row) => <Address value={row.login} /> },
          {
            key: "userName",
            header: t.userName,
            render: (row) =>
              row.userName === null ? (
                (row.problem ?? t.notComputed)
              ) : (
                <strong>
                  <Address value={row.userName} />
                </strong>
              ),
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
