/** What the first answer says about connection, sign-in and module. */
import { describeAnswer, errorDetail, speaksOfModule } from "./answer-words.ts";
import { type Finding, failed, passed } from "./doctor-steps.ts";
import { isTlsCode } from "./failure.ts";
import type { ConnectionCredential, ScimAnswer } from "./types.ts";

/** Whether the server was reached over a connection that can be trusted. */
export function diagnoseConnection(answer: ScimAnswer, url: URL): Finding {
  if (answer.kind === "answer") return passed(`${url.host} answered in ${answer.durationMs} ms.`);
  if (answer.kind === "unknown") {
    return failed(
      `${url.host} accepted the connection, but no complete answer came. ${answer.reason}`,
      "Test again. If it stays so, ask the application's support whether its SCIM interface is up.",
    );
  }
  return failed(`${url.host} could not be reached. ${answer.reason}`, remedyFor(answer.code, url));
}

function remedyFor(code: string, url: URL): string {
  if (code === "invalidCredential")
    return "Enter the credentials again, without line breaks and without a colon in the user name.";
  if (code === "cancelled") return "Test again.";
  if (code === "ENOTFOUND" || code.startsWith("EAI_"))
    return "Check the host name of the base URL for a slip of the pen.";
  if (isTlsCode(code)) {
    return url.protocol === "https:"
      ? "Ask the application's operator to install a certificate that this server can verify, for exactly this host name."
      : "Check whether the base URL should begin with https://.";
  }
  return "Check host name and port of the base URL, that the application is running, and that a firewall lets this server reach it.";
}

/** Sign-in and module; the second is meaningful when the first has passed. */
export function diagnoseSignIn(
  answer: Extract<ScimAnswer, { kind: "answer" }>,
  credential: ConnectionCredential,
): { readonly signIn: Finding; readonly module: Finding } {
  const module = passed("The SCIM module is enabled.");
  const detail = errorDetail(answer);
  if (answer.status === 401) return { signIn: wrongCredential(credential, detail), module };
  if (answer.status !== 403) return { signIn: passed("The credentials were accepted."), module };
  if (speaksOfModule(detail)) {
    return {
      signIn: passed("The credentials were accepted."),
      module: failed(
        `The SCIM module is not enabled for this account. ${describeAnswer(answer)}`,
        "This integration is only available to accounts that have the SCIM module enabled. Ask the application's support to enable it; see pricing and plans.",
      ),
    };
  }
  return {
    signIn: failed(
      `The credentials were recognised, but have no right to provision. ${describeAnswer(answer)}`,
      "Give the provisioning account administrative privileges in the application, or enter an account that has them.",
    ),
    module,
  };
}

function wrongCredential(credential: ConnectionCredential, detail: string | undefined): Finding {
  const words = detail === undefined ? "" : ` The application says: ${detail}`;
  return credential.scheme === "BASIC"
    ? failed(
        `The application refused this user name and password.${words}`,
        "Sign in to the application's web page with this account. If that fails, reset the password there and enter the new one here.",
      )
    : failed(
        `The application refused this token.${words}`,
        "Create a new API key in the application, with the provisioning account, and enter it here without spaces.",
      );
}
