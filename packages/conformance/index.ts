/** What SCIM clients send and what they expect, as data, with one runner for any service provider. */
export { type Captures, fillIn, type MatchContext, matchJson } from "./match-json.ts";
export { type ClientTranscript, readTranscripts } from "./read-transcripts.ts";
export { runTranscript, type TranscriptTarget } from "./run-transcript.ts";
export type {
  Json,
  Transcript,
  TranscriptExpectation,
  TranscriptRequest,
  TranscriptStep,
} from "./transcript.ts";
