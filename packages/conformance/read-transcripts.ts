/** Reads the transcripts of this package. */
import { readdirSync, readFileSync } from "node:fs";
import type { Transcript } from "./transcript.ts";

/** A transcript with the client that sends it and the name of its file. */
export interface ClientTranscript {
  readonly client: string;
  readonly file: string;
  readonly transcript: Transcript;
}

/** All transcripts below a folder, `<client>/<what>.json`, in the order of their names. */
export function readTranscripts(folder: URL): readonly ClientTranscript[] {
  return readdirSync(folder)
    .sort()
    .flatMap((client) => {
      const files = readdirSync(new URL(`${client}/`, folder)).sort();
      return files.map((file) => ({
        client,
        file,
        transcript: JSON.parse(readFileSync(new URL(`${client}/${file}`, folder), "utf8")) as Transcript,
      }));
    });
}
