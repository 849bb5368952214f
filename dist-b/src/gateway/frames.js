import { DomainError } from "../domain/kernel/errors.js";
import { checkJson } from "../domain/kernel/edge-json.js";
import { zodProblems } from "../domain/kernel/zod-problems.js";
function parseFrame(schema, frame) {
  const unsafe = checkJson(frame);
  if (unsafe.length > 0) return badFrame(unsafe);
  const parsed = schema.safeParse(frame, { reportInput: !0 });
  return parsed.success ? { ok: !0, message: parsed.data } : badFrame(zodProblems(parsed.error).slice(0, MAX_PROBLEMS));
}
const MAX_PROBLEMS = 100;
function replyTo(source, acknowledgement) {
  return typeof acknowledgement == "function" ? (body) => {
    acknowledgement(body);
  } : (body) => {
    isRefusal(body) && source.emit("protocolError", body);
  };
}
const isRefusal = (body) => typeof body == "object" && body !== null && "ok" in body && body.ok === !1;
function refuseOthers(source, known) {
  source.onAny((event, ...parts) => {
    if (typeof event == "string" && known.includes(event)) return;
    const message = `There is no message "${String(event).slice(0, 100)}" here. Send ${known.join(", ")}.`;
    replyTo(source, parts.at(-1))({ ok: !1, code: "FRAME.UNKNOWN", message });
  });
}
const badFrame = (problems) => ({
  ok: !1,
  code: "FRAME.INVALID",
  message: "The message does not fit the protocol; nothing was done.",
  problems: problems.map(({ path, message }) => ({ path, message }))
});
function errorFrame(error) {
  if (error instanceof DomainError) {
    const { problems } = error.details;
    return {
      ok: !1,
      code: error.code,
      message: error.message,
      ...problems ? { problems: problems.map(({ path, message }) => ({ path, message })) } : {}
    };
  }
  return { ok: !1, code: "INTERNAL", message: "Something went wrong here; the log of the server says what." };
}
export {
  errorFrame,
  parseFrame,
  refuseOthers,
  replyTo
};
//# sourceMappingURL=frames.js.map
