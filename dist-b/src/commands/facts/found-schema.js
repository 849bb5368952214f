function join(path, key) {
  return /^[A-Za-z_$][\w$-]*$/.test(key) ? path === "" ? key : `${path}.${key}` : `${path}[${JSON.stringify(key)}]`;
}
function isObject(value) {
  return typeof value == "object" && value !== null && !Array.isArray(value);
}
export {
  isObject,
  join
};
//# sourceMappingURL=found-schema.js.map
