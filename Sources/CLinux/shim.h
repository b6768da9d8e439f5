#pragma once
// What Swift's Glibc module leaves out: pidfds, eventfds, sealed memory, names of threads, and GNU's additions to
// posix_spawn and string.h.
//
// _GNU_SOURCE is not defined here: it would change fd_set, of which Swift's Glibc module has the other shape, and the
// compiler refuses two shapes of one type. What only that macro shows is declared by hand.
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
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

int memfd_create(const char *name, unsigned int flags);
int pipe2(int ends[2], int flags);
int pthread_setname_np(pthread_t thread, const char *name);
int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int first);
const char *sigabbrev_np(int signal);
const char *strerrordesc_np(int error);

// linux/memfd.h and linux/fcntl.h, which cannot be included beside fcntl.h.
#ifndef MFD_CLOEXEC
#define MFD_CLOEXEC 0x1U
#define MFD_ALLOW_SEALING 0x2U
#endif
#define CLINUX_ADD_SEALS (1024 + 9)
#define CLINUX_SEAL_SEAL 0x1
#define CLINUX_SEAL_SHRINK 0x2
#define CLINUX_SEAL_GROW 0x4

/// Has every line leave as it is written. Swift 6 does not let one touch the variable `stdout`.
static inline void clinux_buffer_stdout_by_line(void) { setvbuf(stdout, NULL, _IOLBF, 0); }

/// No more seals, and no other size: whoever else has the memory cannot make reading it a SIGBUS.
static inline int clinux_seal(int descriptor) {
    return fcntl(descriptor, CLINUX_ADD_SEALS, CLINUX_SEAL_SHRINK | CLINUX_SEAL_GROW | CLINUX_SEAL_SEAL);
}

/// A pipe that is closed on exec.
static inline int clinux_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC); }

/// `si_status` of waitid: a macro, which Swift does not see.
static inline int clinux_exit_status(const siginfo_t *information) { return information->si_status; }
