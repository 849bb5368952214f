import { z } from "zod";
import { JsonSchema, WorkflowDefinition } from "./definition.js";
let published;
function definitionJsonSchema() {
  if (published === void 0) {
    const schema = z.toJSONSchema(WorkflowDefinition, {
      io: "input",
      unrepresentable: "any",
      override: ({ zodSchema, jsonSchema }) => {
        zodSchema === JsonSchema && (delete jsonSchema.anyOf, jsonSchema.$ref = "https://json-schema.org/draft/2020-12/schema");
      }
    });
    published = JSON.parse(JSON.stringify({ title: "Mission Control workflow", ...schema }));
  }
  return published;
}
export {
  definitionJsonSchema
};
//# sourceMappingURL=json-schema.js.map
