//# sourceMappingURL=command-gateway.js.map
