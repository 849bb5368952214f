import { StreamableFile } from "@nestjs/common";
import { holdsEncrypted, mapEncrypted } from "../../domain/kernel/encrypted.js";
import { mayReadPersonalData } from "../../domain/operator/roles.js";
const PERSONAL = "[personal]";
async function personalAnswer(answer, roles, personal) {
  if (answer instanceof StreamableFile || !holdsEncrypted(answer)) return answer;
  const json = answer;
  return mayReadPersonalData(roles) ? personal.open(json) : mapEncrypted(json, () => PERSONAL);
}
export {
  PERSONAL,
  personalAnswer
};
//# sourceMappingURL=personal-answer.js.map
