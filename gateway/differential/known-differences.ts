import type { SubgraphsRun } from './faulty-subgraphs.ts';
import type { MergedAnswer } from './oracle/stock-merge.ts';

/**
 * Where the two executors may differ, each with its reason; null where they may not. That Apollo's tells errors at wrong places, or
 * not at all, and passes on values of wrong types, is no matter here: the oracle takes from it only what it merges.
 */
export function knownDifference({ misshapen }: MergedAnswer, stock: SubgraphsRun, ours: SubgraphsRun): string | null {
  // The oracle gives Apollo's executor null for what is neither an object nor a list where one has to be, which would end it. Ours
  // passes on what came, as it does any other value: so a subgraph that needs it may answer otherwise.
  const asked = new Set(stock.sent);
  const asksOtherwise = ours.sent.some((request) => !asked.has(request));
  if (misshapen.length > 0 && asksOtherwise) return 'a wrong shape was passed on';
  return null;
}
