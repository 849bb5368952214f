import {
  createParamDecorator,
  Delete,
  Get,
  Header,
  HttpCode,
  Post,
  Put,
  SetMetadata
} from "@nestjs/common";
import { endpointNamed } from "../contract/endpoints.js";
const ENDPOINT = "mc:endpoint", PUBLIC = "mc:public", states = /* @__PURE__ */ new WeakMap();
function stateOf(request) {
  const state = states.get(request) ?? {};
  return states.set(request, state), state;
}
const TakeInput = createParamDecorator(
  (_, context) => stateOf(context.switchToHttp().getRequest()).input
), TakeCaller = createParamDecorator(
  (_, context) => stateOf(context.switchToHttp().getRequest()).caller
), TakeResponse = createParamDecorator(
  (_, context) => context.switchToHttp().getResponse()
), METHODS = {
  GET: Get,
  POST: Post,
  PUT: Put,
  DELETE: Delete
};
function Route(name) {
  const { method, path, status, media } = endpointNamed(name);
  return (target, key, descriptor) => {
    METHODS[method](path)(target, key, descriptor), HttpCode(status)(target, key, descriptor), media !== void 0 && Header("content-type", `${media}; charset=utf-8`)(target, key, descriptor), SetMetadata(ENDPOINT, name)(target, key, descriptor), TakeInput()(target, key, 0), TakeCaller()(target, key, 1), TakeResponse()(target, key, 2);
  };
}
const Public = () => SetMetadata(PUBLIC, !0);
export {
  ENDPOINT,
  PUBLIC,
  Public,
  Route,
  stateOf
};
//# sourceMappingURL=route.js.map
