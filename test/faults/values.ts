import type { Fault } from './fault';
import { labels } from './values/labels';
import { language } from './values/language';
import { options } from './values/options';
import { places } from './values/out';
import { tensors } from './values/tensors';

/** Values that are not what they look like: each is refused by name, or means what it says. */
export const faults: Fault[] = [...labels, ...tensors, ...options, ...places, ...language];
