import type { DType, Rng } from '../core';
import { checkDType, checkOptions, checkRng } from '../core/checks';
import { concat } from './concat';
import { conv2d } from './conv2d';
import { globalAvgPool2d } from './global-pool2d';
import { he, zeros } from './initializers';
import type { Layer } from './layer';
import { maxPool2d } from './max-pool2d';
import { relu } from './relu';
import { sequential } from './sequential';

export interface SqueezenetOptions {
  /** For weights by {@link he}, to train from the start; without it they are zeros, to be loaded. */
  rng?: Rng;
  /** By default float32. */
  dtype?: DType;
}

/**
 * The layers of SqueezeNet 1.1: colour images to the logits of 1000 classes by 1,235,496 parameters. `nn.sequential` makes the
 * network of them, and what computes features of the first so many.
 *
 * @remarks
 * Layers: 0 conv1, 1 ReLU, 2 max-pool, 3 fire2, 4 fire3, 5 max-pool, 6 fire4, 7 fire5, 8 max-pool, 9 fire6, 10 fire7,
 *         11 fire8, 12 fire9, 13 conv10, 14 ReLU, 15 global average pool. A fire module is a convolution of 1×1 that narrows to few
 *         channels, then one of 1×1 and one of 3×3 side by side, all with ReLU
 * Shapes: x `[N, H, W, 3]`, H and W of 17 at least, as a rule 227; output `[N, 1000]`
 * Cost:   353 million multiply-adds an image of 227×227
 * @throws {@link OptionError}
 * @example
 * const layers = nn.squeezenetLayers({ rng: rng(1) });
 * const features = nn.sequential(...layers.slice(0, 8)); // up to fire5
 * features.forward(zeros([1, 32, 32, 3], { dtype: 'float32' }))[0].shape // [1, 3, 3, 256]
 * Source: [Iandola2016], version 1.1; without dropout before conv10
 */
export function squeezenetLayers(options: SqueezenetOptions = {}): Layer[] {
  checkOptions('squeezenetLayers', options, ['rng', 'dtype']);
  const { rng, dtype = 'float32' } = options;
  checkRng('squeezenetLayers', rng);
  checkDType('squeezenetLayers', dtype);
  const weights = { rng, dtype, initializer: rng ? he : zeros };
  const conv = (inChannels: number, outChannels: number, kernelSize: 1 | 3) =>
    conv2d(inChannels, outChannels, { kernelSize, padding: (kernelSize - 1) / 2, ...weights });
  const fire = (inChannels: number, narrow: number, wide: number) =>
    sequential(
      conv(inChannels, narrow, 1),
      relu(),
      concat(conv(narrow, wide, 1), conv(narrow, wide, 3)),
      relu(),
    );
  const pool = () => maxPool2d({ kernelSize: 3, stride: 2 });
  return [
    conv2d(3, 64, { kernelSize: 3, stride: 2, padding: 1, ...weights }),
    relu(),
    pool(),
    fire(64, 16, 64),
    fire(128, 16, 64),
    pool(),
    fire(128, 32, 128),
    fire(256, 32, 128),
    pool(),
    fire(256, 48, 192),
    fire(384, 48, 192),
    fire(384, 64, 256),
    fire(512, 64, 256),
    conv(512, 1000, 1),
    relu(),
    globalAvgPool2d(),
  ];
}
