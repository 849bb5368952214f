const keyInForce = ({ keys }) => keys.at(-1), nextSize = ({ last }) => last === null ? 0 : last.size + 1;
export {
  keyInForce,
  nextSize
};
//# sourceMappingURL=state.js.map
