import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import type { Message } from './rules.js';

/** Each message and the answer's start cost some tokens of their own, as OpenAI's chat format counts them. */
const PER_MESSAGE = 3;
const PER_ANSWER = 3;

export function tokensOf(text: string): number {
  return countTokens(text);
}

export function promptTokens(messages: readonly Message[]): number {
  return messages.reduce(
    (sum, message) => sum + PER_MESSAGE + tokensOf(message.role) + tokensOf(message.content),
    PER_ANSWER,
  );
}
