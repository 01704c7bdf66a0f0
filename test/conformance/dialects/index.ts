import type { DialectName } from '../vectors';
import type { Dialect } from './dialect';
import { jax } from './jax';
import { keras } from './keras';
import { megatron } from './megatron';
import { mpmath } from './mpmath';
import { numpy } from './numpy';
import { optax } from './optax';
import { tf } from './tf';
import { torch } from './torch';

export const dialects: Readonly<Record<DialectName, Dialect>> = {
  torch,
  keras,
  tf,
  optax,
  jax,
  numpy,
  megatron,
  mpmath,
};
