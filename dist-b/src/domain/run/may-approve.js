import { allows } from "../operator/roles.js";
function mayApprove(request, person, now) {
  return request.status !== "pending" ? no("DECIDED", `It is ${request.status}.`) : now >= Date.parse(request.expiresAt) ? no("EXPIRED", "Its deadline has passed.") : allows(person.roles, "approver") ? request.notBy.includes(person.operatorId) ? no("FOUR_EYES", "You started the run; somebody else must approve this.") : request.votes.some(({ operatorId }) => operatorId === person.operatorId) ? no("VOTED", `You have approved it; it wants ${request.approvers} different people.`) : { yes: !0, code: null, reason: null } : no("ROLE", "It needs the role approver; ask an admin for it.");
}
const no = (code, reason) => ({ yes: !1, code, reason });
export {
  mayApprove
};
//# sourceMappingURL=may-approve.js.map
