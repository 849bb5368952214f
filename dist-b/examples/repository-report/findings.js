import { z } from "zod";
const Licences = z.object({
  licences: z.array(z.object({ spdx: z.string(), files: z.int(), paths: z.array(z.string()) })),
  unknown: z.array(z.string())
}), HotFiles = z.object({
  largest: z.array(z.object({ path: z.string(), bytes: z.int() })),
  mostChanged: z.array(z.object({ path: z.string(), commits: z.int(), added: z.int(), deleted: z.int() }))
}), Secrets = z.object({
  scanned: z.int(),
  count: z.int(),
  findings: z.array(z.object({ path: z.string(), line: z.int(), rule: z.string() }))
}), Collected = z.object({
  repository: z.string(),
  name: z.string(),
  commit: z.string(),
  range: z.string(),
  out: z.string(),
  commits: z.object({
    count: z.int(),
    authors: z.int(),
    first: z.string(),
    last: z.string(),
    recent: z.array(z.object({ sha: z.string(), date: z.string(), subject: z.string() }))
  }),
  files: z.object({
    count: z.int(),
    bytes: z.int(),
    byExtension: z.array(z.object({ extension: z.string(), files: z.int(), bytes: z.int() }))
  })
}), Risk = z.object({
  level: z.string(),
  risks: z.array(z.object({ title: z.string(), severity: z.string(), evidence: z.string() })),
  summary: z.string()
}), Report = z.object({
  collected: Collected,
  licences: Licences,
  hotFiles: HotFiles,
  secrets: Secrets,
  risk: Risk
});
export {
  Collected,
  HotFiles,
  Licences,
  Report,
  Risk,
  Secrets
};
//# sourceMappingURL=findings.js.map
