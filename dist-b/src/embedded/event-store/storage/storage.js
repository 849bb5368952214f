const FIRST_POSITION = 64;
export {
  FIRST_POSITION
};
//# sourceMappingURL=storage.js.map
