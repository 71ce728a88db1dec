import { Command } from 'commander';
import { z } from 'zod';
import { processEnvironment, readSettings, setting } from '#platform/settings.ts';
import { defaultGatewayPort } from '../../subgraphs/list.ts';
import { defaultDemoOtp } from '../seed/demo-accounts.ts';

const variables = z.object({
  PORT: setting.port().default(defaultGatewayPort),
  DEMO_OTP: setting.text().default(defaultDemoOtp),
});

/** `masar tour`. */
export function tourCommand(): Command {
  return new Command('tour')
    .description('book seats on a running platform, and watch the trip change')
    .option('--url <url>', 'the GraphQL endpoint of the gateway (default: the one on PORT of this machine)')
    .action(async ({ url }: { url?: string }) => {
      const { PORT, DEMO_OTP } = readSettings(variables, processEnvironment());
      const { runTour } = await import('./tour.ts');
      process.exitCode = await runTour({
        url: url ?? `http://127.0.0.1:${PORT}/graphql`,
        code: DEMO_OTP,
        say: console.log,
      });
    });
}
