import { listen } from "./listen.js";
import { Oracle } from "./oracle.js";
import { readRecordFile } from "./record-file.js";
async function judgeFile(file, judging) {
  const { facts, blobs } = await readRecordFile(file), oracle = new Oracle({ ...judging, ...blobs === void 0 ? {} : { blobs } });
  return await listen(oracle, facts, judging), oracle.finish();
}
export {
  judgeFile
};
//# sourceMappingURL=judge-file.js.map
