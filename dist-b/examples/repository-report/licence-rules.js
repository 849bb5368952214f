const LICENCE_FILE = /(^|\/)(LICEN[CS]ES?|COPYING|COPYRIGHT|UNLICENSE|NOTICE)([-._][\w.-]*)?$/i, SOURCE = /\.(ts|js|mjs|cjs|py|go|rs|java|c|h|json|ya?ml)$/i;
function isLicenceFile(path) {
  return LICENCE_FILE.test(path) && !SOURCE.test(path);
}
const TEXTS = [
  ["AGPL-3.0", /GNU AFFERO GENERAL PUBLIC LICENSE\s+Version 3/i],
  ["LGPL-3.0", /GNU LESSER GENERAL PUBLIC LICENSE\s+Version 3/i],
  ["LGPL-2.1", /GNU LESSER GENERAL PUBLIC LICENSE\s+Version 2\.1/i],
  ["GPL-3.0", /GNU GENERAL PUBLIC LICENSE\s+Version 3/i],
  ["GPL-2.0", /GNU GENERAL PUBLIC LICENSE\s+Version 2/i],
  ["MPL-2.0", /Mozilla Public License,? Version 2\.0/i],
  ["Apache-2.0", /Apache License,?\s+Version 2\.0/i],
  ["BSL-1.0", /Boost Software License - Version 1\.0/i],
  ["EPL-2.0", /Eclipse Public License - v 2\.0/i],
  ["CC0-1.0", /CC0 1\.0 Universal/i],
  ["Unlicense", /This is free and unencumbered software released into the public domain/i],
  ["ISC", /Permission to use, copy, modify, and\/or distribute this software for any\s+purpose with or without fee/i],
  ["MIT", /Permission is hereby granted, free of charge, to any person obtaining a copy/i],
  ["BSD-3-Clause", /Redistribution and use in source and binary forms[^]*Neither the name/i],
  ["BSD-2-Clause", /Redistribution and use in source and binary forms/i]
];
function licenceOfText(text) {
  return TEXTS.find(([, pattern]) => pattern.test(text))?.[0];
}
function licenceOfManifest(path, text) {
  if (/(^|\/)package\.json$/.test(path))
    try {
      const manifest = JSON.parse(text), licence = typeof manifest == "object" && manifest !== null ? Reflect.get(manifest, "license") : void 0;
      return typeof licence == "string" && licence !== "" ? licence : void 0;
    } catch {
      return;
    }
  return /^\s*license\s*=\s*(?:\{\s*text\s*=\s*)?"([^"]{1,100})"/m.exec(text)?.[1];
}
const MANIFEST = /(^|\/)(package\.json|Cargo\.toml|pyproject\.toml)$/;
function licenceOfHeader(line) {
  return /SPDX-License-Identifier:\s*([A-Za-z0-9.+()-]+(?: (?:AND|OR|WITH) [A-Za-z0-9.+()-]+)*)/.exec(line)?.[1];
}
export {
  LICENCE_FILE,
  MANIFEST,
  isLicenceFile,
  licenceOfHeader,
  licenceOfManifest,
  licenceOfText
};
//# sourceMappingURL=licence-rules.js.map
