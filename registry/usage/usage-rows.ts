/** An operation that clients sent. */
export interface OperationRow {
  /** The digest of the rest. */
  id: string;
  /** Empty for an operation without a name. */
  name: string;
  kind: string;
  /** Without aliases, and without values. Empty when it is too long to store. */
  document: string;
  /** The coordinates that the document uses. */
  coordinates: readonly string[];
}

/** How often a client sent an operation. */
export interface CountRow {
  clientName: string;
  clientVersion: string;
  operationId: string;
  count: number;
}

/** In how many requests the variables used an input field, an enum value or an input object. */
export interface InputRow extends CountRow {
  coordinate: string;
}

/** What one process counted since its last report. */
export interface UsageRows {
  /** The operations of the counts that the process has not stored today. */
  operations: readonly OperationRow[];
  counts: readonly CountRow[];
  inputs: readonly InputRow[];
}
