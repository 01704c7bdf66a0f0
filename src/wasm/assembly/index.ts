/** Everything that JavaScript may call. A kernel works on the items [begin, end) and says nothing of threads. */
export { setScratch } from './scratch';
export { add, multiplyAdd, relu, reluBackward, scale } from './elementwise';
export { exp, log, sigmoid, softplus, tanh, tanhBackward } from './elementwise-exponentials';
export { gatherRows, scatterAddRows } from './gather';
export { logSoftmax, logSumExp, softmax } from './softmax';
export { logSoftmaxBackward, temperedLogSoftmax, temperedSoftmax } from './softmax-float64';
export { softmaxCrossEntropy } from './softmax-cross-entropy';
export { generalSoftmaxCrossEntropy } from './softmax-cross-entropy-general';
export { regularizedSoftmaxCrossEntropy } from './softmax-cross-entropy-regularized';
export { addToLogSumExp, blockGradient } from './linear-cross-entropy';
export { sigmoidCrossEntropy } from './sigmoid-cross-entropy';
export { columnSums } from './column-sums';
export { adam, sgd, sgdMomentum } from './optimizers';
export { isSparse, narrowProduct, narrowTransposedProduct } from './narrow';
export { fewColumns, fewColumnsTransposed, finishRows, packFewColumns } from './few-columns';
export { fewRows, fewRowsTransposed, fewTerms } from './few-rows';
export { multiply, multiplyPanels, multiplyTransposed, packColumns, packRows } from './gemm';
export { cropImages, findNonFinite, padImages } from './images';
export { convolution, packKernels } from './convolution';
export { convolutionWeights, sumWeightParts } from './convolution-weights';
export { convolutionInput, packTransposedKernels } from './convolution-input';
export { batchGradientSums, batchMoments, batchNormBackward, batchNormalize } from './batch-norm';
export { averagePool, averagePoolBackward, maxPool, maxPoolBackward } from './pooling';
/** Not for JavaScript: what is exported is not inlined, and inlined the tiles spill their registers. */
export { directTile, packedTile } from './gemm-tile';
export { dotTile, sidewaysTile } from './few-columns-tile';
export { sixteenDots } from './few-rows-tile';
export { addSixteen, addThirtyTwo } from './add-terms';
