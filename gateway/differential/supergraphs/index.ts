import { abstract } from './abstract.ts';
import { context } from './context.ts';
import { exclusive } from './exclusive.ts';
import { integers } from './integers.ts';
import { interfaceObjects } from './interface-objects.ts';
import { interfaces } from './interfaces.ts';
import { keys } from './keys.ts';
import { lists } from './lists.ts';
import { members, moreMembers } from './members.ts';
import { mutations } from './mutations.ts';
import { requires } from './requires.ts';
import { shared } from './shared.ts';
import { subscriptions } from './subscriptions.ts';
import type { SupergraphDefinition } from './supergraph-definition.ts';

/** Together they use every feature of federation that affects an executor. */
export const supergraphDefinitions: readonly SupergraphDefinition[] = [
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
  // Twice, because few of its operations select fields whose keys a planner could confuse.
  exclusive,
  exclusive,
  members,
  moreMembers,
  integers,
];
