/**
 * The entry of a response's `extensions` in which a subgraph names the subjects of the events of a mutation, so that the gateway drops what
 * it has cached of them before it answers.
 */
export const changedIdsExtension = 'changedIds';

/** Ids that one response names. A mutation that changes more names none, and the gateway drops everything. */
export const maxChangedIds = 1_000;
