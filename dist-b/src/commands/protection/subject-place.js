import { memberOf, pointerKeys } from "./schema-marks.js";
const FORM = /^(?:(?:input:)?(?:\/(?:[^/~]|~[01])*)+|\d{1,2}(?:\/(?:[^/~]|~[01])*)*)$/, RUN_INPUT = "input:", isSubjectPlace = (text) => FORM.test(text), isInRunInput = (place) => place.startsWith(RUN_INPUT);
function subjectIn(place, root, at, runInput) {
  const found = isInRunInput(place) ? down(runInput, place.slice(RUN_INPUT.length)) : place.startsWith("/") ? down(root, place) : fromHere(place, root, at);
  return typeof found == "number" ? String(found) : typeof found == "string" && found.trim() !== "" ? found.trim() : void 0;
}
function fromHere(place, root, at) {
  const levels = Number.parseInt(place, 10);
  if (levels > at.length) return;
  const up = at.slice(0, at.length - levels).reduce(memberOf, root);
  return down(up, place.slice(String(levels).length));
}
const down = (value, pointer) => pointerKeys(pointer).reduce(memberOf, value);
export {
  isInRunInput,
  isSubjectPlace,
  subjectIn
};
//# sourceMappingURL=subject-place.js.map
