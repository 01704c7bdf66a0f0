/* The kernels of each build, by the names of the WebAssembly module's exports. One that is not here stays there. */
#define KERNELS(X) \
  X(scale) \
  X(packRows) X(packColumns) X(multiply) X(multiplyTransposed) X(multiplyPanels) \
  X(fewRows) X(fewTerms) X(fewRowsTransposed) \
  X(packFewColumns) X(fewColumns) X(fewColumnsTransposed) X(finishRows) \
  X(narrowProduct) X(narrowTransposedProduct) X(isSparse) \
  X(columnSums) \
  X(convolution) X(packKernels) X(convolutionInput) X(packTransposedKernels) X(convolutionWeights) X(sumWeightParts) \
  X(cropImages) X(findNonFinite) X(padImages) \
  X(averagePool) X(averagePoolBackward) X(maxPool) X(maxPoolBackward)
