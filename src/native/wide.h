/* assembly/wide.ts: exp and log in float64 of two (d2), four (d4), and W / 2 (vd) lanes, each as if it were alone. */
#pragma once
#include "vectors.h"

#define LN2 0.69314718055994530942
/* In two parts: the product of the first with an exponent is exact. */
#define WIDE_LN2_HIGH 6.9314718036912381649e-1
#define WIDE_LN2_LOW 1.90821492927058770002e-10

/* At most so many vectors beside each other. */
#define MOST_ABREAST 4

#define LANES d2
#define BITS m2
#define MASK l2
#define CHOOSE choosed2
#define PMIN pmind2
#define PMAX pmaxd2
#include "wide-lanes.h"

#define LANES d4
#define BITS m4
#define MASK l4
#define CHOOSE choosed4
#define PMIN pmind4
#define PMAX pmaxd4
#include "wide-lanes.h"

#if W == 8
INLINE vd wide_exp_vd(vd x) { return wide_exp_d4(x); }
INLINE void wide_exps_vd(const vd *x, const int count, const int clamps, vd *e) { wide_exps_d4(x, count, clamps, e); }
INLINE vd wide_log_vd(vd x) { return wide_log_d4(x); }
INLINE vd wide_log1p_vd(vd x) { return wide_log1p_d4(x); }
#else
#define LANES vd
#define BITS vm
#define MASK vl
#define CHOOSE choosed
#define PMIN pmind
#define PMAX pmaxd
#include "wide-lanes.h"
#endif

/* The same of one number. Not inlined: none is called where it would be worth the room. */
APART double exp_of(double x) { return wide_exp_d2(splatd2(x))[0]; }
APART double log_of(double x) { return wide_log_d2(splatd2(x))[0]; }
APART double log1p_of(double x) { return wide_log1p_d2(splatd2(x))[0]; }
