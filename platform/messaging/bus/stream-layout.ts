/**
 * How the streams of a platform are spread over a Redis Cluster: all in one slot, as on a single server and in earlier versions, or each
 * source in a slot of its own.
 */
export type StreamLayout = 'one-slot' | 'spread';

export const streamLayouts = ['one-slot', 'spread'] as const satisfies readonly StreamLayout[];

/**
 * The key of a source's stream. Its slot is that of the text in braces. The names of the sources alone hash to one third of all slots; these
 * texts are in different thirds for trips, users and the others.
 */
export const streamOf = (source: string, layout: StreamLayout = 'one-slot'): string =>
  layout === 'spread' ? `masar:{${source}-events}` : `{masar}:events:${source}`;

/** Marks what the database stores of a spread stream: positions of events, and starts of the node. */
const mark = 'spread ';

/** An id of a stream, with the layout. */
export const withLayout = (layout: StreamLayout, id: string): string => (layout === 'spread' ? mark + id : id);

/** The layout that {@link withLayout} added to an id. */
export const layoutOf = (stored: string): StreamLayout => (stored.startsWith(mark) ? 'spread' : 'one-slot');

/** The id without the layout. */
export const bareId = (stored: string): string => (stored.startsWith(mark) ? stored.slice(mark.length) : stored);

/**
 * The layouts in which a source may have events, the newest first. A relay moves from `one-slot` to `spread` once and never back, so what is in
 * the earlier layout when the newer one has been read was appended before.
 */
export const readLayouts = (isCluster: boolean): readonly StreamLayout[] =>
  isCluster ? ['spread', 'one-slot'] : ['one-slot'];

/**
 * The layout in which a relay appends. By default that of the last verified start; where there is none yet, `spread` in a cluster. A database
 * that has moved to `spread` stays there, whatever the setting.
 */
export function writtenLayout(
  isCluster: boolean,
  setting: StreamLayout | undefined,
  verified: string | null,
): StreamLayout {
  if (!isCluster) return 'one-slot';
  const current = verified === null ? null : layoutOf(verified);
  return current === 'spread' ? current : (setting ?? current ?? 'spread');
}
