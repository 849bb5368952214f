/** A command as it is asked for: what it is called, and what its caller says. */
export interface Named {
  readonly name: string;
  readonly payload: unknown;
}
