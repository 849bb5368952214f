const tokenOf = (agent, tokenId) => agent.tokens.find((token) => token.tokenId === tokenId);
export {
  tokenOf
};
//# sourceMappingURL=state.js.map
