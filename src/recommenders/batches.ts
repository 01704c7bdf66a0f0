import type { Rng } from '../core';
import { usersOf } from './history';
import type { Interactions } from '../core/interactions';
import { shuffledBatches } from './training';

/** Interactions of a step. */
export interface InteractionBatch {
  readonly users: Int32Array;
  readonly items: Int32Array;
  /** What the step may draw from. */
  readonly stream: Rng;
}

/** What makes the batches of an epoch: all interactions in random order. */
export function interactionBatches(
  interactions: Interactions,
  batchSize: number,
): (stream: Rng) => Generator<InteractionBatch> {
  const everyUser = usersOf(interactions);
  return function* (stream) {
    let n = 0;
    for (const batch of shuffledBatches(everyUser.length, batchSize, stream)) {
      yield {
        users: batch.map((place) => everyUser[place]),
        items: batch.map((place) => interactions.columns[place]),
        stream: stream.split(n++),
      };
    }
  };
}
