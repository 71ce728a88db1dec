import { setTimeout as sleep } from 'node:timers/promises';
import type { Service } from '#test-kit/process-service.ts';
import { until } from '#test-kit/until.ts';

export const faults = ['SIGKILL', 'SIGTERM', 'SIGSTOP'] as const;
export type Fault = (typeof faults)[number];

/** Milliseconds. */
export interface FaultTimes {
  /** From the end of a process to its next start, by a supervisor. */
  restart: number;
  /** From SIGSTOP to SIGCONT. */
  frozen: number;
}

/** Milliseconds from SIGTERM to the SIGKILL of a supervisor. A service stops in 10 s. PostgreSQL waits for its clients, which stay. */
const patience = { service: 12_000, postgres: 2_000 };

export interface Target {
  name: string;
  service: Service;
  times: FaultTimes;
  /** Called before the service returns. */
  beforeReturn: () => void;
}

/** Sends the signal, and resolves when the service is ready again: a process that has ended is started, a stopped one continued. */
export async function inflict(fault: Fault, { name, service, times, beforeReturn }: Target): Promise<void> {
  service.signal(fault);
  if (fault === 'SIGSTOP') {
    await sleep(times.frozen);
    beforeReturn();
    service.signal('SIGCONT');
    return;
  }
  const hasEnded = () => !service.isRunning();
  await until(hasEnded, name === 'postgres' ? patience.postgres : patience.service).catch(() =>
    service.signal('SIGKILL'),
  );
  await until(hasEnded);
  await sleep(times.restart);
  beforeReturn();
  await service.start();
}
