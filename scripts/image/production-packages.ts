import fs from 'node:fs/promises';
import path from 'node:path';
import { projectRoot } from '#platform/settings.ts';

/** By the path of a package in the lock file, such as `node_modules/pg`. */
type LockedPackages = Record<string, { version?: string; dev?: boolean }>;

/** The packages of the lock file that a production install may have. An optional one for another platform is in no install here. */
export async function productionPackages(): Promise<Map<string, { version: string }>> {
  const lock = JSON.parse(await fs.readFile(path.join(projectRoot, 'package-lock.json'), 'utf8'));
  const entries = Object.entries(lock.packages as LockedPackages).filter(([at, { dev }]) => at !== '' && !dev);
  return new Map(entries.map(([at, { version = '' }]) => [at, { version }] as const));
}

/** Returns the name of the package at a path of the lock file. */
export const nameInLock = (at: string): string => at.slice(at.lastIndexOf('node_modules/') + 'node_modules/'.length);
