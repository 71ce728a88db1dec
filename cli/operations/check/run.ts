import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { maxPageSize } from '#contract/page-size.ts';
import { type Environment, readSettings, SettingsFault } from '#platform/settings.ts';
import { costSettingsOf, costVariables } from '../../../gateway/admission/cost/settings.ts';
import { documentBoundsOf, documentVariables } from '../../../gateway/admission/document-bounds.ts';
import {
  InvalidManifest,
  type ManifestOperation,
  readManifest,
} from '../../../gateway/admission/persisted/manifest.ts';
import { FederatedGraph } from '../../../gateway/supergraph/federated-graph.ts';
import { CannotRun, orCannotRun } from '../../schema/cannot-run.ts';
import { boundedPlanner, type CreatePlanner, withPlanner } from '../../schema/operations/plan-operations.ts';
import { fileSource } from '../../schema/sources/file-source.ts';
import type { SchemaSource } from '../../schema/sources/schema-source.ts';
import { versionReader } from '../../schema/versions/version-source.ts';
import { checkManifest } from './check-manifest.ts';
import { isFine, type ManifestReport, manifestReportAsJson, manifestReportAsText } from './report.ts';

export interface ManifestCheckOptions {
  /** The file of the manifest. */
  manifest: string;
  /** The file of a supergraph, or a folder of schemas; undefined for the newest published version. */
  schema: string | undefined;
  roles: readonly string[] | null;
  isJson: boolean;
  /** By default, operations are planned within the bounds of the gateway. */
  createPlanner?: CreatePlanner;
}

/** Checks a client's manifest against the schema, and prints the result. Returns the exit code: 0 fine, 1 not fine, 2 could not run. */
export async function runManifestCheck(environment: Environment, options: ManifestCheckOptions): Promise<0 | 1 | 2> {
  try {
    const report = await checked(environment, options);
    console.log(options.isJson ? manifestReportAsJson(report) : manifestReportAsText(report));
    return isFine(report) ? 0 : 1;
  } catch (error) {
    console.error('operations check could not run:', error instanceof CannotRun ? error.message : error);
    return 2;
  }
}

async function checked(
  environment: Environment,
  { manifest, schema, roles, createPlanner = boundedPlanner }: ManifestCheckOptions,
): Promise<ManifestReport> {
  const { cost, bounds } = limitsOf(environment);
  const operations = await operationsIn(manifest);
  const source: SchemaSource =
    schema === undefined ? await versionReader(environment)('latest') : await fileSource(path.resolve(schema));
  const listSizing = { assumedSize: cost.assumedListSize, largestPage: maxPageSize };
  const graph = new FederatedGraph(source.supergraphSdl, { createPlanner, listSizing });
  const findings = await withPlanner(graph.planner, () => checkManifest(operations, { graph, bounds, cost, roles }));
  return { against: source.label, operationCount: operations.length, findings };
}

function limitsOf(environment: Environment) {
  try {
    const value = readSettings(z.object({ ...documentVariables, ...costVariables }), environment);
    return { cost: costSettingsOf(value), bounds: documentBoundsOf(value) };
  } catch (error) {
    if (error instanceof SettingsFault) throw new CannotRun(error.message, { cause: error });
    throw error;
  }
}

/** Reads a manifest of `masar operations publish`, or of Apollo's `generate-persisted-query-manifest`. */
async function operationsIn(file: string): Promise<ManifestOperation[]> {
  const text = await orCannotRun(`can't read ${file}`, () => readFile(file, 'utf8'));
  try {
    return readManifest(text);
  } catch (error) {
    if (error instanceof InvalidManifest)
      throw new CannotRun(`${file} is no manifest: ${error.message}`, { cause: error });
    throw error;
  }
}
