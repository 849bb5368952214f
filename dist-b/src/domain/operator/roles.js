const allows = (roles, role) => roles.includes("admin") || roles.includes(role) || role === "viewer" && roles.length > 0, mayReadPersonalData = (roles) => allows(roles, "operator") || allows(roles, "approver"), beyond = (roles, wanted) => wanted.filter((role) => !allows(roles, role)), effectiveRoles = (key, operator) => key.filter((role) => allows(operator, role));
export {
  allows,
  beyond,
  effectiveRoles,
  mayReadPersonalData
};
//# sourceMappingURL=roles.js.map
