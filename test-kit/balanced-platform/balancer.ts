import fs from 'node:fs/promises';
import path from 'node:path';
import { projectRoot } from '#platform/settings.ts';
import { startHaproxy, type TestHaproxy } from '../haproxy.ts';

/** The ports of the test, by the names of deploy/haproxy.cfg. */
export interface BalancerPorts {
  /** Those of its listeners, such as `gateway` and `stats`. */
  listeners: Readonly<Record<string, number>>;
  /** Those of the instances, such as `gateway-1`. */
  servers: Readonly<Record<string, number>>;
  /** The file of the edge's certificate and key. By default the edge has no TLS. */
  certificate?: string | undefined;
}

/** Starts HAProxy with the configuration that operators get, on the ports of a test. */
export async function startBalancer({ listeners, servers, certificate }: BalancerPorts): Promise<TestHaproxy> {
  const template = await fs.readFile(path.join(projectRoot, 'deploy', 'haproxy.cfg'), 'utf8');
  const portOf = (ports: Readonly<Record<string, number>>, name: string): number => {
    const port = ports[name];
    if (port === undefined) throw new Error(`the test has no port for ${name} of deploy/haproxy.cfg`);
    return port;
  };
  const configuration = template
    .replace(/^(?:frontend|listen) (\S+)\n(?: {4}#.*\n)* {4}bind .*$/gm, (section, name) =>
      section.replace(/bind \S+( ssl crt )?(\S*)(.*)$/, (_bind, tls = '', _file, options) => {
        const secure = tls && certificate ? `${tls}${certificate}${options}` : '';
        return `bind 127.0.0.1:${portOf(listeners, name)}${secure}`;
      }),
    )
    .replace(/^( {4}server (\S+)) \S+$/gm, (_line, start, name) => `${start} 127.0.0.1:${portOf(servers, name)}`);
  return startHaproxy(configuration, `http://127.0.0.1:${portOf(listeners, 'stats')}`);
}
