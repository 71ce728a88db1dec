import { Usage } from './20261205000000-usage.ts';
import { Versions } from './20261206000000-versions.ts';

/** The migrations of the registry's database, oldest first. */
export const migrations = [
  { name: '20261205000000-usage', class: Usage },
  { name: '20261206000000-versions', class: Versions },
];
