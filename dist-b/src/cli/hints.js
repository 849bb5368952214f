function hintFor(code, status) {
  if (code.startsWith("STORE.") || code === "READ.UNAVAILABLE")
    return "A store behind the server is away; it resumes by itself. See: missionctl health";
  if (code === "READ.BEHIND") return "The read models are behind the log. See: missionctl projections status";
  if (status === 401) return "Give a key that is valid with --key or MC_KEY. Who am I: missionctl whoami";
  if (status === 403)
    return "Your roles: missionctl whoami. An admin makes keys with other roles: missionctl operator key OPERATOR";
  if (status === 402) return "Raise the budget: missionctl run budget RUN --usd AMOUNT";
  if (status === 429) return "Too many requests: wait a moment and try again.";
}
export {
  hintFor
};
//# sourceMappingURL=hints.js.map
