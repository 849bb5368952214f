/** What a new workflow begins with: small, valid, and every line of it explained by what it does. */
export const template = `id: my-workflow
name: My workflow
description: Says what a run of it does, and for whom.
input:
  type: object
  additionalProperties: false
  required: [text]
  properties:
    text: { type: string, minLength: 1, description: What is to be summarized }
budget: { usd: '0.50' }
steps:
  - id: summarize
    name: Summarize a text
    # A capability: any connected agent that offers it may do this step.
    agent: summarize
    inputs: { text: input.text }
    estimate: { usd: '0.01' }
    timeout: 30s
    # What comes back is checked against this before anything after it may start.
    output:
      type: object
      required: [summary]
      properties: { summary: { type: string } }
`;
