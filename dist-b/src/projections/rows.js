//# sourceMappingURL=rows.js.map
