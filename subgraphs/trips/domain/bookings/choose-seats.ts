interface FreeRun {
  first: number;
  length: number;
}

/**
 * Chooses `count` free seats of a trip, in ascending order: adjacent ones in the shortest run of free seats that has enough, so
 * that longer runs stay whole for larger groups, or else seats in as few runs as possible. Returns null when too few are free.
 */
export function chooseSeats(totalSeats: number, taken: ReadonlySet<number>, count: number): number[] | null {
  const runs = freeRuns(totalSeats, taken).sort((a, b) => a.length - b.length);
  const chosen: number[] = [];
  while (chosen.length < count) {
    const missing = count - chosen.length;
    // The index is -1, which names the longest run, when no run has enough.
    const [run] = runs.splice(
      runs.findIndex(({ length }) => length >= missing),
      1,
    );
    if (!run) return null;
    for (let at = 0; at < Math.min(missing, run.length); at++) chosen.push(run.first + at);
  }
  return chosen.sort((a, b) => a - b);
}

function freeRuns(totalSeats: number, taken: ReadonlySet<number>): FreeRun[] {
  const runs: FreeRun[] = [];
  for (let first = 1, seat = 1; seat <= totalSeats + 1; seat++) {
    if (seat <= totalSeats && !taken.has(seat)) continue;
    if (seat > first) runs.push({ first, length: seat - first });
    first = seat + 1;
  }
  return runs;
}
