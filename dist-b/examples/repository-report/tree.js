async function filesAt(repository, commit) {
  return (await repository.list(["ls-tree", "-r", "-l", "-z", "--full-tree", commit])).flatMap((row) => {
    const match = /^100\d{3} blob ([0-9a-f]+) +(\d+)\t([^]*)$/.exec(row), [, sha, size, path] = match ?? [];
    return sha === void 0 || size === void 0 || path === void 0 ? [] : [{ path, sha, size: Number(size) }];
  });
}
const BATCH_BYTES = 8 * 1024 * 1024;
async function* contentsOf(repository, files) {
  let batch = [], bytes = 0;
  for (const file of files)
    batch.length > 0 && bytes + file.size > BATCH_BYTES && (yield* readBatch(repository, batch), batch = [], bytes = 0), batch.push(file), bytes += file.size;
  batch.length > 0 && (yield* readBatch(repository, batch));
}
async function* readBatch(repository, files) {
  const output = await repository.output(["cat-file", "--batch"], files.map((file) => `${file.sha}
`).join(""));
  let offset = 0;
  for (const file of files) {
    const start = output.indexOf(10, offset) + 1;
    yield { file, content: output.subarray(start, start + file.size) }, offset = start + file.size + 1;
  }
}
function isBinary(content) {
  return content.subarray(0, 8e3).includes(0);
}
export {
  contentsOf,
  filesAt,
  isBinary
};
//# sourceMappingURL=tree.js.map
