/** The rate of each kind of fault, from 0 to 1. */
export interface FaultProfile {
  name: string;
  /** Of responses: without usable data. */
  response: number;
  /** Of responses: with malformed entries in `errors`. */
  malformedErrors: number;
  /** Of entities: null, not an object, or with an error. */
  entity: number;
  /** Of fields: an error, a null, or omitted. */
  field: number;
  /** Of fields: a value that is not of the type. */
  value: number;
}

const none = { response: 0, malformedErrors: 0, entity: 0, field: 0, value: 0 };

export const faultless: FaultProfile = { name: 'none', ...none };

export const faultProfiles: readonly FaultProfile[] = [
  { ...none, name: 'responses', response: 0.4 },
  { ...none, name: 'malformed errors', malformedErrors: 0.6, field: 0.02 },
  { ...none, name: 'entities', entity: 0.35 },
  { ...none, name: 'fields', field: 0.1 },
  { ...none, name: 'values', value: 0.08 },
  { name: 'everything', response: 0.12, malformedErrors: 0.12, entity: 0.08, field: 0.03, value: 0.03 },
];
