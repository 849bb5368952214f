//# sourceMappingURL=named.js.map
