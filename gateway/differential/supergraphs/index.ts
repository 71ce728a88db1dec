import { abstract } from './abstract.ts';
import { context } from './context.ts';
import { interfaceObjects } from './interface-objects.ts';
import { interfaces } from './interfaces.ts';
import { keys } from './keys.ts';
import { lists } from './lists.ts';
import { mutations } from './mutations.ts';
import { requires } from './requires.ts';
import { shared } from './shared.ts';
import { subscriptions } from './subscriptions.ts';
import type { SupergraphCase } from './supergraph-case.ts';

/** Which together use every feature of federation that concerns an executor. */
export const supergraphCases: readonly SupergraphCase[] = [
  keys,
  requires,
  shared,
  interfaces,
  interfaceObjects,
  abstract,
  context,
  lists,
  mutations,
  subscriptions,
];
