import type { ApiRequest } from '../api.ts';
import type { World } from './kind.ts';

/** A compute path, taken apart. */
export interface ComputeCall {
  readonly request: ApiRequest;
  readonly world: World;
  readonly project: string;
  readonly scope: string;
  readonly collection: string;
  readonly name: string;
  readonly method: string;
}
