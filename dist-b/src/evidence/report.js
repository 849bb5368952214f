import { canonicalize } from "../domain/kernel/json.js";
import { formatUsd } from "../domain/kernel/money.js";
import { isBlobRef } from "../domain/kernel/payload.js";
import { markup } from "./html.js";
import { STYLE } from "./report-style.js";
const MAX_PAYLOAD = 2e3, time = (at) => at === void 0 ? "\u2013" : `${at.slice(0, 10)} ${at.slice(11, 19)}`, usd = (nanoUsd) => formatUsd(BigInt(nanoUsd)), badge = (status) => markup`<span class="badge ${status.replaceAll(" ", "-")}">${status}</span>`, duration = (from, to) => {
  if (to === void 0) return "has not ended";
  const seconds = Math.round((Date.parse(to) - Date.parse(from)) / 1e3), [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return [h > 0 ? `${h} h` : "", h + m > 0 ? `${m} min` : "", `${s} s`].filter((part) => part !== "").join(" ");
};
function payload(value) {
  if (isBlobRef(value))
    return markup`<span class="quiet">payloads/${value.$blob.sha256} (${value.$blob.size} bytes)</span>`;
  const text = canonicalize(value), shown = JSON.stringify(value, null, 2);
  return shown.length <= MAX_PAYLOAD ? markup`<pre>${shown}</pre>` : markup`<pre>${shown.slice(0, MAX_PAYLOAD)} …</pre>
        <p class="quiet">${text.length} characters in all; the whole of it is in events.ndjson.</p>`;
}
function table(heads, rows, all = rows.length) {
  const more = all > rows.length ? markup`<p class="quiet">${all - rows.length} more are in events.ndjson.</p>` : markup``;
  return markup`<table>
      <thead>
        <tr>
          ${heads.map((head) => markup`<th>${head}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
    (row) => markup`<tr>
              ${row.map((cell) => markup`<td>${cell}</td>`)}
            </tr> `
  )}
      </tbody>
    </table>
    ${more}`;
}
const facts = (rows) => markup`<dl>
    ${rows.map(
  ([name, value]) => markup`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`
)}
  </dl>`;
function runSection(story) {
  const { started, steps, approvals, effects, failures, incidents, models } = story, { workflow } = started;
  return markup`<section class="run" id="run-${started.runId}">
    <h2>${workflow.name} ${badge(story.status)}</h2>
    <p class="quiet">Run ${started.runId}</p>
    ${facts([
    ["Workflow", `${workflow.id}, version ${workflow.version}`],
    ["Started by", `${started.operatorName} (${started.operatorId}), ${started.trigger.kind}`],
    ["Started", time(story.startedAt)],
    ["Ended", `${time(story.endedAt)} (${duration(story.startedAt, story.endedAt)})`],
    ["Steps", steps.size],
    ["Approvals", approvals.size],
    ["Cost", usd(story.nanoUsd)],
    ["Events", story.events]
  ])}
    <h3>Steps</h3>
    <p>A step is a piece of work that was given to an agent, a program of its own. Each try is an attempt.</p>
    ${table(
    ["Step", "Outcome", "Attempts", "Agent", "Model", "Risk", "From", "To", "Cost", "What it concluded"],
    [...steps.values()].map((step) => [
      markup`<b>${step.stepKey}</b>`,
      badge(step.status),
      step.attempts,
      [...step.agents].join(", "),
      step.model ?? "\u2013",
      step.tier,
      time(step.startedAt),
      time(step.endedAt),
      usd(step.nanoUsd),
      step.summary
    ])
  )}
    <h3>Approvals</h3>
    ${approvals.size === 0 ? markup`<p>Nobody was asked to approve anything.</p>` : [...approvals.values()].map(approvalBlock)}
    <h3>Effects outside</h3>
    ${effects.count === 0 ? markup`<p>No effect outside of the run was reported.</p>` : table(
    ["Time", "Step", "Attempt", "Kind", "Target", "Receipt"],
    effects.rows.map((one) => [
      time(one.at),
      one.stepKey,
      one.attempt,
      one.kind,
      one.target,
      payload(one.receipt)
    ]),
    effects.count
  )}
    <h3>Failures</h3>
    ${failures.count === 0 ? markup`<p>Nothing went wrong.</p>` : table(
    ["Time", "Step", "Attempt", "What", "Message"],
    failures.rows.map((one) => [time(one.at), one.stepKey, one.attempt, one.type, one.message]),
    failures.count
  )}
    ${incidents.count === 0 ? markup`` : markup`<h3>Interventions</h3>
            ${table(
    ["Time", "What", "By", "Why"],
    incidents.rows.map((one) => [time(one.at), one.type, one.by, one.detail]),
    incidents.count
  )}`}
    <h3>Money</h3>
    ${models.size === 0 ? markup`<p>Nothing was charged.</p>` : table(
    ["Model", "Input", "Cached input", "Cache write", "Output", "Reasoning", "Measured", "Cost"],
    [...models].map(([model, { tokens, sources, nanoUsd }]) => [
      model,
      tokens.input,
      tokens.cachedInput,
      tokens.cacheWrite,
      tokens.output,
      tokens.reasoning,
      [...sources].toSorted().join(", "),
      usd(nanoUsd)
    ])
  )}
  </section> `;
}
function approvalBlock({ request, at, outcome, decidedAt, votes }) {
  return markup`<article class="approval">
    <h4>${request.stepName}, attempt ${request.attempt} ${badge(outcome)}</h4>
    ${facts([
    ["Asked", `${time(at)}: ${request.reason}`],
    ["Risk", request.tier],
    ["Decided", time(decidedAt)],
    ["Estimated cost", usd(request.estimate.nanoUsd)],
    ["Approvers needed", request.requires.n],
    ["Hash of the parameters", markup`<code>${request.paramsHash}</code>`]
  ])}
    ${votes.length === 0 ? markup`` : table(
    ["Who", "Said", "When", "Comment"],
    votes.map((vote) => [`${vote.name} (${vote.by})`, vote.verdict, time(vote.at), vote.comment])
  )}
    <p>The exact parameters:</p>
    ${payload(request.params)}
  </article> `;
}
function reportStart(frame) {
  const { request, checkpoint } = frame;
  return markup`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Evidence of ${frame.runs === 1 ? "a run" : `${frame.runs} runs`}</title>
        <style>
          ${STYLE}
        </style>
      </head>
      <body>
        <main>
          <header>
            <p class="kicker">Mission Control · evidence</p>
            <h1>What was done, and by whom</h1>
            <p>
              This page tells in plain words what the files beside it prove. Mission Control gives work to agents, which
              are programs that act on their own, and records every step of it before anything follows from it. Times
              are UTC. The page itself proves nothing: the last section says how to check.
            </p>
            ${facts([
    ["Made for", `${request.by.name} (${request.by.id})`],
    ["Made", time(request.at)],
    ["What was asked for", frame.filter],
    ["Runs", frame.runs],
    ["Events", `${frame.events} in ${frame.streams} streams`],
    ["Signed", `${time(checkpoint.at)}, key ${frame.checkpoint.keyId}`]
  ])}
            ${frame.missing === 0 ? markup`` : markup`<p class="remark">${frame.missing} payloads are not in the bundle any more; manifest.json names them, and why.</p>`}
          </header>`;
}
function reportEnd(frame) {
  const { checkpoint } = frame, left = frame.streams - frame.heads.length;
  return markup`<section><h2>What proves it</h2>
<p>Every event holds a hash (a fingerprint) of itself and of the event before it. So whoever changes, removes, adds or moves one changes all that
follow. Now and then the heads of all these chains are put into one tree, whose root is signed. The root below covers every event in this bundle.</p>
${facts([
    ["Checkpoint", `${checkpoint.size} heads, log position ${checkpoint.through}, ${time(checkpoint.at)}`],
    ["Root", markup`<code>${checkpoint.rootHash}</code>`],
    ["Signing key", markup`<code>${frame.checkpoint.keyId}</code>`],
    ["Log", markup`<code>${frame.storeId}</code>`]
  ])}
${table(
    ["Chain", "Last event", "Head"],
    frame.heads.map(({ stream, last, head }) => [stream, last, markup`<code>${head}</code>`])
  )}${left > 0 ? markup`<p class="quiet">${left} more are in manifest.json.</p>` : markup``}
<h2>How to check it</h2>
<ol><li>Take the verifier (the folder <code>verify</code> of Mission Control) to a machine of your own. It needs Node.js or Python, and no network.</li>
<li>Ask for the id of the signing key by a way that does not lead through the sender of this bundle.</li>
<li>Run <code>node mission-control-verify.mjs BUNDLE.tar --key ${frame.checkpoint.keyId}</code> or <code>python3 verify_evidence.py BUNDLE.tar --key ${frame.checkpoint.keyId}</code>.
It says <b>valid</b>, or names the first event that is not as it was recorded.</li></ol>
</section></main></body></html>
`;
}
export {
  reportEnd,
  reportStart,
  runSection
};
//# sourceMappingURL=report.js.map
