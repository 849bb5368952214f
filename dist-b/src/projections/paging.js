//# sourceMappingURL=paging.js.map
