/* The kernels of each build, by the names of the WebAssembly module's exports. One that is not here stays there. */
#define KERNELS(X) \
  X(scale) \
  X(exp) X(log) X(sigmoid) X(softplus) X(tanh) X(tanhBackward) \
  X(softmax) X(logSoftmax) X(logSumExp) X(softmaxCrossEntropy)
