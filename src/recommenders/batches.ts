import type { Rng } from '../core';
import type { Interactions } from '../core/interactions';
import { usersOf } from './history';

/** Users of a step. */
export interface UserBatch {
  readonly users: Int32Array;
  /** What the step may draw from. */
  readonly stream: Rng;
}

/** Interactions of a step. */
export interface InteractionBatch extends UserBatch {
  readonly items: Int32Array;
}

/** What makes the batches of an epoch: some users in random order. */
export function userBatches(users: Int32Array, batchSize: number): (stream: Rng) => Generator<UserBatch> {
  return function* (stream) {
    for (const { places, stream: own } of shuffled(users.length, batchSize, stream))
      yield { users: places.map((place) => users[place]), stream: own };
  };
}

/** What makes the batches of an epoch: all interactions in random order. */
export function interactionBatches(
  interactions: Interactions,
  batchSize: number,
): (stream: Rng) => Generator<InteractionBatch> {
  const everyUser = usersOf(interactions);
  return function* (stream) {
    for (const { places, stream: own } of shuffled(everyUser.length, batchSize, stream)) {
      yield {
        users: places.map((place) => everyUser[place]),
        items: places.map((place) => interactions.columns[place]),
        stream: own,
      };
    }
  };
}

/** The numbers 0 … count − 1 in random order, so many at a time, each time with a stream of its own. */
function* shuffled(count: number, size: number, stream: Rng): Generator<{ places: Int32Array; stream: Rng }> {
  const order = stream.split('order').permutation(count);
  for (let n = 0; n * size < count; n++)
    yield { places: order.subarray(n * size, (n + 1) * size), stream: stream.split(n) };
}
