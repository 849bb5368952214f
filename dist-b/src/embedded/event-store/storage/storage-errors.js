class DiskFull extends Error {
  name = "DiskFull";
}
class DamagedStore extends Error {
  name = "DamagedStore";
  /** @param what is wrong and where, as the end of a sentence that begins with the file */
  constructor(file, what) {
    super(`${file} is damaged: ${what}. Stop the event store and put back its data folder from a backup.`);
  }
}
export {
  DamagedStore,
  DiskFull
};
//# sourceMappingURL=storage-errors.js.map
