const takesBody = (method) => method === "POST" || method === "PUT", endpoint = (definition) => definition;
export {
  endpoint,
  takesBody
};
//# sourceMappingURL=endpoint.js.map
