const UNUSED_MS = 864e5;
export {
  UNUSED_MS
};
//# sourceMappingURL=ports.js.map
