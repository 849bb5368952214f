//# sourceMappingURL=process-log.js.map
