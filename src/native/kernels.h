/* The kernels of each build, by the names of the WebAssembly module's exports. One that is not here stays there. */
#define KERNELS(X) \
  X(packRows) X(packColumns) X(multiply) X(multiplyTransposed) X(multiplyPanels) \
  X(fewRows) X(fewTerms) X(fewRowsTransposed) \
  X(packFewColumns) X(fewColumns) X(fewColumnsTransposed) X(finishRows) \
  X(narrowProduct) X(narrowTransposedProduct) X(isSparse) \
  X(columnSums) \
  X(convolution) X(packKernels) X(convolutionInput) X(packTransposedKernels) X(convolutionWeights) X(sumWeightParts) \
  X(batchGradientSums) X(batchMoments) X(batchNormBackward) X(batchNormalize) \
  X(cropImages) X(findNonFinite) X(padImages) \
  X(averagePool) X(averagePoolBackward) X(maxPool) X(maxPoolBackward) \
  X(add) X(elementProduct) X(scale) X(multiplyAdd) X(relu) X(reluBackward) \
  X(exp) X(log) X(sigmoid) X(softplus) X(tanh) X(tanhBackward) \
  X(gelu) X(hinge) X(layerNorm) X(layerNormBackward) X(attend) X(attendBackward) \
  X(logisticSteps) \
  X(sgd) X(sgdMomentum) X(adam) \
  X(gatherRows) X(scatterAddRows) \
  X(sigmoidCrossEntropy) X(sigmoidFocal) \
  X(temperedSoftmax) X(temperedLogSoftmax) X(logSoftmaxBackward) \
  X(generalSoftmaxCrossEntropy) X(probabilitySums) \
  X(addToLogSumExp) X(blockGradient) \
  X(softmax) X(logSoftmax) X(logSumExp) X(softmaxCrossEntropy) X(softmaxLabelLoss) \
  X(regularizedSoftmaxCrossEntropy) X(confidencePenalty)
