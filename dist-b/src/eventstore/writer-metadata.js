const writerMetadata = ({ version, bootId }, more = {}) => JSON.stringify({ v: 1, writer: { version, bootId }, ...more });
export {
  writerMetadata
};
//# sourceMappingURL=writer-metadata.js.map
