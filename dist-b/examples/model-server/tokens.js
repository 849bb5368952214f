import { countTokens } from "gpt-tokenizer/encoding/o200k_base";
const PER_MESSAGE = 3, PER_ANSWER = 3;
function tokensOf(text) {
  return countTokens(text);
}
function promptTokens(messages) {
  return messages.reduce(
    (sum, message) => sum + PER_MESSAGE + tokensOf(message.role) + tokensOf(message.content),
    PER_ANSWER
  );
}
export {
  promptTokens,
  tokensOf
};
//# sourceMappingURL=tokens.js.map
