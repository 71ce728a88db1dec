/** Characters of a header that are read: a longer one is not worth the time. */
const maxHeader = 500;

/** One range of a header: a media range of Accept, or a language range of Accept-Language. */
interface WeightedRange {
  /** In lower case, without parameters. */
  range: string;
  /** In lower case, each as `name=value`. */
  parameters: readonly string[];
  /** From 0, which excludes what the range matches, to 1; NaN when it is malformed, which excludes too. */
  weight: number;
}

/**
 * The offer that a header of weighted ranges prefers (Accept, Accept-Language: RFC 9110, 12.5); null when it accepts none. The most
 * specific range that matches an offer gives its weight. Of offers with the same weight the one with the more specific range is
 * preferred, then the one whose range comes first, then the first offer. `specificity` is 0 when a range, in lower case, does not match;
 * it also gets the range's parameters, in lower case and each as `name=value`.
 */
export function preferred<Offer>(
  header: string | undefined,
  offers: readonly Offer[],
  specificity: (range: string, offer: Offer, parameters: readonly string[]) => number,
): Offer | null {
  const ranges = parseRanges(header ?? '');
  let best: { offer: Offer; match: Match } | null = null;
  for (const offer of offers) {
    const match = matchOf(ranges, ({ range, parameters }) => specificity(range, offer, parameters));
    if (match && match.weight > 0 && (!best || isBetter(match, best.match))) best = { offer, match };
  }
  return best?.offer ?? null;
}

/**
 * The weight that a header gives to an offer, by the most specific range that matches it; 0 when the header excludes or does not name it.
 * `specificity` is 0 when a range, in lower case, does not match.
 */
export function weightOf(header: string, specificity: (range: string) => number): number {
  const match = matchOf(parseRanges(header), ({ range }) => specificity(range));
  return match && match.weight > 0 ? match.weight : 0;
}

interface Match {
  weight: number;
  specificity: number;
  /** The position of the range in the header. */
  position: number;
}

/** The most specific range that matches; of equally specific ones the one with the greatest weight. */
function matchOf(ranges: readonly WeightedRange[], specificityOf: (range: WeightedRange) => number): Match | null {
  let best: Match | null = null;
  for (const [position, range] of ranges.entries()) {
    const { weight } = range;
    const specificity = specificityOf(range);
    if (specificity === 0) continue;
    const isMore =
      !best || specificity > best.specificity || (specificity === best.specificity && weight > best.weight);
    if (isMore) best = { weight, specificity, position };
  }
  return best;
}

const isBetter = (one: Match, other: Match): boolean =>
  (one.weight - other.weight || one.specificity - other.specificity || other.position - one.position) > 0;

function parseRanges(header: string): WeightedRange[] {
  return header
    .slice(0, maxHeader)
    .split(',')
    .map((choice) => {
      const [range = '', ...parameters] = choice.split(';').map((part) => part.trim().toLowerCase());
      const q = parameters.find((parameter) => parameter.startsWith('q='));
      return { range, parameters, weight: q === undefined ? 1 : Number(q.slice(2)) };
    });
}
