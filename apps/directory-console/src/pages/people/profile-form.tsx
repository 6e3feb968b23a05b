import { Section } from "@lockstep/ui";
import { SimpleGrid, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import type { ReactNode } from "react";
import { PROFILE_GROUPS } from "./profile-fields.ts";

/** Values of a profile form, by attribute. */
export type ProfileValues = Record<string, string>;

/** The profile's fields in cards; used for new and existing people. */
export function ProfileSections({ form }: { form: UseFormReturnType<ProfileValues> }): ReactNode {
  return PROFILE_GROUPS.map((group) => (
    <Section key={group.title} title={group.title}>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md" verticalSpacing="sm">
        {group.fields.map((field) => (
          <TextInput
            key={form.key(field.name)}
            label={field.label}
            description={field.description}
            placeholder={field.placeholder ?? ""}
            required={field.isRequired === true}
            {...form.getInputProps(field.name)}
          />
        ))}
      </SimpleGrid>
    </Section>
  ));
}
