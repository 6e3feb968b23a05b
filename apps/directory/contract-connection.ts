/** How the directory signs in at an app: part of the contract. */
import type { DoctorReport } from "@lockstep/scim-client";

/** User name and password; a bearer token; a header of the app's choice; OAuth 2.0 client credentials. */
export type AuthScheme = "BASIC" | "TOKEN" | "HEADER" | "OAUTH";
/** The OAuth client of a connection. The secret is never given back; left out, the saved one stays for the same token URL host and client id. */
export interface OauthInput {
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret?: string;
  readonly scope?: string;
  readonly audience?: string;
  readonly clientAuth?: "client_secret_basic" | "client_secret_post";
}
export interface ConnectionInput {
  readonly baseUrl: string;
  readonly authScheme: AuthScheme;
  readonly username?: string;
  readonly password?: string;
  readonly token?: string;
  readonly headerName?: string;
  readonly headerValue?: string;
  readonly oauth?: Partial<OauthInput>;
  readonly enabled?: boolean;
}
export interface Connection {
  readonly enabled: boolean;
  readonly baseUrl: string | null;
  readonly authScheme: AuthScheme | null;
  readonly username: string | null;
  readonly headerName: string | null;
  readonly oauth: Omit<OauthInput, "clientSecret"> | null;
  readonly hasSecret: boolean;
  readonly status: "DISABLED" | "ENABLED" | "UNKNOWN";
  readonly testedAt: string | null;
  readonly report?: DoctorReport;
}
