//# sourceMappingURL=gateway-deps.js.map
