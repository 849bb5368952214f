var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __decorateClass = (decorators, target, key, kind) => {
  for (var result = kind > 1 ? void 0 : kind ? __getOwnPropDesc(target, key) : target, i = decorators.length - 1, decorator; i >= 0; i--)
    (decorator = decorators[i]) && (result = (kind ? decorator(target, key, result) : decorator(result)) || result);
  return kind && result && __defProp(target, key, result), result;
}, __decorateParam = (index, decorator) => (target, key) => decorator(target, key, index);
import { Inject, Injectable } from "@nestjs/common";
import { CommandBus } from "@nestjs/cqrs";
import {
  agentStream,
  bulkStream,
  CONTROL_STREAM,
  exportStream,
  operatorStream,
  RETENTION_STREAM,
  runStream,
  workflowStream
} from "../domain/catalog.js";
import {
  ExecuteOnAgent,
  ExecuteOnBulk,
  ExecuteOnControl,
  ExecuteOnExport,
  ExecuteOnOperator,
  ExecuteOnRetention,
  ExecuteOnRun,
  ExecuteOnWorkflow
} from "./cqrs/commands.js";
import { ACCESS } from "./ports.js";
let Commander = class {
  constructor(bus, access) {
    this.bus = bus;
    this.access = access;
  }
  bus;
  access;
  onRun(runId, request, context) {
    return this.bus.execute(new ExecuteOnRun(runStream(runId), request, context));
  }
  onWorkflow(workflowId, request, context) {
    return this.bus.execute(new ExecuteOnWorkflow(workflowStream(workflowId), request, context));
  }
  onControl(request, context) {
    return this.bus.execute(new ExecuteOnControl(CONTROL_STREAM, request, context));
  }
  onBulk(bulkId, request, context) {
    return this.bus.execute(new ExecuteOnBulk(bulkStream(bulkId), request, context));
  }
  onExport(exportId, request, context) {
    return this.bus.execute(new ExecuteOnExport(exportStream(exportId), request, context));
  }
  onRetention(request, context) {
    return this.bus.execute(new ExecuteOnRetention(RETENTION_STREAM, request, context));
  }
  async onAgent(agentId, request, context) {
    return this.seen(await this.bus.execute(new ExecuteOnAgent(agentStream(agentId), request, context)));
  }
  async onOperator(operatorId, request, context) {
    return this.seen(await this.bus.execute(new ExecuteOnOperator(operatorStream(operatorId), request, context)));
  }
  /** A token that was revoked opens nothing from the answer on, however far the feed is. */
  seen(answer) {
    for (const event of answer.events) this.access.onEvent(event);
    return answer;
  }
};
Commander = __decorateClass([
  Injectable(),
  __decorateParam(0, Inject(CommandBus)),
  __decorateParam(1, Inject(ACCESS))
], Commander);
const answered = ({ stream, revision, position }) => ({
  stream,
  revision,
  position: position.toString()
});
export {
  Commander,
  answered
};
//# sourceMappingURL=commander.js.map
