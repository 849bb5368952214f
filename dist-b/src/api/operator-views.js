const operatorView = ({ roles, keys, ...operator }) => ({
  ...operator,
  roles: [...roles],
  keys: keys.map(({ id, roles: held, ...key }) => ({ keyId: id, roles: [...held], ...key }))
}), sessionView = ({ principal, session }) => ({
  sessionId: session.sessionId,
  operatorId: principal.operatorId,
  name: principal.name,
  roles: [...principal.roles],
  startedAt: session.startedAt,
  expiresAt: session.expiresAt,
  via: viaOf(session),
  device: session.device
}), listedSessionView = (row, current) => ({
  sessionId: row.sessionId,
  operatorId: row.operatorId,
  name: row.name,
  roles: [...row.roles],
  startedAt: row.startedAt,
  expiresAt: row.expiresAt,
  via: viaOf(row),
  device: row.device,
  current: row.sessionId === current
}), viaOf = ({
  linkId,
  keyId
}) => ({
  kind: linkId == null ? "key" : "link",
  ...linkId == null ? {} : { linkId },
  ...keyId == null ? {} : { keyId }
});
export {
  listedSessionView,
  operatorView,
  sessionView
};
//# sourceMappingURL=operator-views.js.map
