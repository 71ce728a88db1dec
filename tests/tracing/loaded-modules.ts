import { registerHooks } from 'node:module';

/** Starts and stops a gateway under the environment of this process, and prints the packages of OpenTelemetry that it has loaded. */
const loaded = new Set<string>();
registerHooks({
  load: (url, context, next) => {
    const name = /node_modules\/(@opentelemetry\/[^/]+)/.exec(url)?.[1];
    if (name) loaded.add(name);
    return next(url, context);
  },
});

const { createGateway } = await import('../../gateway/gateway.ts');
const { readGatewaySettings } = await import('../../gateway/settings.ts');
const { createLog } = await import('#platform/log.ts');
const { loadSubgraphs } = await import('../../subgraphs/load.ts');
await loadSubgraphs();
const log = createLog({ name: 'test', level: 'silent' });
const gateway = await createGateway({ settings: readGatewaySettings(process.env), log });
await gateway.stop();
process.stdout.write(JSON.stringify([...loaded]));
