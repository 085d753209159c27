import type { ActionDefinition } from '../frame/action.ts';
import { annotationsAction } from './actions/annotations.ts';
import { enrollAction, reissueAction, renewAction } from './actions/enroll.ts';
import { exportAction } from './actions/export.ts';
import { getAction } from './actions/get.ts';
import { listAction } from './actions/list.ts';
import { pendingAction } from './actions/pending.ts';
import { pingAction } from './actions/ping.ts';
import { productsAction } from './actions/products.ts';
import { revokeAction } from './actions/revoke.ts';
import { caSyncAction } from './actions/sync.ts';
import { validateAction } from './actions/validate.ts';

/** The actions that work with SCM as a certificate authority, in the order in which the help lists them. */
export const caActions: readonly ActionDefinition[] = [
  pingAction,
  productsAction,
  validateAction,
  annotationsAction,
  caSyncAction,
  enrollAction,
  renewAction,
  reissueAction,
  getAction,
  pendingAction,
  revokeAction,
  listAction,
  exportAction,
];
