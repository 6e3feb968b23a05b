import {
  Avatar,
  type MantineColorScheme,
  Menu,
  UnstyledButton,
  useMantineColorScheme,
  VisuallyHidden,
} from "@mantine/core";
import { IconExternalLink, IconLogout, IconSelector } from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "./app-frame.module.css";
import { chooseLanguage, LANGUAGES, type Language, language } from "./language.ts";
import { AppLink } from "./link.tsx";
import { uiMessages } from "./messages.ts";

/** Who is signed in and where they can go from there. */
export interface AccountMenuProps {
  readonly user: { readonly name: string; readonly detail: string };
  /** Places of the person (inside) and of the product (outside: with http). */
  readonly links: readonly { readonly label: string; readonly href: string; readonly icon?: ReactNode }[];
  readonly onSignOut: () => void;
}

const t = uiMessages.account;
const SCHEMES = ["light", "dark", "auto"] as const satisfies readonly MantineColorScheme[];

/** Menu of the signed-in person: own places, light or dark, the language, sign out. */
export function AccountMenu({ user, links, onSignOut }: AccountMenuProps): ReactNode {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Menu position="top-start" width={216} offset={6} withinPortal={false}>
      <Menu.Target>
        <UnstyledButton className={classes.account}>
          <Avatar name={user.name} size={32} radius="xl" color="tide" aria-hidden />
          <VisuallyHidden>{t.menu}</VisuallyHidden>
          <span className={classes.accountText}>
            <strong>{user.name}</strong>
            <span>{user.detail}</span>
          </span>
          <IconSelector size={16} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t.scheme}</Menu.Label>
        <Menu.RadioGroup value={colorScheme} onChange={(value) => setColorScheme(value as MantineColorScheme)}>
          {SCHEMES.map((scheme) => (
            <Menu.RadioItem key={scheme} value={scheme}>
              {uiMessages.schemes[scheme]}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Label>{t.language}</Menu.Label>
        <Menu.RadioGroup value={language} onChange={(value) => chooseLanguage(value as Language)}>
          {LANGUAGES.map(({ code, name }) => (
            <Menu.RadioItem key={code} value={code} lang={code}>
              {name}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        {links.map((link) =>
          link.href.startsWith("http") || link.href.startsWith("mailto:") ? (
            <Menu.Item
              key={link.href}
              component="a"
              href={link.href}
              target="_blank"
              rel="noreferrer"
              leftSection={link.icon ?? <IconExternalLink size={16} aria-hidden />}
            >
              {link.label}
            </Menu.Item>
          ) : (
            <Menu.Item key={link.href} component={AppLink} href={link.href} leftSection={link.icon}>
              {link.label}
            </Menu.Item>
          ),
        )}
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={onSignOut}>
          {t.signOut}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
