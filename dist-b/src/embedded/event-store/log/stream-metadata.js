const NO_METADATA = {}, METADATA_TYPE = "$metadata", DELETED_TYPE = "$streamDeleted", SOFT_DELETE_JSON = '{"$tb":9223372036854775807}';
const isMetastream = (stream) => stream.startsWith("$$"), metastreamOf = (stream) => `$$${stream}`, ownerOf = (metastream) => metastream.slice(2), METASTREAM_METADATA = { maxCount: 1 }, isObject = (value) => typeof value == "object" && value !== null && !Array.isArray(value);
function parseObject(json) {
  try {
    const value = JSON.parse(json.toString("utf8"));
    return isObject(value) ? value : void 0;
  } catch {
    return;
  }
}
function parseMetadata(json) {
  const object = parseObject(json);
  if (!object) return NO_METADATA;
  const metadata = {}, text = json.toString("utf8");
  if (/"\$(?:maxCount|maxAge|tb|cacheControl)"\s*:\s*-?\d+[.eE]/.test(text)) return NO_METADATA;
  for (const [key, value] of Object.entries(object))
    switch (key) {
      case "$maxCount":
        if (typeof value != "number" || value <= 0) return NO_METADATA;
        metadata.maxCount = value;
        break;
      case "$maxAge":
        if (typeof value != "number" || value <= 0) return NO_METADATA;
        metadata.maxAgeSeconds = value;
        break;
      case "$tb":
        if (typeof value != "number" || value < 0) return NO_METADATA;
        metadata.truncateBefore = value;
        break;
      case "$cacheControl":
        if (typeof value != "number" || value <= 0) return NO_METADATA;
        break;
      case "$acl":
        if (!isObject(value)) return NO_METADATA;
        break;
    }
  return metadata;
}
const isSoftDeleted = (metadata) => (metadata.truncateBefore ?? 0) >= 922e16;
function firstVisible(metadata, last) {
  return Math.max(metadata.truncateBefore ?? 0, metadata.maxCount === void 0 ? 0 : last - metadata.maxCount + 1);
}
function expiredBefore(metadata, nowMs) {
  return metadata.maxAgeSeconds === void 0 ? 0 : (nowMs - metadata.maxAgeSeconds * 1e3) * 1e3;
}
function revivedMetadata(json, firstRevision) {
  return Buffer.from(JSON.stringify({ ...parseObject(json), $tb: firstRevision }), "utf8");
}
export {
  DELETED_TYPE,
  METADATA_TYPE,
  METASTREAM_METADATA,
  NO_METADATA,
  SOFT_DELETE_JSON,
  expiredBefore,
  firstVisible,
  isMetastream,
  isSoftDeleted,
  metastreamOf,
  ownerOf,
  parseMetadata,
  revivedMetadata
};
//# sourceMappingURL=stream-metadata.js.map
