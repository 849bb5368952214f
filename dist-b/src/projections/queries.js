//# sourceMappingURL=queries.js.map
