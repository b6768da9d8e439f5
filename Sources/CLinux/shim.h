#pragma once
// What Swift's Glibc module leaves out: pidfds, eventfds, sealed memory, and GNU's additions to posix_spawn and string.h.
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

/// Has every line leave as it is written. Swift 6 does not let one touch the variable `stdout`.
static inline void clinux_buffer_stdout_by_line(void) { setvbuf(stdout, NULL, _IOLBF, 0); }

/// No more seals, and no other size: whoever else has the memory cannot make reading it a SIGBUS.
static inline int clinux_seal(int descriptor) {
    return fcntl(descriptor, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL);
}

/// A pipe that is closed on exec.
static inline int clinux_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC); }

/// `si_status` of waitid: a macro, which Swift does not see.
static inline int clinux_exit_status(const siginfo_t *information) { return information->si_status; }
