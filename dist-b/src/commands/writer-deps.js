//# sourceMappingURL=writer-deps.js.map
