import { Section } from "@lockstep/ui";
import { type InputWrapperProps, Select, SimpleGrid, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import type { ReactNode } from "react";
import type { SchemaAttribute } from "../../api/profile-schema.ts";
import { messages } from "../../messages.ts";
import { PROFILE_GROUPS } from "./profile-fields.ts";

const t = messages.profileFields;
/** Descriptions stand below: fields beside each other are on one line, whether they have one or not. */
const FIELD_ORDER: NonNullable<InputWrapperProps["inputWrapperOrder"]> = ["label", "input", "description", "error"];

/** Values of a profile form, by attribute. */
export type ProfileValues = Record<string, string>;

/** The profile's fields in cards, the directory's own attributes last; used for new and existing people. */
export function ProfileSections(props: {
  form: UseFormReturnType<ProfileValues>;
  custom: readonly SchemaAttribute[];
}): ReactNode {
  const { form, custom } = props;
  return (
    <>
      {PROFILE_GROUPS.map((group) => (
        <Section key={group.title} title={group.title}>
          <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md" verticalSpacing="sm">
            {group.fields.map((field) => (
              <TextInput
                key={form.key(field.name)}
                label={field.label}
                description={field.description}
                inputWrapperOrder={FIELD_ORDER}
                placeholder={field.placeholder ?? ""}
                required={field.isRequired === true}
                {...form.getInputProps(field.name)}
              />
            ))}
          </SimpleGrid>
        </Section>
      ))}
      {custom.length > 0 && (
        <Section title={messages.profileSchema.custom}>
          <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md" verticalSpacing="sm">
            {custom.map((attribute) => (
              <CustomField key={form.key(attribute.name)} attribute={attribute} form={form} />
            ))}
          </SimpleGrid>
        </Section>
      )}
    </>
  );
}

/** A field for an attribute of the directory's own: a choice where its values are named, else text. */
function CustomField(props: { attribute: SchemaAttribute; form: UseFormReturnType<ProfileValues> }): ReactNode {
  const { attribute, form } = props;
  const common = {
    label: attribute.title,
    description: attribute.type === "array" ? t.listDetail : attribute.description,
    required: attribute.required === true,
    inputWrapperOrder: FIELD_ORDER,
    ...form.getInputProps(attribute.name),
  };
  const choices =
    attribute.type === "boolean"
      ? [
          { value: "true", label: t.yes },
          { value: "false", label: t.no },
        ]
      : attribute.enum?.map((choice) => ({ value: String(choice), label: String(choice) }));
  if (choices === undefined || attribute.type === "array") return <TextInput {...common} />;
  return (
    <Select
      {...common}
      data={choices}
      clearable
      value={form.values[attribute.name] || null}
      onChange={(value) => form.setFieldValue(attribute.name, value ?? "")}
    />
  );
}
