//# sourceMappingURL=group.js.map
