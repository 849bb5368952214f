const latestVersion = (workflow) => workflow.versions.at(-1), versionOf = (workflow, version) => workflow.versions.find((saved) => saved.version === version);
export {
  latestVersion,
  versionOf
};
//# sourceMappingURL=state.js.map
