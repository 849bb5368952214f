const listWorkflows = (db) => db.selectFrom("workflows").selectAll().orderBy("workflowId").execute();
function getWorkflow(db, workflowId, version) {
  let query = db.selectFrom("workflowVersions").selectAll().where("workflowId", "=", workflowId);
  return version !== void 0 && (query = query.where("version", "=", version)), query.orderBy("version", "desc").limit(1).executeTakeFirst();
}
const listWorkflowVersions = (db, workflowId) => db.selectFrom("workflowVersions").select(["workflowId", "version", "name", "description", "hash", "steps", "warnings", "savedAt", "savedBy"]).where("workflowId", "=", workflowId).orderBy("version", "desc").execute();
export {
  getWorkflow,
  listWorkflowVersions,
  listWorkflows
};
//# sourceMappingURL=queries.js.map
