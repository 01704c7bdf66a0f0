/*
 * An access outside the memory ends the kernel, as WebAssembly's traps do, and not the process. Kernels hold nothing that
 * would be left behind. Signals that come from elsewhere go to whoever had them before.
 */
#pragma once
#include "kernel.h"
#ifdef _WIN32
static void guard(void) {}
static int guarded(void (*run)(const call *), const call *now) {
  run(now);
  return 1;
}
#else
#include <setjmp.h>
#include <signal.h>

static _Thread_local sigjmp_buf *way_out;
static struct sigaction before[2];

static void on_signal(int signal, siginfo_t *info, void *context) {
  if (way_out) siglongjmp(*way_out, 1);
  const struct sigaction *old = &before[signal == SIGBUS];
  if (old->sa_flags & SA_SIGINFO) old->sa_sigaction(signal, info, context);
  else if (old->sa_handler != SIG_DFL && old->sa_handler != SIG_IGN) old->sa_handler(signal);
  else sigaction(signal, old, NULL); /* the instruction is repeated, and ends the process */
}

/* Once a process: another thread's add-on may be here already. */
static void guard(void) {
  static int done;
  if (__atomic_exchange_n(&done, 1, __ATOMIC_SEQ_CST)) return;
  struct sigaction ours = {.sa_flags = SA_SIGINFO | SA_NODEFER | SA_ONSTACK};
  ours.sa_sigaction = on_signal;
  sigemptyset(&ours.sa_mask);
  sigaction(SIGSEGV, &ours, &before[0]);
  sigaction(SIGBUS, &ours, &before[1]);
}

/* Whether the kernel ran to its end. */
static int guarded(void (*run)(const call *), const call *now) {
  sigjmp_buf here;
  if (sigsetjmp(here, 0) != 0) {
    way_out = NULL;
    return 0;
  }
  way_out = &here;
  run(now);
  way_out = NULL;
  return 1;
}
#endif
