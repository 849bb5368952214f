var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __decorateClass = (decorators, target, key, kind) => {
  for (var result = kind > 1 ? void 0 : kind ? __getOwnPropDesc(target, key) : target, i = decorators.length - 1, decorator; i >= 0; i--)
    (decorator = decorators[i]) && (result = (kind ? decorator(target, key, result) : decorator(result)) || result);
  return kind && result && __defProp(target, key, result), result;
}, __decorateParam = (index, decorator) => (target, key) => decorator(target, key, index);
import { Inject } from "@nestjs/common";
import { Command, CommandHandler } from "@nestjs/cqrs";
import { COMMANDS } from "../ports.js";
import { failpoint } from "../../faults/failpoint.js";
class ExecuteOn extends Command {
  constructor(stream, request, context) {
    super();
    this.stream = stream;
    this.request = request;
    this.context = context;
  }
  stream;
  request;
  context;
}
class ExecuteOnRun extends ExecuteOn {
}
class ExecuteOnWorkflow extends ExecuteOn {
}
class ExecuteOnControl extends ExecuteOn {
}
class ExecuteOnAgent extends ExecuteOn {
}
class ExecuteOnOperator extends ExecuteOn {
}
class ExecuteOnBulk extends ExecuteOn {
}
class ExecuteOnExport extends ExecuteOn {
}
class ExecuteOnRetention extends ExecuteOn {
}
function handlerOf(command, named) {
  let Handler = class {
    constructor(commands) {
      this.commands = commands;
    }
    commands;
    async execute({ stream, request, context }) {
      return await this.commands.execute(named(stream, request), context);
    }
  };
  return Handler = __decorateClass([
    CommandHandler(command),
    __decorateParam(0, Inject(COMMANDS))
  ], Handler), Handler;
}
const commandHandlers = [
  handlerOf(ExecuteOnRun, (stream, request) => ({ aggregate: "run", stream, ...request })),
  handlerOf(ExecuteOnWorkflow, (stream, request) => ({ aggregate: "workflow", stream, ...request })),
  handlerOf(ExecuteOnControl, (stream, request) => ({ aggregate: "control", stream, ...request })),
  handlerOf(ExecuteOnAgent, (stream, request) => ({ aggregate: "agent", stream, ...request })),
  handlerOf(ExecuteOnOperator, (stream, request) => ({ aggregate: "operator", stream, ...request })),
  handlerOf(ExecuteOnBulk, (stream, request) => ({ aggregate: "bulk", stream, ...request })),
  handlerOf(ExecuteOnExport, (stream, request) => ({ aggregate: "export", stream, ...request })),
  handlerOf(ExecuteOnRetention, (stream, request) => ({ aggregate: "retention", stream, ...request }))
];
export {
  ExecuteOnAgent,
  ExecuteOnBulk,
  ExecuteOnControl,
  ExecuteOnExport,
  ExecuteOnOperator,
  ExecuteOnRetention,
  ExecuteOnRun,
  ExecuteOnWorkflow,
  commandHandlers
};
//# sourceMappingURL=commands.js.map
