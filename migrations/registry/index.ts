import { Usage } from './20261205000000-usage.ts';

/** The migrations of the registry's database, oldest first. */
export const migrations = [{ name: '20261205000000-usage', class: Usage }];
