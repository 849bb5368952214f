//# sourceMappingURL=replaying.js.map
