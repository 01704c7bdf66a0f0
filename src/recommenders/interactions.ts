import {
  checkEvents,
  interactionMatrix,
  type InteractionEvents,
  type Interactions,
} from '../core/interactions';

/**
 * Interactions as the sparse matrix that recommenders take; those of a user keep their order.
 *
 * @param events - numbers of users and items, and how much each counts (1 by default); no pair twice
 * @throws {@link OptionError} for a pair that comes twice or a value that is not above 0; {@link LabelError} that names the
 * first user or item which there is not; {@link ShapeError}
 * @example
 * const events = { users: [1, 0, 1], items: [2, 0, 1], userCount: 2, itemCount: 3 };
 * recommenders.interactions(events).rowStarts // Int32Array [0, 1, 3]
 * recommenders.interactions(events).columns // Int32Array [0, 2, 1]
 */
export function interactions(events: InteractionEvents): Interactions {
  const checked = checkEvents('interactions', events);
  return interactionMatrix(
    checked,
    Array.from(checked.values, (_, i) => i),
  );
}
