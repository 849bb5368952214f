//# sourceMappingURL=agent-pool.js.map
