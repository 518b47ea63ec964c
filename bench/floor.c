/*
 * The floor: the least that an IRC server can do, as the limit to compare servers with.
 *
 * It takes lines and gives each channel's members what is said there, with one send() per recipient
 * and wake-up of its loop, and TCP_NODELAY. It checks nothing, keeps no history, tells nobody of
 * joins, and knows only the names that the load generator uses: nick `l7`, channel `#load3`.
 *
 *     floor PORT        listens on 127.0.0.1
 */
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MAX_CLIENTS = 1 << 17, MAX_CHANNELS = 1 << 12, MAX_LINE = 1024, READ_SIZE = 1 << 16, EVENTS = 1024 };

struct client {
	int fd;
	int number;         /* of the nick: 7 for l7 */
	bool waiting;       /* has bytes that this wake-up will send */
	bool full;          /* its socket took no more: the rest goes when it is writable */
	char *partial;      /* an unfinished line, kept until its end arrives; allocated when first needed */
	size_t partial_length;
	char *out;
	size_t out_length, out_size;
};

struct channel {
	struct client **members;
	int count, size;
};

static struct client *clients[MAX_CLIENTS]; /* by file descriptor */
static struct client *nicks[MAX_CLIENTS];   /* by number of the nick */
static struct channel channels[MAX_CHANNELS];
static struct client *waiting[MAX_CLIENTS];
static int waiting_count;
static int epoll;

static void fail(const char *what)
{
	perror(what);
	exit(1);
}

static void *resize(void *memory, size_t size)
{
	memory = realloc(memory, size);
	if (memory == NULL && size > 0)
		fail("realloc");
	return memory;
}

static void append(struct client *client, const char *bytes, size_t length)
{
	if (client->out_length + length > client->out_size) {
		client->out_size = (client->out_length + length) * 2;
		client->out = resize(client->out, client->out_size);
	}
	memcpy(client->out + client->out_length, bytes, length);
	client->out_length += length;
	if (!client->waiting && !client->full) {
		client->waiting = true;
		waiting[waiting_count++] = client;
	}
}

static void watch(struct client *client, uint32_t events)
{
	struct epoll_event event = {.events = events, .data.fd = client->fd};

	epoll_ctl(epoll, EPOLL_CTL_MOD, client->fd, &event);
}

/* Send all that has gathered, in one call. */
static void flush(struct client *client)
{
	ssize_t sent = send(client->fd, client->out, client->out_length, MSG_NOSIGNAL);
	bool was_full = client->full;

	client->waiting = false;
	if (sent < 0)
		sent = errno == EAGAIN ? 0 : (ssize_t)client->out_length; /* an error ends at the next recv() */
	client->out_length -= (size_t)sent;
	memmove(client->out, client->out + sent, client->out_length);
	client->full = client->out_length > 0;
	if (client->full != was_full)
		watch(client, client->full ? EPOLLIN | EPOLLOUT : EPOLLIN);
}

static void join(struct client *client, const char *names)
{
	char reply[MAX_LINE];

	for (const char *name = names; name != NULL; name = strchr(name + 1, '#')) {
		int number = atoi(name + strlen("#load"));
		struct channel *channel = &channels[number % MAX_CHANNELS];

		if (channel->count == channel->size) {
			channel->size = channel->size * 2 + 16;
			channel->members = resize(channel->members, (size_t)channel->size * sizeof *channel->members);
		}
		channel->members[channel->count++] = client;
		append(client, reply,
		       (size_t)snprintf(reply, sizeof reply, ":floor 366 l%d #load%d :End of names\r\n", client->number,
		                        number));
	}
}

static void post(struct client *sender, const char *target_and_text)
{
	char line[MAX_LINE + 64];
	size_t length = (size_t)snprintf(line, sizeof line, ":l%d!load@floor PRIVMSG %s\r\n", sender->number,
	                                 target_and_text);

	if (target_and_text[0] == '#') {
		struct channel *channel = &channels[atoi(target_and_text + strlen("#load")) % MAX_CHANNELS];

		for (int i = 0; i < channel->count; i++)
			if (channel->members[i] != sender)
				append(channel->members[i], line, length);
	} else {
		struct client *receiver = nicks[atoi(target_and_text + strlen("l")) % MAX_CLIENTS];

		if (receiver != NULL)
			append(receiver, line, length);
	}
}

static void take_line(struct client *client, const char *line)
{
	char reply[MAX_LINE];

	if (strncmp(line, "PRIVMSG ", 8) == 0) {
		post(client, line + 8);
	} else if (strncmp(line, "NICK l", 6) == 0) {
		client->number = atoi(line + 6) % MAX_CLIENTS;
		nicks[client->number] = client;
	} else if (strncmp(line, "USER ", 5) == 0) {
		append(client, reply,
		       (size_t)snprintf(reply, sizeof reply, ":floor 001 l%d :Welcome\r\n", client->number));
	} else if (strncmp(line, "JOIN #load", 10) == 0) {
		join(client, line + 5);
	}
}

static void leave(struct client *client)
{
	for (int c = 0; c < MAX_CHANNELS; c++) {
		struct channel *channel = &channels[c];

		for (int i = 0; i < channel->count; i++)
			if (channel->members[i] == client)
				channel->members[i] = channel->members[--channel->count];
	}
	for (int i = 0; i < waiting_count; i++)
		if (waiting[i] == client)
			waiting[i] = waiting[--waiting_count];
	nicks[client->number] = NULL;
	clients[client->fd] = NULL;
	close(client->fd);
	free(client->partial);
	free(client->out);
	free(client);
}

/* One big read, cut into lines where it lies. */
static void receive(struct client *client)
{
	static char buffer[MAX_LINE + READ_SIZE];
	size_t held = client->partial_length;
	char *line = buffer, *end, *newline;
	ssize_t got;

	if (held > 0)
		memcpy(buffer, client->partial, held);
	got = recv(client->fd, buffer + held, READ_SIZE, 0);
	if (got <= 0) {
		if (got == 0 || errno != EAGAIN)
			leave(client);
		return;
	}
	end = buffer + held + got;
	while ((newline = memchr(line, '\n', (size_t)(end - line))) != NULL) {
		newline[newline > line && newline[-1] == '\r' ? -1 : 0] = 0;
		take_line(client, line);
		line = newline + 1;
	}
	client->partial_length = (size_t)(end - line) < MAX_LINE ? (size_t)(end - line) : 0;
	if (client->partial_length > 0) {
		if (client->partial == NULL)
			client->partial = resize(NULL, MAX_LINE);
		memcpy(client->partial, line, client->partial_length);
	}
}

static void welcome(int listener)
{
	int on = 1;
	int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
	struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};

	if (fd < 0 || fd >= MAX_CLIENTS)
		return;
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	clients[fd] = resize(NULL, sizeof *clients[fd]);
	*clients[fd] = (struct client){.fd = fd};
	epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
}

static int listen_on(int port)
{
	int on = 1;
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (bind(fd, (struct sockaddr *)&address, sizeof address) != 0 || listen(fd, 4096) != 0)
		fail("listen");
	return fd;
}

int main(int count, char **arguments)
{
	struct epoll_event events[EVENTS];
	struct rlimit files;
	struct epoll_event event = {.events = EPOLLIN};
	int listener;

	if (count != 2) {
		fprintf(stderr, "usage: floor PORT\n");
		return 2;
	}
	getrlimit(RLIMIT_NOFILE, &files);
	files.rlim_cur = files.rlim_max;
	setrlimit(RLIMIT_NOFILE, &files);
	epoll = epoll_create1(0);
	listener = listen_on(atoi(arguments[1]));
	event.data.fd = listener;
	epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event);
	for (;;) {
		int ready = epoll_wait(epoll, events, EVENTS, -1);

		for (int i = 0; i < ready; i++) {
			struct client *client = clients[events[i].data.fd];

			if (events[i].data.fd == listener) {
				welcome(listener);
				continue;
			}
			if (events[i].events & EPOLLOUT)
				flush(client);
			if (events[i].events & ~(uint32_t)EPOLLOUT)
				receive(client);
		}
		for (int i = 0; i < waiting_count; i++)
			flush(waiting[i]);
		waiting_count = 0;
	}
}
