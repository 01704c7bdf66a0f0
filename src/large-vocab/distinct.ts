/** The classes among some draws, rising, and how often each was drawn. */
export interface Distinct {
  classes: Int32Array;
  times: Float64Array;
}

export function distinct(draws: Int32Array): Distinct {
  const sorted = draws.slice().sort();
  const classes: number[] = [];
  const times: number[] = [];
  for (const k of sorted) {
    if (k === classes[classes.length - 1]) times[times.length - 1]++;
    else {
      classes.push(k);
      times.push(1);
    }
  }
  return { classes: Int32Array.from(classes), times: Float64Array.from(times) };
}
