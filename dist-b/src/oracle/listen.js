async function listen(oracle, facts, { onProgress, signal }) {
  let events = 0;
  for await (const fact of facts) {
    const looked = oracle.add(fact);
    looked && await looked, ++events % 5e3 === 0 && (onProgress("reading the record", events), signal.throwIfAborted());
  }
}
export {
  listen
};
//# sourceMappingURL=listen.js.map
