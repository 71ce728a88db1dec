/** Prints each fault on a line and sets the exit code, or prints `fine` when there is none. */
export function reportFaults(faults: readonly string[], fine: string): void {
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) process.exitCode = 1;
  else console.log(fine);
}
