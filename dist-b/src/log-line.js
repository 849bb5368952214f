import { redact } from "./domain/kernel/redaction.js";
import { mayHoldSecret, withoutSecrets } from "./domain/kernel/secret-shapes.js";
function withoutSecretsInLine(line) {
  if (!mayHoldSecret(line)) return line;
  try {
    const fields = JSON.parse(line);
    return `${JSON.stringify(redact(fields).value)}
`;
  } catch {
    return withoutSecrets(line).text;
  }
}
export {
  withoutSecretsInLine
};
//# sourceMappingURL=log-line.js.map
