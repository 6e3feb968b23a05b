/** What the first answer says about token, connection, sign-in, module and rights. */
import { describeAnswer, errorDetail, speaksOfModule } from "./answer-words.ts";
import { type Finding, failed, passed, skipped } from "./doctor-steps.ts";
import { isTlsCode } from "./failure.ts";
import type { AccessTokenResult, ConnectionCredential, ScimAnswer } from "./types.ts";

type Answer = Extract<ScimAnswer, { kind: "answer" }>;

/** Whether the token endpoint gave an access token. */
export function diagnoseToken(result: AccessTokenResult): Finding {
  if (result.ok) return passed("The token endpoint gave an access token.");
  return failed(
    result.reason,
    result.isRefusal
      ? "Check token URL, client id, client secret, scope and audience against the application's page of OAuth clients, and how the client signs in (in the header or in the body)."
      : "Check the token URL, and that this server can reach it. If it is right, test again in a few minutes.",
  );
}

/** Whether the server accepted a connection and answered. */
export function diagnoseConnection(answer: ScimAnswer, url: URL): Finding {
  if (answer.kind === "answer") return passed(`${url.host} answered in ${answer.durationMs} ms.`);
  if (answer.kind === "unknown") {
    return failed(
      `${url.host} accepted the connection, but no complete answer came. ${answer.reason}`,
      "Test again. If it stays so, ask the application's support whether its SCIM interface is up.",
    );
  }
  if (isTlsCode(answer.code)) return passed(`${url.host} accepted the connection.`);
  return failed(`${url.host} could not be reached. ${answer.reason}`, connectionRemedy(answer.code));
}

function connectionRemedy(code: string): string {
  if (code === "invalidCredential")
    return "Enter the credentials again, without line breaks and without a colon in the user name.";
  if (code === "cancelled") return "Test again.";
  if (code === "ENOTFOUND" || code.startsWith("EAI_"))
    return "Check the host name of the base URL for a slip of the pen.";
  return "Check host name and port of the base URL, that the application is running, and that a firewall lets this server reach it.";
}

/** Whether the connection is one that can be trusted. */
export function diagnoseTls(answer: ScimAnswer, url: URL): Finding {
  if (answer.kind === "unreachable") {
    return failed(`${url.host} cannot be trusted. ${answer.reason}`, tlsRemedy(answer.code, url));
  }
  return url.protocol === "https:"
    ? passed(`The certificate of ${url.host} can be trusted.`)
    : skipped("The connection stays on this machine and has no TLS.");
}

function tlsRemedy(code: string, url: URL): string {
  switch (code) {
    case "CERT_HAS_EXPIRED":
      return "Ask the application's operator to renew the certificate.";
    case "CERT_NOT_YET_VALID":
      return "Compare the clocks of this server and of the application's.";
    case "ERR_TLS_CERT_ALTNAME_INVALID":
      return `Enter the base URL with a host name of the certificate, or ask the application's operator for a certificate for ${url.hostname}.`;
    case "DEPTH_ZERO_SELF_SIGNED_CERT":
    case "SELF_SIGNED_CERT_IN_CHAIN":
    case "UNABLE_TO_GET_ISSUER_CERT":
    case "UNABLE_TO_GET_ISSUER_CERT_LOCALLY":
      return "Ask the application's operator for a certificate of a known authority. For an authority of your own, start this server with NODE_EXTRA_CA_CERTS naming the file of its certificate.";
    case "UNABLE_TO_VERIFY_LEAF_SIGNATURE":
      return "Ask the application's operator to install the intermediate certificate too.";
    default:
      return "Check port and protocol of the base URL: what answers there does not speak TLS as this server does.";
  }
}

/** Whether the application knows the caller. */
export function diagnoseSignIn(answer: Answer, credential: ConnectionCredential): Finding {
  if (answer.status === 401) return wrongCredential(credential, errorDetail(answer));
  return answer.status === 403
    ? passed("The credentials were accepted.")
    : shownBy(answer, "The credentials were accepted.");
}

/** A success shows it; any other answer may have come before the application looked that far. */
function shownBy(answer: Answer, message: string): Finding {
  return answer.status >= 200 && answer.status < 300
    ? passed(message)
    : skipped(`Not known: the application answered with status ${answer.status} first.`);
}

/** Whether the account may use SCIM at all; meaningful when signing in has passed. */
export function diagnoseModule(answer: Answer): Finding {
  if (answer.status !== 403) return shownBy(answer, "The SCIM module is enabled.");
  if (!speaksOfModule(errorDetail(answer)))
    return passed("The refusal does not speak of a module that is not enabled.");
  return failed(
    `The SCIM module is not enabled for this account. ${describeAnswer(answer)}`,
    "This integration is only available to accounts that have the SCIM module enabled. Ask the application's support to enable it; see pricing and plans.",
  );
}

/** Whether the caller may provision; meaningful when the module has passed. */
export function diagnoseRights(answer: Answer): Finding {
  if (answer.status !== 403) return shownBy(answer, "The credentials have the right to read users.");
  return failed(
    `The credentials were recognised, but have no right to provision. ${describeAnswer(answer)}`,
    "Give the provisioning account administrative privileges in the application, or enter an account that has them.",
  );
}

function wrongCredential(credential: ConnectionCredential, detail: string | undefined): Finding {
  const words = detail === undefined ? "" : ` The application says: ${detail}`;
  switch (credential.scheme) {
    case "BASIC":
      return failed(
        `The application refused this user name and password.${words}`,
        "Sign in to the application's web page with this account. If that fails, reset the password there and enter the new one here.",
      );
    case "TOKEN":
      return failed(
        `The application refused this token.${words}`,
        "Create a new API key in the application, with the provisioning account, and enter it here without spaces.",
      );
    case "HEADER":
      return failed(
        `The application refused the header ${credential.name}.${words}`,
        "Compare name and value of the header with the application's guide. A value may need a word in front, such as Bearer.",
      );
    case "OAUTH":
      return failed(
        `The application refused the access token of the token endpoint.${words}`,
        "Check scope and audience of the connection: the token must be meant for this application.",
      );
  }
}
