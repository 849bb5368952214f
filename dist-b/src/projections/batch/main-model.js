import { paint } from "../runs/picture.js";
import { Changes, tableChanges } from "./changes.js";
import { Definitions } from "./definitions.js";
import { fold } from "./fold.js";
import { WorkingSet } from "./working-set.js";
class MainModel {
  working;
  definitions;
  constructor(client, schema, blobs) {
    this.working = new WorkingSet(client, schema), this.definitions = new Definitions(blobs);
  }
  async prepare(items) {
    await this.definitions.prepare(items), await this.working.load(items);
  }
  begin() {
    const changes = new Changes(), touched = /* @__PURE__ */ new Set();
    return {
      health: changes,
      event: (event, position) => {
        const doc = fold(event, position, this.working, this.definitions, changes);
        doc && touched.add(doc);
      },
      finish: () => {
        for (const doc of touched) paint(doc);
        return {
          changes: tableChanges(changes),
          runs: [...touched].map(({ run }) => ({ runId: run.runId, revision: run.revision }))
        };
      }
    };
  }
  forget() {
    this.working.forget();
  }
  lookAgain() {
    this.definitions.forgetMissing();
  }
  trim() {
    this.working.trim();
  }
}
export {
  MainModel
};
//# sourceMappingURL=main-model.js.map
