/// <reference path="../../src/faults/constants.d.ts" />

declare module 'virtual:endpoints' {
  /** `METHOD /path/:param` of each endpoint. */
  const table: Readonly<Record<import('$contract/endpoints.js').EndpointName, string>>;
  export default table;
}
