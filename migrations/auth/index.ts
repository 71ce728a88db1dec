import { Init } from './20261123000000-init.ts';

/** The history of the auth database, oldest first. */
export const migrations = [{ name: '20261123000000-init', class: Init }];
