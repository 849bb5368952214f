const nothing = () => Promise.resolve(), failpoint = nothing;
export {
  failpoint
};
//# sourceMappingURL=failpoint.js.map
