//# sourceMappingURL=history.js.map
