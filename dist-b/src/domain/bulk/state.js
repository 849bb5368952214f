const isOpen = ({ status }) => status === "running" || status === "paused";
export {
  isOpen
};
//# sourceMappingURL=state.js.map
