import type { Approval } from '../approvals/approval.ts';
import type { SchemaChange } from '../changes/schema-change.ts';
import type { LostAccess } from '../operations/lost-access.ts';
import type { Place } from '../sources/element-places.ts';

/** What the counted operations of clients say about a breaking change. */
export interface TrafficUse {
  /** Whether nothing uses it, so that it passes. */
  isUnused: boolean;
  /** Who uses it: lines for people. */
  lines: readonly string[];
}

/** A change with the verdict on it. */
export interface CheckedChange extends SchemaChange {
  /** Why the check fails because of it; null if it passes. */
  failure: 'breaking' | 'loosened' | 'dangerous' | null;
  /** Present if it is approved. */
  approval?: Approval;
  /** Present of a breaking change that was compared with the traffic. */
  traffic?: TrafficUse;
  /** The nearest place in the subgraphs' schemas. */
  place?: Place;
}

/** A field that a client's operation loses, with the verdict on it. */
export interface CheckedLostAccess extends LostAccess {
  /** Whether every change that takes the field is approved. */
  isApproved: boolean;
}
