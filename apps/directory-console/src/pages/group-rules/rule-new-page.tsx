import { notifyDone, PageHeader } from "@lockstep/ui";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { type RuleInput, saveRule, switchRule } from "../../api/rules.ts";
import { messages } from "../../messages.ts";
import { RuleForm } from "./rule-form.tsx";

const t = messages.groupRules;
const EMPTY = { name: "", expression: "", groups: [], excluded: [] };

/** A new group rule: written beside a view of whom it takes, saved off or switched on. */
export function RuleNewPage(): ReactNode {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const save = async (input: RuleInput, isOn: boolean) => {
    const rule = await saveRule(undefined, input);
    if (isOn) await switchRule(rule.id, "activate");
    await queryClient.invalidateQueries({ queryKey: ["group-rules"] });
    notifyDone(isOn ? t.switchedOn(rule.name) : t.saved(rule.name));
    await navigate({ to: "/group-rules/$ruleId", params: { ruleId: rule.id } });
  };
  const saveOff = (input: RuleInput) => save(input, false);
  const saveOn = (input: RuleInput) => save(input, true);
  return (
    <>
      <PageHeader title={t.newTitle} crumbs={[{ label: t.title, href: "/group-rules" }]} />
      <RuleForm
        initial={EMPTY}
        isFixed={false}
        buttons={[
          { label: t.saveOn, isMain: true, save: saveOn },
          { label: t.saveOff, isMain: false, save: saveOff },
        ]}
      />
    </>
  );
}
