/** The process that writes: its release and the id of this start. */
export interface Writer {
  readonly version: string;
  readonly bootId: string;
}

/** Metadata of blobs and snapshots, which are storage and have no envelope. */
export const writerMetadata = ({ version, bootId }: Writer, more: { readonly at?: string } = {}): string =>
  JSON.stringify({ v: 1, writer: { version, bootId }, ...more });
