import { z } from 'zod';
import { type SettingsRules, setting } from '#platform/settings.ts';

/** The limits of what operations may cost. */
export interface CostSettings {
  /** The greatest estimated cost of an operation. */
  operationMax: number;
  /** The greatest estimated cost of an operation's plan at one subgraph. */
  subgraphMax: number;
  /** The same for single subgraphs, by their names. */
  subgraphMaxima: ReadonlyMap<string, number>;
  /** The length of a list of which the schema says nothing. */
  assumedListSize: number;
  /** One operation in so many has its actual cost counted. */
  sampling: number;
}

/** A page of 100 passengers with 20 bookings each, and of the trip of each again 20 bookings, costs 120,000, nearly all of it at trips. */
export const costDefaults: CostSettings = {
  operationMax: 200_000,
  subgraphMax: 160_000,
  subgraphMaxima: new Map(),
  assumedListSize: 10,
  sampling: 32,
};

const greatest = Number.MAX_SAFE_INTEGER;
const perSubgraph = /^[\w-]+=\d{1,15}(?:,[\w-]+=\d{1,15})*$/;

/** The variables of these settings. */
export const costVariables = {
  OPERATION_MAX_COST: setting.whole(1, greatest).default(costDefaults.operationMax),
  SUBGRAPH_MAX_COST: setting.whole(1, greatest).default(costDefaults.subgraphMax),
  SUBGRAPH_MAX_COSTS: z
    .string()
    .regex(perSubgraph, 'must be costs of subgraphs, such as trips=20000,users=5000')
    .transform((text) => new Map(text.split(',').map((each) => parseCost(each))))
    .default(new Map()),
  ASSUMED_LIST_SIZE: setting.whole(0, 1_000_000).default(costDefaults.assumedListSize),
  COST_SAMPLING: setting.whole(1, 1_000_000).default(costDefaults.sampling),
};

type Variables = { [Name in keyof typeof costVariables]: z.output<(typeof costVariables)[Name]> };

export function costSettingsOf(value: Variables): CostSettings {
  return {
    operationMax: value.OPERATION_MAX_COST,
    subgraphMax: value.SUBGRAPH_MAX_COST,
    subgraphMaxima: value.SUBGRAPH_MAX_COSTS,
    assumedListSize: value.ASSUMED_LIST_SIZE,
    sampling: value.COST_SAMPLING,
  };
}

/** Costs are of subgraphs that there are. */
export const costRules =
  (subgraphs: readonly string[]): SettingsRules =>
  ({ SUBGRAPH_MAX_COSTS = '' }) => {
    const names = SUBGRAPH_MAX_COSTS.split(',').map((each) => each.split('=')[0] ?? '');
    const isKnown = names.every((name) => name === '' || subgraphs.includes(name));
    return isKnown ? [] : [`SUBGRAPH_MAX_COSTS: must name subgraphs, which are ${subgraphs.join(', ')}`];
  };

function parseCost(text: string): [string, number] {
  const at = text.indexOf('=');
  return [text.slice(0, at), Number(text.slice(at + 1))];
}
