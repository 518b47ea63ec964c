/*
 * What the load generator measures with: one clock, a histogram of times, and what the server's
 * processes have used. It knows nothing of IRC or of sockets.
 */
#ifndef MEASURE_H
#define MEASURE_H

#include <stdint.h>
#include <sys/types.h>

/* Times are sorted into classes: the powers of two, each cut into 2^SHARE_BITS equal parts. So a
 * quantile is right to 1 part in 128, and adding a time costs a few instructions and no memory. */
enum { SHARE_BITS = 7, TIME_CLASSES = (64 - SHARE_BITS) << SHARE_BITS };

struct histogram {
	uint64_t total;
	uint64_t highest;
	uint64_t counts[TIME_CLASSES];
};

/* What a process and all that descend from it have used so far. */
struct usage {
	double cpu_seconds;    /* user and system, of every thread, living or ended */
	double system_seconds; /* the kernel's part; counted by the kernel in ticks of 10 ms */
	long private_kib;      /* memory that they alone have written */
};

/* The monotonic clock, in nanoseconds. */
uint64_t now_ns(void);

/* Add one time in nanoseconds. */
void histogram_add(struct histogram *histogram, uint64_t time);

/* The time that the given share (0 to 1) of all times does not exceed; 0 when there are none. */
uint64_t histogram_at(const struct histogram *histogram, double share);

/* Add up the usage of `roots` and of their living descendants. */
struct usage usage_of(const pid_t *roots, int count);

/* Seconds of CPU, user and system, that this process itself has used. */
double own_cpu_seconds(void);

#endif
