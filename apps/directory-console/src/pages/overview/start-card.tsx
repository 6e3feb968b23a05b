import { Section } from "@lockstep/ui";
import { Group } from "@mantine/core";
import type { ReactNode } from "react";
import { ButtonLink } from "../../links.tsx";
import { messages } from "../../messages.ts";

const t = messages.overview;

/** What to do first in a directory that has no application yet. */
export function StartCard(): ReactNode {
  return (
    <Section title={t.start} description={t.startDetail}>
      <Group gap="xs">
        <ButtonLink to="/applications/new">{t.addApplication}</ButtonLink>
        <ButtonLink to="/people/import" variant="default">
          {t.importPeople}
        </ButtonLink>
      </Group>
    </Section>
  );
}
