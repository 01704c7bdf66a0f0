/* Softmax cross-entropy with every option, for the kernels that leave a row to it. */
#pragma once
#include "vectors.h"

/* The arguments of assembly/softmax-cross-entropy-general.ts; what is NULL is not given, or not wanted. */
typedef struct {
  const float *logits;
  const int32_t *labels;
  const float *targets;
  const double *weights, *samples;
  float *gradient, *losses, *z_losses;
  int classes, ignored;
  double smoothing, z_loss, softcap, scale;
  /* Those of `label_loss`. */
  int kind;
  double a, b;
} general_arguments;

#define general_row JOIN(general_row, TARGET)
/* Loss and gradient of row i. */
void general_row(const general_arguments *a, char *scratch, ptrdiff_t i);
