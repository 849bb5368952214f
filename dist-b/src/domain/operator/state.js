const keyOf = (operator, keyId) => operator.keys.find((key) => key.keyId === keyId), linkOf = (operator, linkId) => operator.links.find((link) => link.linkId === linkId), sessionOf = (operator, sessionId) => operator.sessions.find((session) => session.sessionId === sessionId);
export {
  keyOf,
  linkOf,
  sessionOf
};
//# sourceMappingURL=state.js.map
