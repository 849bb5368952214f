/** There is no room for what was to be written. Nothing of it is on the disk, and what was there is untouched: the store may go on. */
export class DiskFull extends Error {
  override readonly name = 'DiskFull';
}

/** What lies on the disk is not what was written there. The message names the file, the place, and what to do. */
export class DamagedStore extends Error {
  override readonly name = 'DamagedStore';

  /** @param what is wrong and where, as the end of a sentence that begins with the file */
  constructor(file: string, what: string) {
    super(`${file} is damaged: ${what}. Stop the event store and put back its data folder from a backup.`);
  }
}
