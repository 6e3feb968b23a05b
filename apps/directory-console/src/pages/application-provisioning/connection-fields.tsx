import type { AuthScheme, Connection, ConnectionInput } from "@lockstep/directory-app/contract";
import { PasswordInput, Radio, Stack, Text, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import type { ReactNode } from "react";
import { messages } from "../../messages.ts";

const t = messages.integration;

/** Values of the form. Secrets are empty until they are typed; an empty one keeps the saved one. */
export interface ConnectionValues {
  readonly enabled: boolean;
  readonly baseUrl: string;
  readonly authScheme: AuthScheme;
  readonly username: string;
  readonly password: string;
  readonly token: string;
}

/** The form's values as the API takes them. */
export function connectionInput(values: ConnectionValues): ConnectionInput {
  const { enabled, baseUrl, authScheme } = values;
  return { enabled, baseUrl: baseUrl.trim(), authScheme, ...secretOf(values) };
}

/** What was typed of the secrets. The schemes that have no fields here keep what is saved. */
function secretOf(values: ConnectionValues): Partial<ConnectionInput> {
  if (values.authScheme === "BASIC") {
    return { username: values.username.trim(), ...(values.password === "" ? {} : { password: values.password }) };
  }
  return values.authScheme === "TOKEN" && values.token !== "" ? { token: values.token.trim() } : {};
}

/** What is missing before a test makes sense, by field. */
export function connectionProblems(values: ConnectionValues, saved: Connection): Record<string, string> {
  if (!values.enabled) return {};
  const problems: Record<string, string> = {};
  const keepsSecret = saved.hasSecret && saved.authScheme === values.authScheme;
  if (!/^https?:\/\/\S+$/.test(values.baseUrl.trim())) problems.baseUrl = t.baseUrlProblem;
  if (values.authScheme === "BASIC") {
    if (values.username.trim() === "") problems.username = t.usernameMissing;
    if (values.password === "" && !keepsSecret) problems.password = t.passwordMissing;
  } else if (values.authScheme === "TOKEN" && values.token === "" && !keepsSecret) problems.token = t.tokenMissing;
  return problems;
}

/** Base URL and credentials. */
export function ConnectionFields(props: {
  form: UseFormReturnType<ConnectionValues>;
  connection: Connection;
}): ReactNode {
  const { form, connection } = props;
  const keepsSecret = connection.hasSecret && connection.authScheme === form.values.authScheme;
  const toggle = { visibilityToggleButtonProps: { "aria-label": messages.actions.showPassword } };
  return (
    <Stack gap="sm">
      <TextInput
        label={t.baseUrl}
        description={t.baseUrlDetail}
        placeholder="https://app.example.com/SCIM/v2/"
        type="url"
        spellCheck={false}
        required
        {...form.getInputProps("baseUrl")}
      />
      <Radio.Group label={t.scheme} {...form.getInputProps("authScheme")}>
        <Stack gap={6} mt={6}>
          <Radio value="BASIC" label={t.basic} />
          <Radio value="TOKEN" label={t.token} />
          {(connection.authScheme === "HEADER" || connection.authScheme === "OAUTH") && (
            <Radio value={connection.authScheme} label={t.otherSchemes[connection.authScheme]} />
          )}
        </Stack>
      </Radio.Group>
      {form.values.authScheme === "BASIC" ? (
        <>
          <TextInput
            label={t.username}
            description={t.usernameDetail}
            autoComplete="off"
            spellCheck={false}
            required
            {...form.getInputProps("username")}
          />
          <PasswordInput
            label={t.password}
            autoComplete="new-password"
            required={!keepsSecret}
            placeholder={keepsSecret ? t.keepSecret : ""}
            {...toggle}
            {...form.getInputProps("password")}
          />
        </>
      ) : form.values.authScheme !== "TOKEN" ? (
        <Text size="sm">{t.otherSchemeDetail}</Text>
      ) : (
        <PasswordInput
          label={t.tokenField}
          description={t.tokenDetail}
          autoComplete="off"
          required={!keepsSecret}
          placeholder={keepsSecret ? t.keepSecret : ""}
          {...toggle}
          {...form.getInputProps("token")}
        />
      )}
    </Stack>
  );
}
