//# sourceMappingURL=aggregate.js.map
