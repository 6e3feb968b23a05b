import type { Connection } from "@lockstep/directory-app/contract";
import { PasswordInput, Radio, Select, Stack, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import type { ReactNode } from "react";
import { messages } from "../../messages.ts";
import { AUTH_SCHEMES, type ConnectionValues, keepsSecret } from "./connection-values.ts";

const t = messages.integration;

interface FieldsProps {
  readonly form: UseFormReturnType<ConnectionValues>;
  readonly connection: Connection;
}

/** Base URL and credentials. */
export function ConnectionFields(props: FieldsProps): ReactNode {
  const { form } = props;
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
          {AUTH_SCHEMES.map((scheme) => (
            <Radio key={scheme} value={scheme} label={t.schemes[scheme]} />
          ))}
        </Stack>
      </Radio.Group>
      <Credential {...props} />
    </Stack>
  );
}

function Credential(props: FieldsProps): ReactNode {
  const { form } = props;
  switch (form.values.authScheme) {
    case "BASIC":
      return (
        <>
          <TextInput
            label={t.username}
            description={t.usernameDetail}
            autoComplete="off"
            spellCheck={false}
            required
            {...form.getInputProps("username")}
          />
          <Secret {...props} field="password" label={t.password} />
        </>
      );
    case "TOKEN":
      return <Secret {...props} field="token" label={t.tokenField} description={t.tokenDetail} />;
    case "HEADER":
      return (
        <>
          <TextInput
            label={t.headerName}
            description={t.headerNameDetail}
            placeholder="X-Api-Key"
            spellCheck={false}
            required
            {...form.getInputProps("headerName")}
          />
          <Secret {...props} field="headerValue" label={t.headerValue} description={t.headerValueDetail} />
        </>
      );
    case "OAUTH":
      return <OauthFields {...props} />;
  }
}

function OauthFields(props: FieldsProps): ReactNode {
  const { form } = props;
  return (
    <>
      <TextInput
        label={t.tokenUrl}
        description={t.tokenUrlDetail}
        placeholder="https://app.example.com/oauth/token"
        type="url"
        spellCheck={false}
        required
        {...form.getInputProps("tokenUrl")}
      />
      <TextInput
        label={t.clientId}
        autoComplete="off"
        spellCheck={false}
        required
        {...form.getInputProps("clientId")}
      />
      <Secret {...props} field="clientSecret" label={t.clientSecret} description={t.clientSecretDetail} />
      <TextInput label={t.scope} description={t.scopeDetail} spellCheck={false} {...form.getInputProps("scope")} />
      <TextInput
        label={t.audience}
        description={t.audienceDetail}
        spellCheck={false}
        {...form.getInputProps("audience")}
      />
      <Select
        label={t.clientAuth}
        data={[
          { value: "client_secret_basic", label: t.clientAuths.client_secret_basic },
          { value: "client_secret_post", label: t.clientAuths.client_secret_post },
        ]}
        {...form.getInputProps("clientAuth")}
      />
    </>
  );
}

function Secret(
  props: FieldsProps & {
    field: "password" | "token" | "headerValue" | "clientSecret";
    label: string;
    description?: string;
  },
): ReactNode {
  const isKept = keepsSecret(props.form.values, props.connection);
  return (
    <PasswordInput
      label={props.label}
      {...(props.description === undefined ? {} : { description: props.description })}
      autoComplete="new-password"
      required={!isKept}
      placeholder={isKept ? t.keepSecret : ""}
      visibilityToggleButtonProps={{ "aria-label": messages.actions.showPassword }}
      {...props.form.getInputProps(props.field)}
    />
  );
}
