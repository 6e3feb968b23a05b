import type { DirectoryUser } from "@lockstep/directory-app/contract";
import { ConfirmAction } from "@lockstep/ui";
import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { personName, personQuery, resetPassword } from "../../api/people.ts";
import { messages } from "../../messages.ts";
import { ShownOnce } from "../../parts/shown-once.tsx";

const t = messages.helpDesk;

/** Ends a person's password after a question, and shows the link by which another one is chosen. */
export function ResetPassword(props: { person: DirectoryUser; opened: boolean; onClose: () => void }): ReactNode {
  const { person, opened, onClose } = props;
  const queryClient = useQueryClient();
  const [link, setLink] = useState<string>();
  const name = personName(person);
  return (
    <>
      <ConfirmAction
        opened={opened}
        onClose={onClose}
        title={t.resetQuestion(name)}
        consequences={t.resetConsequences}
        confirmLabel={t.resetConfirm}
        onConfirm={async () => {
          setLink((await resetPassword(person.id)).resetPasswordUrl);
          await queryClient.invalidateQueries({ queryKey: personQuery(person.id).queryKey });
        }}
      />
      <ShownOnce
        title={t.linkTitle(name)}
        value={link}
        label={t.link}
        description={t.linkDetail}
        done={t.close}
        onClose={() => setLink(undefined)}
      />
    </>
  );
}
