import type { GroupRule } from "@lockstep/directory-app/contract";
import { ConfirmAction, notifyDone, notifyFailed } from "@lockstep/ui";
import { Button, Checkbox } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { deleteRule, ruleQuery, switchRule } from "../../api/rules.ts";
import { messages } from "../../messages.ts";

const t = messages.groupRules;

/** Switches a rule on and off, and deletes it; what becomes of its members is asked. */
export function RuleActions({ rule }: { rule: GroupRule }): ReactNode {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const [asking, ask] = useState<"deactivate" | "delete">();
  const [takesMembers, setTakesMembers] = useState(false);
  const refresh = async () => {
    await queryClient.invalidateQueries({ queryKey: ["group-rules"] });
    await queryClient.invalidateQueries({ queryKey: ruleQuery(rule.id).queryKey });
  };
  const activate = useMutation({
    mutationFn: () => switchRule(rule.id, "activate"),
    onSuccess: async () => {
      await refresh();
      notifyDone(t.switchedOn(rule.name));
    },
    onError: (error) => notifyFailed(t.saveFailed, error),
  });
  const deactivate = async () => {
    await switchRule(rule.id, "deactivate");
    await refresh();
    notifyDone(t.deactivated(rule.name));
  };
  const remove = async () => {
    await deleteRule(rule.id, takesMembers);
    await queryClient.invalidateQueries({ queryKey: ["group-rules"] });
    notifyDone(t.removed(rule.name));
    await navigate({ to: "/group-rules" });
  };
  return (
    <>
      <Button
        variant="default"
        {...(rule.status === "ACTIVE" ? { disabled: true } : { c: "var(--tone-bad)" })}
        onClick={() => ask("delete")}
      >
        {t.remove}
      </Button>
      {rule.status === "ACTIVE" ? (
        <Button variant="default" onClick={() => ask("deactivate")}>
          {t.deactivate}
        </Button>
      ) : (
        <Button loading={activate.isPending} onClick={() => activate.mutate()} disabled={rule.status === "INVALID"}>
          {t.activate}
        </Button>
      )}
      <ConfirmAction
        opened={asking === "deactivate"}
        onClose={() => ask(undefined)}
        title={t.deactivateQuestion(rule.name)}
        consequences={t.deactivateConsequences}
        confirmLabel={t.deactivateConfirm}
        onConfirm={deactivate}
      />
      <ConfirmAction
        opened={asking === "delete"}
        onClose={() => ask(undefined)}
        title={t.removeQuestion(rule.name)}
        consequences={t.removeConsequences}
        confirmLabel={t.removeConfirm}
        onConfirm={remove}
      >
        <Checkbox
          label={t.removeMembers}
          description={t.removeMembersDetail}
          checked={takesMembers}
          onChange={(event) => setTakesMembers(event.currentTarget.checked)}
        />
      </ConfirmAction>
    </>
  );
}
