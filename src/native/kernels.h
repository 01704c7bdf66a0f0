/* The kernels of each build, by the names of the WebAssembly module's exports. One that is not here stays there. */
#define KERNELS(X) \
  X(scale) \
  X(packRows) X(packColumns) X(multiply) X(multiplyTransposed) \
  X(cropImages) X(findNonFinite) X(padImages) \
  X(averagePool) X(averagePoolBackward) X(maxPool) X(maxPoolBackward) \
  X(convolutionWeights) X(sumWeightParts) \
  X(convolutionInput) X(packTransposedKernels) \
  X(convolution) X(packKernels)
