import fs from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'yaml';

/** What the tests read of a service in a Compose file. */
export interface ComposeService {
  image?: string;
  build?: { context: string; dockerfile?: string };
  profiles?: string[];
  command?: string[];
  user?: string;
  environment?: Record<string, string>;
  secrets?: string[];
  configs?: { source: string; target: string }[];
  volumes?: string[];
  ports?: string[];
  networks?: string[] | Record<string, { ipv4_address?: string } | null>;
  healthcheck?: { test?: string[]; disable?: boolean };
  deploy?: { resources?: { limits?: { cpus?: string; memory?: string; pids?: number } } };
  logging?: { driver: string; options: Record<string, string> };
  restart?: string;
  read_only?: boolean;
  cap_drop?: string[];
  cap_add?: string[];
  privileged?: boolean;
  security_opt?: string[];
  depends_on?: Record<string, { condition: string }>;
}

export interface ComposeFile {
  services: Record<string, ComposeService>;
  secrets: Record<string, { file: string }>;
  configs: Record<string, { file: string }>;
  networks: Record<string, { internal?: boolean; ipam?: { config: { subnet: string }[] } } | null>;
  volumes: Record<string, unknown>;
}

/**
 * Reads Compose files, each of which adds services, secrets, configs, networks and volumes to those before.
 *
 * @throws Error when a required variable is not set.
 */
export async function readComposeFiles(
  files: readonly string[],
  variables: Record<string, string>,
): Promise<ComposeFile> {
  const merged: ComposeFile = { services: {}, secrets: {}, configs: {}, networks: {}, volumes: {} };
  for (const file of files) {
    const read: Partial<ComposeFile> = await readComposeFile(file, variables);
    for (const part of ['services', 'secrets', 'configs', 'networks', 'volumes'] as const) {
      Object.assign(merged[part], read[part]);
    }
  }
  return merged;
}

/** Replaces the variables as Compose does. */
async function readComposeFile(file: string, variables: Record<string, string>): Promise<ComposeFile> {
  const text = await fs.readFile(path.resolve(file), 'utf8');
  const replaced = text.replace(/\$\{(\w+)(?::([-?])([^}]*))?\}/g, (_all, name, operator, rest) => {
    const value = variables[name];
    if (value) return value;
    if (operator === '?') throw new Error(`${name}: ${rest}`);
    return rest ?? '';
  });
  // It has more aliases than the parser takes from strangers.
  const parsed = parse(replaced, { merge: true, maxAliasCount: -1 });
  for (const service of Object.values<ComposeService>(parsed.services)) {
    const environment = Object.entries(service.environment ?? {});
    service.environment = Object.fromEntries(environment.map(([name, value]) => [name, String(value)]));
  }
  return parsed;
}

/** Returns the names of a service's networks. */
export const networksOf = ({ networks = [] }: ComposeService): string[] =>
  Array.isArray(networks) ? networks : Object.keys(networks);
