import type { ApiError } from "./contract.ts";

/** A refusal of the console API: status, stable code, and a message for people that names the remedy. */
export class ApiFault extends Error {
  override readonly name = "ApiFault";
  readonly status: number;
  readonly code: string;
  readonly field: string | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: string,
    message: string,
    options: { readonly field?: string; readonly headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.field = options.field;
    this.headers = options.headers ?? {};
  }

  /** The body that goes on the wire. */
  toBody(): ApiError {
    const field = this.field === undefined ? {} : { field: this.field };
    return { error: { code: this.code, message: this.message, ...field } };
  }
}
