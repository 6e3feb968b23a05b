/** The only source of time below the apps. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
}
