import { DomainError } from "../../domain/kernel/errors.js";
function issuedNow(answer, secretHash) {
  if (answer.events.some((event) => hashIn(event.data) === secretHash)) return answer;
  throw new DomainError(
    "TOKEN.ISSUED_ALREADY",
    "conflict",
    "This was issued already under the same Idempotency-Key, and a secret is shown once. Issue another, and revoke this one."
  );
}
const hashIn = (data) => typeof data == "object" && data !== null && "secretHash" in data ? data.secretHash : void 0;
export {
  issuedNow
};
//# sourceMappingURL=issued-now.js.map
