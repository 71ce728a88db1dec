import { changeRecorder } from '#platform/subgraph/record-change.ts';

/** Records changes of this subgraph in the audit log. */
export const { recordChange } = changeRecorder('notifications');
