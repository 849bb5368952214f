//# sourceMappingURL=decider.js.map
