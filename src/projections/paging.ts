export interface Paging {
  /** 1 to 500. */
  readonly limit: number;
  /** `next` of the page before. */
  readonly cursor?: string | undefined;
}
