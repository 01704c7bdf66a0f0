export type DType = 'float32' | 'float64';
export type FloatArray = Float32Array | Float64Array;
/** The array that holds numbers of the type. */
export type ArrayOf<D extends DType> = D extends 'float32' ? Float32Array : Float64Array;
