import {
  OptionError,
  ShapeError,
  formatShape,
  tensor,
  type DType,
  type NamedTensors,
  type Tensor,
} from '../core';

/** A tensor as JSON: the bytes (little-endian, as on every machine Node runs on today) in base 64. */
export interface SavedTensor {
  dtype: DType;
  shape: number[];
  /** JSON numbers would lose −0, NaN and ∞; this is exact, and shorter. */
  base64: string;
}

export type SavedTensors = Record<string, SavedTensor>;

/** A copy of the tensors that survives `JSON.stringify` bit for bit. */
export function saveTensors(tensors: NamedTensors): SavedTensors {
  return Object.fromEntries(Object.entries(tensors).map(([name, x]) => [name, saveTensor(x)]));
}

/** Copies saved tensors into those of the same names, in place, e.g. a model's parameters. */
export function loadTensors(where: string, into: NamedTensors, saved: SavedTensors): void {
  const [names, savedNames] = [Object.keys(into).sort(), Object.keys(saved).sort()];
  if (names.join() !== savedNames.join()) {
    throw new ShapeError(`${where}: expected the tensors ${names.join(', ')}, got ${savedNames.join(', ')}`);
  }
  const restored = names.map((name) => {
    const x = restoreTensor(where, saved[name]);
    const [expected, got] = [into[name], x].map((t) => `${t.dtype} ${formatShape(t.shape)}`);
    if (expected !== got) throw new ShapeError(`${where}: '${name}' should be ${expected}, got ${got}`);
    return x;
  });
  names.forEach((name, i) => into[name].data.set(restored[i].data));
}

export function saveTensor(x: Tensor): SavedTensor {
  const bytes = new Uint8Array(x.data.buffer, x.data.byteOffset, x.data.byteLength);
  let text = '';
  for (let start = 0; start < bytes.length; start += 0x8000) {
    text += String.fromCharCode(...bytes.subarray(start, start + 0x8000)); // one call takes so many arguments
  }
  return { dtype: x.dtype, shape: [...x.shape], base64: btoa(text) };
}

export function restoreTensor(where: string, saved: SavedTensor): Tensor {
  if (saved?.dtype !== 'float32' && saved?.dtype !== 'float64') {
    throw new OptionError(`${where}: a saved tensor has dtype float32 or float64, got ${saved?.dtype}`);
  }
  const text = atob(saved.base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  const width = saved.dtype === 'float32' ? 4 : 8;
  const size = saved.shape.reduce((product, length) => product * length, width);
  if (bytes.length !== size) {
    throw new ShapeError(
      `${where}: a saved tensor ${formatShape(saved.shape)} takes ${size} bytes, got ${bytes.length}`,
    );
  }
  const data = saved.dtype === 'float32' ? new Float32Array(bytes.buffer) : new Float64Array(bytes.buffer);
  return tensor(data, { shape: saved.shape });
}
