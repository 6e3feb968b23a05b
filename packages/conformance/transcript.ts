/** A transcript: what one client sends, step by step, and what it expects. Pure data; see `transcripts/`. */

/** A JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** One request. Texts may hold `{{name}}`, the value that an earlier step captured under that name. */
export interface TranscriptRequest {
  readonly method: string;
  /** Path and query after the SCIM base URI. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Json;
}

/** What the answer must be like. What is not named may be anything. */
export interface TranscriptExpectation {
  /** One status, or several that the client accepts. */
  readonly status: number | readonly number[];
  /** Exact values, `{{name}}` included; null: the header must be absent. */
  readonly headers?: Readonly<Record<string, string | null>>;
  /** A pattern as `matchJson` reads it; null: there must be no body. */
  readonly body?: Json;
}

/** One step. */
export interface TranscriptStep {
  /** What the client does, in a few words. */
  readonly say: string;
  readonly request: TranscriptRequest;
  readonly expect: TranscriptExpectation;
}

/** A conversation of one client. Each starts in an account that holds none of its names. */
export interface Transcript {
  readonly name: string;
  /** Rows of the checklist that it holds. */
  readonly rows: readonly string[];
  /** Tolerance profiles under which every step must hold. */
  readonly profiles: readonly string[];
  /** Switches that must be needed on the way, and no others, in the order of the alphabet. */
  readonly normalises: readonly string[];
  readonly steps: readonly TranscriptStep[];
}
