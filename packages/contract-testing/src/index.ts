export type { ArbitraryResponseOptions, GeneratedResponse } from './arbitrary-response.ts';
export type { ClientRequest, RequestCheck } from './check-request.ts';
export type { CheckedResponse } from './check-response.ts';
export { type Contract, type ContractName, loadContract, readContract } from './contract.ts';
export {
  type ContractServer,
  type ContractServerOptions,
  type RecordedRequest,
  startContractServer,
} from './contract-server.ts';
export type { ContractOperation } from './operations.ts';
