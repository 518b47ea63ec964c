#define _GNU_SOURCE
#include "measure.h"

#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { MAX_PROCESSES = 1024 };

static uint64_t nanoseconds(clockid_t clock)
{
	struct timespec moment;

	if (clock_gettime(clock, &moment) != 0)
		return 0;
	return (uint64_t)moment.tv_sec * 1000000000u + (uint64_t)moment.tv_nsec;
}

uint64_t now_ns(void)
{
	return nanoseconds(CLOCK_MONOTONIC);
}

double own_cpu_seconds(void)
{
	return (double)nanoseconds(CLOCK_PROCESS_CPUTIME_ID) / 1e9;
}

/* Times below 2^(SHARE_BITS + 1) have a class each; above, the highest SHARE_BITS + 1 bits choose it. */
static unsigned class_of(uint64_t time)
{
	unsigned shift;

	if (time >> (SHARE_BITS + 1) == 0)
		return (unsigned)time;
	shift = 63u - (unsigned)__builtin_clzll(time) - SHARE_BITS;
	return (shift << SHARE_BITS) + (unsigned)(time >> shift);
}

/* The highest time of a class. */
static uint64_t class_end(unsigned class)
{
	unsigned shift;
	uint64_t leading;

	if (class < 2u << SHARE_BITS)
		return class;
	shift = (class >> SHARE_BITS) - 1;
	leading = class - (shift << SHARE_BITS);
	return ((leading + 1) << shift) - 1;
}

void histogram_add(struct histogram *histogram, uint64_t time)
{
	histogram->total++;
	histogram->counts[class_of(time)]++;
	if (time > histogram->highest)
		histogram->highest = time;
}

uint64_t histogram_at(const struct histogram *histogram, double share)
{
	uint64_t wanted = (uint64_t)((double)histogram->total * share);
	uint64_t seen = 0;

	for (unsigned class = 0; class < TIME_CLASSES; class++) {
		seen += histogram->counts[class];
		if (seen > wanted)
			return class_end(class) < histogram->highest ? class_end(class) : histogram->highest;
	}
	return histogram->highest;
}

/* Read a file of /proc as a string. Returns 0 when the process has ended meanwhile. */
static size_t read_proc(const char *path, char *text, size_t size)
{
	FILE *file = fopen(path, "r");
	size_t length;

	text[0] = 0;
	if (file == NULL)
		return 0;
	length = fread(text, 1, size - 1, file);
	fclose(file);
	text[length] = 0;
	return length;
}

/* The system time of a process, the 15th field of /proc/PID/stat (the 2nd may hold spaces). */
static double system_seconds_of(pid_t pid)
{
	char path[64], text[2048];
	const char *field;
	unsigned long ticks = 0;

	snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
	if (read_proc(path, text, sizeof text) == 0 || (field = strrchr(text, ')')) == NULL)
		return 0;
	sscanf(field + 1, "%*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %lu", &ticks);
	return (double)ticks / (double)sysconf(_SC_CLK_TCK);
}

/* User and system time of all threads of a process, to the nanosecond, from its CPU-time clock. */
static double cpu_seconds_of(pid_t pid)
{
	clockid_t clock;

	if (clock_getcpuclockid(pid, &clock) != 0)
		return 0;
	return (double)nanoseconds(clock) / 1e9;
}

/* What the process has written that nobody else has. Not Private_Clean: those are pages of files, such as
 * libraries, which turn shared and private again when another process maps the same file meanwhile. */
static long private_kib_of(pid_t pid)
{
	static const char *const kinds[] = {"Private_Dirty:", "Private_Hugetlb:"};
	char path[64], text[4096];
	long total = 0;

	snprintf(path, sizeof path, "/proc/%d/smaps_rollup", (int)pid);
	read_proc(path, text, sizeof text);
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		const char *line = strstr(text, kinds[i]);

		if (line != NULL)
			total += strtol(line + strlen(kinds[i]), NULL, 10);
	}
	return total;
}

/* Append the children that any thread of `pid` has started. Returns the new count. */
static int add_children(pid_t pid, pid_t *pids, int count)
{
	char path[320], text[8192];
	struct dirent *thread;
	DIR *threads;

	snprintf(path, sizeof path, "/proc/%d/task", (int)pid);
	threads = opendir(path);
	if (threads == NULL)
		return count;
	while ((thread = readdir(threads)) != NULL) {
		char *next = text;

		if (!isdigit((unsigned char)thread->d_name[0]))
			continue;
		snprintf(path, sizeof path, "/proc/%d/task/%s/children", (int)pid, thread->d_name);
		read_proc(path, text, sizeof text);
		for (long child = strtol(next, &next, 10); child > 0; child = strtol(next, &next, 10)) {
			if (count < MAX_PROCESSES)
				pids[count++] = (pid_t)child;
		}
	}
	closedir(threads);
	return count;
}

struct usage usage_of(const pid_t *roots, int root_count)
{
	pid_t pids[MAX_PROCESSES];
	struct usage sum = {0, 0, 0};
	int count = root_count < MAX_PROCESSES ? root_count : MAX_PROCESSES;

	memcpy(pids, roots, (size_t)count * sizeof *pids);
	for (int i = 0; i < count; i++) {
		count = add_children(pids[i], pids, count);
		sum.cpu_seconds += cpu_seconds_of(pids[i]);
		sum.system_seconds += system_seconds_of(pids[i]);
		sum.private_kib += private_kib_of(pids[i]);
	}
	return sum;
}
