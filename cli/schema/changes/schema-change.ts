/**
 * What a change means for clients. `breaking`: an operation that was valid fails, or answers in another form. `dangerous`: an operation
 * may behave differently. `safe`: no operation notices.
 */
export type Severity = 'breaking' | 'dangerous' | 'safe';

/** One difference between two supergraphs. */
export interface SchemaChange {
  /** What changed, such as FIELD_REMOVED. docs/schema.md lists all codes. */
  code: string;
  severity: Severity;
  /** The schema coordinate, such as `Trip.price`, `Query.trip(id:)` or `TripStatus.SCHEDULED`. */
  path: string;
  message: string;
  /** The subgraph whose schema changed, where the change belongs to one. */
  subgraph?: string;
  /** The roles whose access changed, of an authorization change. */
  access?: { gain: readonly string[]; lose: readonly string[] };
  /**
   * The coordinates of which an operation must use one to notice the change: a field, an argument, an input field, an enum
   * value or a type. Empty when every operation of the type notices it.
   */
  noticedBy: readonly string[];
}
