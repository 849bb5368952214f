function checkOptions(options) {
  const problems = [];
  (typeof options.url != "string" || !/^(https?|wss?):\/\/[^/]/.test(options.url)) && problems.push('url: give the address of Mission Control, for example "http://127.0.0.1:7070"'), (typeof options.token != "string" || options.token === "") && problems.push('token: give an agent token ("missionctl agent token NAME" makes one)');
  const names = Object.keys(options.capabilities ?? {});
  names.length === 0 && problems.push("capabilities: give at least one, {name: async (task, ctx) => output}");
  for (const name of names)
    (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) || name.length > 64) && problems.push(`capabilities.${name}: use lower-case letters, digits and single dashes, at most 64`), typeof options.capabilities[name] != "function" && problems.push(`capabilities.${name}: must be a function`);
  const { maxConcurrent = 1 } = options;
  if ((!Number.isInteger(maxConcurrent) || maxConcurrent < 1 || maxConcurrent > 1e3) && problems.push("maxConcurrent: a whole number from 1 to 1,000"), problems.length > 0) throw new TypeError(`agent(): ${problems.join("; ")}`);
}
export {
  checkOptions
};
//# sourceMappingURL=options.js.map
