import type { DirectoryUser, MappableAttribute, Mapping } from "@lockstep/directory-app/contract";
import { Button, Group, Modal, Radio, Select, Stack, Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { personAttributesQuery } from "../../api/mappings.ts";
import { personName } from "../../api/people.ts";
import { messages } from "../../messages.ts";
import { ExpressionInput } from "../../parts/expression-input.tsx";
import { PersonPicker } from "../../parts/person-picker.tsx";
import { PreviewLine, useLivePreview } from "./mapping-preview.tsx";
import { profileAttribute, type ValueKind, valueKind } from "./mapping-rows.ts";

const t = messages.mappings;
const KINDS: readonly ValueKind[] = ["PROFILE", "EXPRESSION", "CONSTANT", "GROUP"];

/** What the editor opens with; without an attribute it asks for one. */
export interface EditedMapping {
  readonly mapping: Mapping;
  readonly isNew: boolean;
}

/** Edits one mapping of the draft, with a live preview for a chosen person. Nothing is saved here. */
export function MappingEditor(props: {
  appId: string;
  edited: EditedMapping;
  title: string;
  free: readonly MappableAttribute[];
  person: DirectoryUser | undefined;
  onPerson: (person: DirectoryUser) => void;
  onClose: () => void;
  onDone: (mapping: Mapping) => void;
}): ReactNode {
  const { edited, person } = props;
  const [mapping, setMapping] = useState(edited.mapping);
  const [kind, setKind] = useState<ValueKind>(edited.isNew ? "PROFILE" : valueKind(edited.mapping));
  const [isTried, setTried] = useState(false);
  const isComputed = kind === "PROFILE" || kind === "EXPRESSION";
  const typed = { expression: isComputed ? mapping.expression : "", attribute: mapping.attribute.trim() };
  const preview = useLivePreview(props.appId, typed, person);
  const missing = missingOf(mapping, kind);
  const finish = () => {
    setTried(true);
    if (Object.keys(missing).length > 0 || preview.problem !== undefined) return;
    props.onDone(withKind(mapping, kind));
  };
  return (
    <Modal
      opened
      onClose={props.onClose}
      size="lg"
      title={edited.isNew && edited.mapping.attribute === "" ? t.add : t.edit(props.title)}
      closeButtonProps={{ "aria-label": messages.actions.cancel }}
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          finish();
        }}
      >
        <Stack gap="md">
          {edited.mapping.attribute === "" && (
            <AttributeChoice
              free={props.free}
              value={mapping.attribute}
              onChange={(attribute) => setMapping({ ...mapping, attribute })}
              error={isTried ? missing.attribute : undefined}
            />
          )}
          <Radio.Group label={t.valueKind} value={kind} onChange={(value) => setKind(value as ValueKind)}>
            <Stack gap={6} mt={6}>
              {KINDS.map((value) => (
                <Radio key={value} value={value} label={t.kinds[value].label} description={t.kinds[value].detail} />
              ))}
            </Stack>
          </Radio.Group>
          <ValueField
            kind={kind}
            mapping={mapping}
            onChange={(expression) => setMapping({ ...mapping, expression })}
            fault={kind === "EXPRESSION" ? preview.fault : undefined}
            error={isTried && missing.expression !== undefined ? missing.expression : preview.problem}
          />
          {isComputed && (
            <div>
              <PersonPicker
                label={messages.mappingPreview.person}
                isLabelShown
                value={person?.id ?? null}
                {...(person === undefined ? {} : { initial: person })}
                onPick={props.onPerson}
              />
              {person !== undefined && mapping.expression.trim() !== "" && preview.problem === undefined && (
                <PreviewLine preview={preview} name={personName(person)} />
              )}
            </div>
          )}
          <Radio.Group
            label={t.applyOn}
            value={mapping.pushStatus}
            onChange={(value) => setMapping({ ...mapping, pushStatus: value === "PUSH" ? "PUSH" : "DONT_PUSH" })}
          >
            <Stack gap={6} mt={6}>
              <Radio value="PUSH" label={t.push.PUSH} description={t.pushDetail.PUSH} />
              <Radio value="DONT_PUSH" label={t.push.DONT_PUSH} description={t.pushDetail.DONT_PUSH} />
            </Stack>
          </Radio.Group>
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={props.onClose}>
              {messages.actions.cancel}
            </Button>
            <Button type="submit">{t.done}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function missingOf(mapping: Mapping, kind: ValueKind): { attribute?: string; expression?: string } {
  return {
    ...(mapping.attribute.trim() === "" ? { attribute: t.attributeMissing } : {}),
    ...(kind === "PROFILE" && profileAttribute(mapping) === undefined ? { expression: t.profileMissing } : {}),
    ...(kind === "EXPRESSION" && mapping.expression.trim() === "" ? { expression: t.expressionMissing } : {}),
    ...(kind === "CONSTANT" && mapping.expression === "" ? { expression: t.constantMissing } : {}),
  };
}

function withKind({ attribute, expression, pushStatus }: Mapping, kind: ValueKind): Mapping {
  const name = attribute.trim();
  if (kind === "GROUP") return { attribute: name, expression: "", pushStatus, source: "GROUP" };
  if (kind === "CONSTANT") return { attribute: name, expression, pushStatus, source: "CONSTANT" };
  return { attribute: name, expression: expression.trim(), pushStatus };
}

function AttributeChoice(props: {
  free: readonly MappableAttribute[];
  value: string;
  onChange: (path: string) => void;
  error: string | undefined;
}): ReactNode {
  const [isOther, setOther] = useState(false);
  return (
    <>
      <Select
        label={t.attribute}
        searchable
        placeholder={t.attributeChoose}
        data={[
          ...props.free.map(({ path, title }) => ({ value: path, label: title })),
          { value: OTHER, label: t.attributeOther },
        ]}
        value={isOther ? OTHER : props.value === "" ? null : props.value}
        onChange={(path) => {
          setOther(path === OTHER);
          props.onChange(path === null || path === OTHER ? "" : path);
        }}
        error={isOther ? undefined : props.error}
        data-autofocus
      />
      {isOther && (
        <TextInput
          label={t.attributePath}
          description={t.attributeDetail}
          placeholder='phoneNumbers[type eq "home"].value'
          spellCheck={false}
          value={props.value}
          onChange={(event) => props.onChange(event.currentTarget.value)}
          error={props.error}
        />
      )}
    </>
  );
}

const OTHER = " other";

function ValueField(props: {
  kind: ValueKind;
  mapping: Mapping;
  onChange: (expression: string) => void;
  fault: Parameters<typeof ExpressionInput>[0]["fault"];
  error: string | undefined;
}): ReactNode {
  const attributes = useQuery(personAttributesQuery);
  switch (props.kind) {
    case "GROUP":
      return <Text size="sm">{t.groupExplained}</Text>;
    case "CONSTANT":
      return (
        <TextInput
          label={t.constant}
          value={props.mapping.expression}
          onChange={(event) => props.onChange(event.currentTarget.value)}
          error={props.error}
        />
      );
    case "PROFILE":
      return (
        <Select
          label={t.profile}
          searchable
          placeholder={t.profileChoose}
          data={(attributes.data ?? []).map(({ name, title }) => ({ value: name, label: `${title} (${name})` }))}
          value={profileAttribute(props.mapping) ?? null}
          onChange={(name) => props.onChange(name === null ? "" : `user.${name}`)}
          error={props.error}
        />
      );
    case "EXPRESSION":
      return (
        <ExpressionInput
          label={t.expression}
          description={t.expressionDetail}
          value={props.mapping.expression}
          onChange={props.onChange}
          fault={props.fault}
          error={props.error}
        />
      );
  }
}
