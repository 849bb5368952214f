const ANY = -2, NO_STREAM = -1, STREAM_EXISTS = -4, NO_REVISION = -1, TOMBSTONE_REVISION = Number.MAX_SAFE_INTEGER;
export {
  ANY,
  NO_REVISION,
  NO_STREAM,
  STREAM_EXISTS,
  TOMBSTONE_REVISION
};
//# sourceMappingURL=expected-revision.js.map
