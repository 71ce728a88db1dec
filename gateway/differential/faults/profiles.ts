/** What kinds of fault there are in a run, and how often: each rate is of what could have one. */
export interface FaultProfile {
  name: string;
  /** Of what is asked of a subgraph: that nothing, or nothing of use, is answered. */
  whole: number;
  /** Of what is asked of a subgraph: that entries of its errors are none, or tell of no place. */
  garbage: number;
  /** Of an entity: that it is null, no object, or has an error of its own. */
  entity: number;
  /** Of a field: an error, a null, where none may be as well, or that it is left out. */
  field: number;
  /** Of a field: a value that is none of its type. */
  value: number;
}

const none = { whole: 0, garbage: 0, entity: 0, field: 0, value: 0 };

export const faultless: FaultProfile = { name: 'none', ...none };

export const faultProfiles: readonly FaultProfile[] = [
  { ...none, name: 'whole answers', whole: 0.4 },
  { ...none, name: 'garbage', garbage: 0.6, field: 0.02 },
  { ...none, name: 'entities', entity: 0.35 },
  { ...none, name: 'fields', field: 0.1 },
  { ...none, name: 'values', value: 0.08 },
  { name: 'everything', whole: 0.12, garbage: 0.12, entity: 0.08, field: 0.03, value: 0.03 },
];
