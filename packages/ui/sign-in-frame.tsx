/** The page of everything that happens before sign-in: one card, the product's name, links for help. */
import { Anchor, Box, Paper, Stack, Text, Title } from "@mantine/core";
import { type ReactNode, useEffect } from "react";
import { BrandMark } from "./brand-mark.tsx";
import { chooseLanguage, LANGUAGES, language } from "./language.ts";
import classes from "./sign-in-frame.module.css";

/** Frame of the sign-in page and its neighbours (forgotten password, new password). */
export function SignInFrame(props: {
  product: string;
  title: string;
  description?: ReactNode;
  children: ReactNode;
  links?: readonly { readonly label: string; readonly href: string }[];
}): ReactNode {
  useEffect(() => {
    document.title = `${props.title} · Lockstep ${props.product}`;
  }, [props.title, props.product]);
  return (
    <div className={classes.page}>
      <main className={classes.card}>
        <Stack align="center" gap={6} mb="lg">
          <BrandMark size={44} />
          <Text fw={700} size="lg">
            Lockstep {props.product}
          </Text>
        </Stack>
        <Paper p="xl" shadow="sm">
          <Title order={1} size="h2">
            {props.title}
          </Title>
          {props.description !== undefined && (
            <Text size="sm" c="dimmed" mt={4} component="div">
              {props.description}
            </Text>
          )}
          <Box mt="lg">{props.children}</Box>
        </Paper>
      </main>
      <footer className={classes.footer}>
        {props.links?.map((link) => (
          <Anchor key={link.href} href={link.href} c="dimmed">
            {link.label}
          </Anchor>
        ))}
        {LANGUAGES.filter(({ code }) => code !== language).map(({ code, name }) => (
          <Anchor
            key={code}
            component="button"
            type="button"
            lang={code}
            size="sm"
            c="dimmed"
            onClick={() => chooseLanguage(code)}
          >
            {name}
          </Anchor>
        ))}
      </footer>
    </div>
  );
}
