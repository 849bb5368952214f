var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __decorateClass = (decorators, target, key, kind) => {
  for (var result = kind > 1 ? void 0 : kind ? __getOwnPropDesc(target, key) : target, i = decorators.length - 1, decorator; i >= 0; i--)
    (decorator = decorators[i]) && (result = (kind ? decorator(target, key, result) : decorator(result)) || result);
  return kind && result && __defProp(target, key, result), result;
};
import { Module } from "@nestjs/common";
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR } from "@nestjs/core";
import { CqrsModule } from "@nestjs/cqrs";
import { BulkActions } from "./bulk-actions.js";
import { Commander } from "./commander.js";
import { AgentsController } from "./controllers/agents.js";
import { ApprovalsController } from "./controllers/approvals.js";
import { AuditController } from "./controllers/audit.js";
import { BulkController } from "./controllers/bulk.js";
import { CompareController } from "./controllers/compare.js";
import { CostsController } from "./controllers/costs.js";
import { DeadLettersController } from "./controllers/dead-letters.js";
import { EvidenceController } from "./controllers/evidence.js";
import { ExportsController } from "./controllers/exports.js";
import { HaltsController } from "./controllers/halts.js";
import { OperatorsController } from "./controllers/operators.js";
import { OverviewController } from "./controllers/overview.js";
import { PoliciesController } from "./controllers/policies.js";
import { ProjectionsController } from "./controllers/projections.js";
import { RecordController } from "./controllers/record.js";
import { ReplaysController } from "./controllers/replays.js";
import { RetentionController } from "./controllers/retention.js";
import { RunDetailsController } from "./controllers/run-details.js";
import { RunsController } from "./controllers/runs.js";
import { SessionsController } from "./controllers/sessions.js";
import { VerificationController } from "./controllers/verification.js";
import { ViewsController } from "./controllers/views.js";
import { SystemController } from "./controllers/system.js";
import { WorkflowsController } from "./controllers/workflows.js";
import { commandHandlers } from "./cqrs/commands.js";
import { SystemState } from "./system-state.js";
import { queryHandlers } from "./cqrs/queries.js";
import { EmergencyStop } from "./emergency-stop.js";
import { Comparisons } from "./comparisons.js";
import { Exports } from "./export/exports.js";
import { HaltPreviews } from "./halt-previews.js";
import { EventBodies } from "./event-bodies.js";
import { EvidenceExports } from "./evidence/evidence-exports.js";
import { ExportRecords } from "./export/export-records.js";
import { ExportSlots } from "./export/export-slots.js";
import { AccessGuard } from "./http/access-guard.js";
import { InputInterceptor } from "./http/input-interceptor.js";
import { ProblemFilter } from "./http/problem-filter.js";
import { Health } from "./operation/health.js";
import { OperationController } from "./operation/operation-controller.js";
import * as port from "./ports.js";
import { PolicyTrials } from "./policy-trials.js";
import { RunFailures } from "./run-failures.js";
import { RunPayloads } from "./run-payloads.js";
import { RunStates } from "./run-states.js";
import { StepDetails } from "./step-details.js";
import { SignIn } from "./sign-in.js";
const CONTROLLERS = [
  WorkflowsController,
  RunsController,
  RunDetailsController,
  ReplaysController,
  CompareController,
  OverviewController,
  ApprovalsController,
  DeadLettersController,
  BulkController,
  AgentsController,
  CostsController,
  PoliciesController,
  HaltsController,
  OperatorsController,
  SessionsController,
  ViewsController,
  ProjectionsController,
  SystemController,
  AuditController,
  EvidenceController,
  ExportsController,
  RecordController,
  VerificationController,
  RetentionController,
  OperationController
];
let ApiModule = class {
  static with(deps) {
    return {
      module: ApiModule,
      imports: [CqrsModule.forRoot()],
      controllers: CONTROLLERS,
      providers: [
        { provide: port.COMMANDS, useValue: deps.commands },
        { provide: port.READS, useValue: deps.reads },
        { provide: port.STORE, useValue: deps.store },
        { provide: port.BLOBS, useValue: deps.blobs },
        { provide: port.HISTORY, useValue: deps.history },
        { provide: port.REPLAYS, useValue: deps.replays },
        { provide: port.VERIFIER, useValue: deps.verifier },
        { provide: port.PERSONAL_DATA, useValue: deps.personal },
        { provide: port.RETENTION, useValue: deps.retention },
        { provide: port.LOG_READER, useValue: deps.logReader },
        { provide: port.EVIDENCE, useValue: deps.evidence },
        { provide: port.EXPORT_LIMITS, useValue: deps.exports ?? { atOnce: 4, stallMs: 3e4 } },
        { provide: port.ACCESS, useValue: deps.access },
        { provide: port.CLOCK, useValue: deps.clock ?? { now: () => Date.now() } },
        {
          provide: port.SITE,
          useValue: {
            environment: "local",
            trustedProxies: 0,
            ...deps.site,
            version: deps.version
          }
        },
        { provide: port.DEFINITIONS, useValue: deps.definitions },
        { provide: port.OPEN_RUNS, useValue: deps.openRuns },
        { provide: port.PRESENCE, useValue: deps.presence },
        { provide: port.SYSTEM, useValue: deps.system },
        { provide: port.CONTROL_EVERYWHERE, useValue: deps.controlEverywhere },
        { provide: port.METRICS, useValue: deps.metrics },
        { provide: port.LOG, useValue: deps.log },
        { provide: APP_GUARD, useClass: AccessGuard },
        { provide: APP_INTERCEPTOR, useClass: InputInterceptor },
        { provide: APP_FILTER, useClass: ProblemFilter },
        Commander,
        EventBodies,
        ExportRecords,
        ExportSlots,
        EvidenceExports,
        Exports,
        RunPayloads,
        StepDetails,
        RunFailures,
        RunStates,
        Comparisons,
        PolicyTrials,
        EmergencyStop,
        BulkActions,
        HaltPreviews,
        SystemState,
        SignIn,
        Health,
        ...commandHandlers,
        ...queryHandlers
      ]
    };
  }
};
ApiModule = __decorateClass([
  Module({})
], ApiModule);
export {
  ApiModule,
  CONTROLLERS
};
//# sourceMappingURL=api-module.js.map
